// What a planned notice is: the span it counts from, its name, and since when it is known.
#include <algorithm>

#include "scheduler/plan/overrides.hpp"
#include "scheduler/plan/planner.hpp"

namespace outreach::plan {

using campaigns::Activity;
using campaigns::Rule;

const journal::ActivityHistory& history_of(const journal::CampaignHistory& history,
                                           const ActivityId& activity) {
    static const journal::ActivityHistory kNothing;
    const auto found = history.activities.find(activity);
    return found == history.activities.end() ? kNothing : found->second;
}

SysTime first_seen(const PlanInput& input,
                   const Activity& activity,
                   const Rule& rule,
                   Address address) {
    const auto& partner = input.partners.partners[address.partner];
    const auto& known = history_of(input.history, activity.id).rules_seen;
    const auto of_rule = known.find(rule.id);
    const auto of_endpoint = input.history.endpoints_seen.find(
        partner.id.str() + "/" + partner.endpoints[address.endpoint].id.str());
    return std::max(
        of_rule == known.end() ? input.now : of_rule->second,
        of_endpoint == input.history.endpoints_seen.end() ? input.now : of_endpoint->second);
}

TimeSpan span_of(const Activity& activity, std::int32_t occurrence, std::int16_t day) {
    const auto& all = activity.schedule.occurrences;
    TimeSpan span;
    if (all.empty()) return span;
    if (occurrence < 0) {
        span.start = all.front().start;
        span.window = all.front().window;
        for (const auto& each : all) span.end = std::max(span.end, each.end);
    } else {
        const auto& each = all[static_cast<std::size_t>(occurrence)];
        const auto* open = day < 0 ? nullptr : &each.days[static_cast<std::size_t>(day)];
        span.start = open == nullptr ? each.start : open->start;
        span.end = open == nullptr ? each.end : open->end;
        span.window = each.window;
    }
    span.application_deadline = activity.application.deadline;
    if (occurrence < 0 && day >= 0) {
        span.decision = activity.decisions[static_cast<std::size_t>(day)].at;
    }
    return span;
}

campaigns::Choice outcome_of(const Activity& activity,
                             std::size_t decision,
                             const journal::CampaignHistory& history) {
    const campaigns::Decision& each = activity.decisions[decision];
    const auto known = history.activities.find(activity.id);
    if (known != history.activities.end()) {
        const auto chosen = known->second.outcomes.find(campaigns::decision_name(each));
        if (chosen != known->second.outcomes.end()) return chosen->second;
    }
    return each.outcome.value_or(each.usual);
}

std::string occurrence_name(const Activity& activity,
                            const Rule& rule,
                            const PlannedNotice& notice) {
    if (const auto* on = std::get_if<campaigns::OnEvent>(&rule.when)) {
        return std::string(campaigns::word(on->event)) + "#" + std::to_string(notice.ordinal);
    }
    if (std::holds_alternative<campaigns::OnChange>(rule.when)) {
        return "correction#" + std::to_string(notice.ordinal);
    }
    std::string name = notice.occurrence < 0 ? "1" : std::to_string(notice.occurrence + 1);
    if (notice.occurrence >= 0) {
        const auto index = static_cast<std::size_t>(notice.occurrence);
        const auto& occurrence = activity.schedule.occurrences[index];
        if (!occurrence.id.empty()) name = occurrence_key(activity, index);
        if (notice.day >= 0) {
            const auto start = occurrence.days[static_cast<std::size_t>(notice.day)].start;
            name += "/" + calendar::format_date(std::chrono::floor<std::chrono::days>(start));
        }
    } else if (notice.day >= 0) {
        name = campaigns::decision_name(activity.decisions[static_cast<std::size_t>(notice.day)]);
    }
    if (std::holds_alternative<campaigns::OnWaiting>(rule.when)) {
        return activity.rules[notice.about].id.str() + "/" + name + "#" +
               std::to_string(notice.ordinal);
    }
    return name;
}

Sha256 hash_of(const campaigns::Campaign& campaign,
               const campaigns::PartnerBook& partners,
               const PlannedNotice& notice) {
    const Activity& activity = campaign.activities[notice.activity];
    const Rule& rule = activity.rules[notice.rule];
    const auto& partner = partners.partners[notice.partner];
    return notice_hash(campaign.id,
                       activity.id,
                       occurrence_name(activity, rule, notice),
                       rule.id,
                       partner.id,
                       partner.endpoints[notice.endpoint].id);
}

}  // namespace outreach::plan
