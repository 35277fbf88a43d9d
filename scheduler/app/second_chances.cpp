#include "scheduler/app/second_chances.hpp"

#include <nlohmann/json.hpp>

#include "campaigns/calendar/local_time.hpp"
#include "config/base/i18n.hpp"
#include "scheduler/app/order_answers.hpp"
#include "scheduler/plan/notice_identity.hpp"
#include "scheduler/plan/relevance.hpp"

namespace outreach::app {
namespace {

using http::Identity;
using http::Order;
using http::Verdict;
using journal::NoticePlace;

// A moment as people write it, in the city's time where it has no offset.
std::optional<SysTime> moment(const std::string& text) {
    const auto zone = calendar::Zone::find("Asia/Tokyo");
    if (const auto day = calendar::parse_date(text)) {
        return zone->to_instant(campaigns::LocalTime{*day});
    }
    if (const auto time = calendar::parse_local_time(text)) return zone->to_instant(*time);
    // "2025-07-01T09:00+09:00", as people write it.
    constexpr std::size_t kMinutes = 16;
    if (text.size() > kMinutes && text[kMinutes] != ':') {
        return parse_rfc3339(text.substr(0, kMinutes) + ":00" + text.substr(kMinutes));
    }
    return parse_rfc3339(text);
}

CampaignId campaign_of(const queue::LaneName& lane) {
    return CampaignId(lane.substr(0, lane.find('/')));
}

bool is_over(queue::Verdict verdict, bool missing) {
    const bool lost = verdict == queue::Verdict::dead || verdict == queue::Verdict::expired;
    return lost || (!missing && verdict == queue::Verdict::delivered);
}

// An act names no more notices than a line of the journal holds.
std::vector<journal::Act> in_parts(const journal::Act& act,
                                   const std::vector<NoticePlace>& places) {
    std::vector<journal::Act> parts;
    for (std::size_t at = 0; at < places.size(); at += journal::kMostNoticesOfAct) {
        const auto first = places.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = std::min(journal::kMostNoticesOfAct, places.size() - at);
        parts.push_back(act);
        parts.back().notices.assign(first, first + static_cast<std::ptrdiff_t>(count));
    }
    return parts;
}

}  // namespace

std::string why_not_again(const plan::PlanService& plan,
                          const NoticePlace& place,
                          SysTime now,
                          bool even_late) {
    const auto found = plan.in_force().find(campaign_of(place.lane));
    const auto* notice = found == plan.in_force().end() || !found->second.compiled
                             ? nullptr
                             : found->second.compiled->find(place.number);
    if (notice == nullptr || found->second.compiled->lane_of(*notice) != place.lane) {
        return tr("no plan in force has it any more");
    }
    if (notice->hold == plan::Hold::withdrawn) return tr("it was withdrawn");
    const auto& rule = found->second.compiled->rule_of(*notice);
    const auto& activity = found->second.compiled->activity_of(*notice);
    const auto* on = std::get_if<campaigns::OnEvent>(&rule.when);
    const bool dated = std::holds_alternative<campaigns::LeadTime>(rule.when) ||
                       std::holds_alternative<campaigns::AtTime>(rule.when);
    const bool stale = (on != nullptr && !plan::event_holds(on->event, activity.status)) ||
                       (dated && !plan::rule_holds(rule, activity));
    if (stale) return tr("what it says no longer holds");
    if (notice->skipped) return tr("it was past when it was first seen");
    if (plan.pauses().endpoints.contains(queue::endpoint_of_lane(place.lane))) {
        return tr("its endpoint is disabled; outreach partner enable it first");
    }
    if (notice->deadline <= now && !even_late) return tr("its deadline is past; add --even-late");
    return {};
}

SecondChances::Awaitable<Verdict> SecondChances::replay(journal::Act act, Order order) {
    const auto since = moment(order.since);
    if (!since) {
        co_return refuse(
            400, "Bad Request", tr("say since when, like --since 2025-07-01 or 2025-07-01T09:00"));
    }
    act.even_late = order.even_late;
    std::vector<NoticePlace> places;
    Reasons left;
    for (const auto& [lane, records] : doors_.ledger.lanes()) {
        if (queue::partner_of_lane(lane) != act.partner.str()) continue;
        for (const auto& [number, record] : records) {
            if (record.at < *since || !is_over(record.verdict, order.missing)) continue;
            if (record.discarded) {
                ++left[tr("somebody discarded it")];
                continue;
            }
            places.push_back({lane, number});
        }
    }
    co_return co_await revive(std::move(act), std::move(places), std::move(left));
}

SecondChances::Awaitable<Verdict> SecondChances::on_dead_letters(Identity who,
                                                                 std::string verb,
                                                                 Order order) {
    const bool some = !order.notice.empty() || !order.campaign.empty() || !order.partner.empty();
    if (some == order.all) {
        co_return refuse(
            400, "Bad Request", tr("say which: ids, --campaign C, --partner P, --all"));
    }
    if (verb != "retry" && verb != "discard") {
        co_return refuse(404, "Not Found", tr("dead letters can be retried or discarded"));
    }
    journal::Act act;
    act.at = doors_.clock.now();
    act.what = verb == "retry" ? "dead_retry" : "dead_discard";
    act.by = who.name;
    act.reason = order.reason;
    act.even_late = order.even_late;
    act.campaign = CampaignId(order.campaign);
    act.partner = PartnerId(order.partner);
    act.notice = order.notice;
    const auto number = plan::number_of_id(order.notice);
    std::vector<NoticePlace> places;
    for (const auto& [place, letter] : doors_.ledger.dead_letters()) {
        const bool wanted =
            (order.notice.empty() || (number && place.number == *number)) &&
            (order.campaign.empty() || campaign_of(place.lane).str() == order.campaign) &&
            (order.partner.empty() || queue::partner_of_lane(place.lane) == order.partner);
        if (wanted) places.push_back(place);
    }
    if (places.empty() && !order.notice.empty()) {
        co_return refuse(404, "Not Found", tr("there is no such dead letter"));
    }
    if (places.empty()) {
        const auto around = doors_.plan.folder().surroundings();
        const bool known =
            order.partner.empty() || (around && around->partners.find(act.partner) != nullptr);
        if (!known) {
            co_return refuse(404, "Not Found", trf("there is no partner \"{}\"", order.partner));
        }
        const bool planned = order.campaign.empty() || doors_.ledger.knows(act.campaign) ||
                             doors_.plan.in_force().contains(act.campaign);
        if (!planned) {
            co_return refuse(404, "Not Found", trf("there is no campaign \"{}\"", order.campaign));
        }
    }
    if (verb == "retry") co_return co_await revive(std::move(act), std::move(places), Reasons());
    const std::size_t count = places.size();
    if (count == 0) co_return answer_of({{"discarded", 0}});
    auto parts = in_parts(act, places);
    const auto done = co_await doors_.plan.perform_all(std::move(parts));
    Verdict failed = after_recording(done);
    if (!failed.title.empty()) co_return failed;
    co_return answer_of({{"discarded", count}});
}

SecondChances::Awaitable<Verdict> SecondChances::revive(journal::Act act,
                                                        std::vector<NoticePlace> places,
                                                        Reasons reasons) {
    if (act.even_late && act.reason.empty()) {
        co_return refuse(400, "Bad Request", tr("this needs a reason: --reason \"…\""));
    }
    std::erase_if(places, [&](const NoticePlace& each) {
        const std::string why = why_not_again(doors_.plan, each, doors_.clock.now(), act.even_late);
        if (!why.empty()) ++reasons[why];
        return !why.empty();
    });
    std::size_t left = 0;
    for (const auto& [why, count] : reasons) left += count;
    if (!places.empty()) {
        auto parts = in_parts(act, places);
        const auto done = co_await doors_.plan.perform_all(std::move(parts));
        Verdict failed = after_recording(done);
        if (!failed.title.empty()) co_return failed;
    }
    co_return answer_of({{"revived", places.size()}, {"left", left}, {"reasons", reasons}});
}

}  // namespace outreach::app
