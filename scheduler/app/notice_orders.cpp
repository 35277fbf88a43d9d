#include "scheduler/app/notice_orders.hpp"

#include <algorithm>
#include <array>

#include "config/base/i18n.hpp"
#include "scheduler/app/order_answers.hpp"

namespace outreach::app {
namespace {

using plan::Hold;

constexpr std::array<std::string_view, 6> kVerbs{
    "approve", "hold", "release", "withdraw", "send", "waive"};

// The first thing that lint holds against it; empty if nothing.
std::string lint_error(const NoticeInQuestion& about) {
    const auto& campaign = *about.entry.compiled;
    const auto words = campaign.render(about.notice, 0, false);
    for (const auto& finding : plan::lint_notice(campaign, about.notice, words)) {
        if (finding.error) return finding.message;
    }
    return {};
}

bool is_waived(const NoticeInQuestion& about, const std::string& hash) {
    return about.decision != nullptr && about.decision->waived == hash;
}

// Why an approval cannot be given; empty if it can.
http::Verdict check_approval(const NoticeInQuestion& about,
                             const http::Identity& who,
                             const http::Order& order,
                             const std::string& hash) {
    if (about.notice.hold != Hold::approval) {
        return refuse(409, "Conflict", tr("it does not wait for approval"));
    }
    if (who.proven && who.name == about.author && !order.emergency) {
        return refuse(403,
                      "Forbidden",
                      tr("who applied this campaign cannot approve its notices; ask somebody else, "
                         "or use --emergency with a reason"));
    }
    const std::string error = lint_error(about);
    if (!error.empty() && !order.waive && !order.emergency && !is_waived(about, hash)) {
        return refuse(409,
                      "Conflict",
                      trf("the message would be held back: {}. Mend it, or approve with "
                          "--waive-lint and a reason",
                          error));
    }
    return {};
}

// Why it cannot be sent at once; empty if it can.
http::Verdict check_send(const NoticeInQuestion& about,
                         const http::Order& order,
                         const std::string& hash) {
    // Whatever else holds it back, a pause or a person, it still needs its approval.
    const bool unapproved = about.entry.compiled->rule_of(about.notice).needs_approval &&
                            (about.decision == nullptr || about.decision->approved != hash);
    if (unapproved && !order.emergency) {
        return refuse(
            409,
            "Conflict",
            tr("it waits for approval: have it approved, or use --emergency with a reason"));
    }
    const std::string error = lint_error(about);
    if (!error.empty() && !order.emergency && !is_waived(about, hash)) {
        return refuse(409, "Conflict", trf("the message would be held back: {}", error));
    }
    return {};
}

http::Verdict check(const NoticeInQuestion& about,
                    const http::Identity& who,
                    const std::string& verb,
                    const http::Order& order,
                    const std::string& hash) {
    if (std::find(kVerbs.begin(), kVerbs.end(), verb) == kVerbs.end()) {
        return refuse(404, "Not Found", trf("a notice cannot be \"{}\"", verb));
    }
    if (about.record != nullptr && about.record->is_final()) {
        return refuse(409, "Conflict", tr("it is over already; nothing can be changed any more"));
    }
    if (about.notice.hold == Hold::withdrawn) {
        return refuse(409, "Conflict", tr("it was withdrawn; that is final"));
    }
    const bool needs_reason = order.emergency || order.waive || verb == "waive";
    if (needs_reason && order.reason.empty()) {
        return refuse(400, "Bad Request", tr("this needs a reason: --reason \"…\""));
    }
    const bool going = about.decision != nullptr && about.decision->send_at;
    if (verb == "send" && going && about.notice.hold == Hold::none) {
        return refuse(409, "Conflict", tr("it was told to go already"));
    }
    const bool may_override = verb == "approve" || verb == "send" || verb == "waive";
    if ((order.emergency || order.waive) && !may_override) {
        return refuse(
            400, "Bad Request", trf("\"{}\" has neither --emergency nor --waive-lint", verb));
    }
    const bool held = about.decision != nullptr && about.decision->held;
    if (verb == "hold" && held) return refuse(409, "Conflict", tr("it is held already"));
    if (verb == "release" && !held) return refuse(409, "Conflict", tr("it is not held"));
    if (verb == "approve") return check_approval(about, who, order, hash);
    if (verb == "send") return check_send(about, order, hash);
    return {};
}

}  // namespace

Ordered order_notice(const NoticeInQuestion& about,
                     const http::Identity& who,
                     const std::string& verb,
                     const http::Order& order) {
    const auto& campaign = *about.entry.compiled;
    Ordered ordered;
    journal::Act& act = ordered.act;
    act.hash = campaign.content_hash(about.notice);
    ordered.refusal = check(about, who, verb, order, act.hash);
    act.what = verb;
    act.campaign = campaign.campaign().id;
    act.activity = campaign.activity_of(about.notice).id;
    act.partner = campaign.partner_of(about.notice).id;
    act.notice = campaign.id_of(about.notice);
    act.number = about.notice.number;
    act.emergency = order.emergency || order.waive;
    return ordered;
}

}  // namespace outreach::app
