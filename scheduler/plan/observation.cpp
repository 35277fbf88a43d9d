#include "scheduler/plan/observation.hpp"

#include "scheduler/plan/overrides.hpp"

namespace outreach::plan {
namespace {

using campaigns::Event;
using campaigns::Status;

// The event that a change to this status means.
std::optional<Event> event_of_change(Status to) {
    switch (to) {
        case Status::tentative:
            return {};
        case Status::confirmed:
            return Event::confirmed;
        case Status::done:
            return Event::completed;
        case Status::postponed:
            return Event::postponed;
        case Status::rescheduled:
            return Event::rescheduled;
        case Status::cancelled:
            return Event::cancelled;
    }
    return {};
}

// An activity that is over or off when it first appears was announced elsewhere.
bool is_news(Status status) {
    return status == Status::tentative || status == Status::confirmed ||
           status == Status::rescheduled;
}

}  // namespace

journal::Seen observe(const campaigns::Campaign& campaign,
                      const campaigns::PartnerBook& partners,
                      const journal::CampaignHistory& history,
                      SysTime now) {
    journal::Seen seen;
    seen.at = now;
    seen.campaign = campaign.id;
    for (const auto& partner : partners.partners) {
        for (const auto& endpoint : partner.endpoints) {
            const std::string name = partner.id.str() + "/" + endpoint.id.str();
            if (!history.endpoints_seen.contains(name)) seen.endpoints.push_back(name);
        }
    }
    static const journal::ActivityHistory kNothing;
    for (const auto& activity : campaign.activities) {
        const auto found = history.activities.find(activity.id);
        const auto& known = found == history.activities.end() ? kNothing : found->second;
        for (const auto& rule : activity.rules) {
            if (!known.rules_seen.contains(rule.id)) seen.rules[activity.id].push_back(rule.id);
        }
        const std::string digest = facts_digest(activity);
        const bool changed = digest != known.facts_digest;
        if (changed) seen.facts[activity.id] = digest;
        if (known.seen && known.status == activity.status) {
            // A further new date of what was rescheduled already.
            const bool again =
                activity.status == Status::rescheduled && changed && !known.facts_digest.empty();
            if (again) seen.events.emplace_back(activity.id, Event::rescheduled);
            continue;
        }
        seen.statuses[activity.id] = activity.status;
        if (known.seen) {
            const auto event = event_of_change(activity.status);
            if (event) seen.events.emplace_back(activity.id, *event);
            continue;
        }
        if (is_news(activity.status)) seen.events.emplace_back(activity.id, Event::announced);
        if (activity.status == Status::confirmed) {
            seen.events.emplace_back(activity.id, Event::confirmed);
        }
    }
    return seen;
}

}  // namespace outreach::plan
