#include "scheduler/plan/gatekeeper.hpp"

namespace outreach::plan {
namespace {

// Standard Webhooks asks for bodies below 20 kB; this leaves room for what stands round the text.
constexpr std::size_t kMostBytes = 16'000;

std::string first_error(const std::vector<wording::Finding>& findings) {
    for (const wording::Finding& finding : findings) {
        if (finding.error) return finding.message;
    }
    return {};
}

}  // namespace

std::vector<wording::Finding> lint_notice(const CompiledCampaign& campaign,
                                          const PlannedNotice& notice,
                                          const campaigns::Message& message) {
    wording::LintRules rules;
    rules.fiscal_year = campaign.campaign().fiscal_year;
    rules.allowed =
        wording::open_contacts(campaign.campaign().organizer, campaign.activity_of(notice));
    rules.most_bytes = kMostBytes;
    return wording::lint(message, rules);
}

bool Gatekeeper::refuses(const CompiledCampaign& campaign,
                         const PlannedNotice& notice,
                         const campaigns::Message& message) {
    const auto& partner = campaign.partner_of(notice);
    // What was told differs from partner to partner where something changed.
    const bool own =
        campaign.plan().corrections.contains({notice.activity, {notice.partner, notice.endpoint}});
    const Key key{notice.activity,
                  notice.rule,
                  own ? -2 - static_cast<std::int32_t>(notice.partner) : notice.occurrence,
                  notice.day,
                  static_cast<int>(partner.language),
                  static_cast<int>(partner.audience)};
    const auto [seen, fresh] = seen_.try_emplace(key);
    if (fresh) seen->second = first_error(lint_notice(campaign, notice, message));
    if (seen->second.empty() || waived(campaign, notice)) return false;
    if (fresh) {
        log_->warn("notice.blocked",
                   {{"notice", campaign.id_of(notice)}, {"reason", seen->second}});
    }
    blocked_[notice.number] = seen->second;
    return true;
}

bool Gatekeeper::waived(const CompiledCampaign& campaign, const PlannedNotice& notice) const {
    const auto& decisions = ledger_.history(campaign.campaign().id).decisions;
    const auto found = decisions.find(notice.number);
    return found != decisions.end() && !found->second.waived.empty() &&
           found->second.waived == campaign.content_hash(notice);
}

}  // namespace outreach::plan
