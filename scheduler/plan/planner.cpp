#include "scheduler/plan/planner.hpp"

#include <algorithm>
#include <tuple>

#include "config/base/i18n.hpp"
#include "scheduler/plan/recipients.hpp"

namespace outreach::plan {
namespace {

using campaigns::Activity;
using campaigns::Event;
using campaigns::Purpose;
using campaigns::Rule;
using campaigns::Status;

const journal::ActivityHistory& history_of(const PlanInput& input, const ActivityId& activity) {
    static const journal::ActivityHistory kNothing;
    const auto found = input.history.activities.find(activity);
    return found == input.history.activities.end() ? kNothing : found->second;
}

// An event's notice holds only while the activity is still in the state that it told of.
bool event_holds(Event event, Status status) {
    switch (event) {
        case Event::announced:
            return status != Status::cancelled && status != Status::postponed &&
                   status != Status::done;
        case Event::confirmed:
            return status == Status::confirmed;
        case Event::rescheduled:
            return status == Status::rescheduled;
        case Event::postponed:
            return status == Status::postponed;
        case Event::cancelled:
            return status == Status::cancelled;
        case Event::completed:
            return status == Status::done;
    }
    return false;
}

// Whether a dated rule still has a point: nothing about what is off, nothing that looks forward
// to what is over, no chaser for a date that is fixed.
bool rule_holds(const Rule& rule, Status status) {
    if (status == Status::cancelled || status == Status::postponed) return false;
    if (rule.purpose == Purpose::chaser && status != Status::tentative) return false;
    if (status != Status::done) return true;
    if (const auto* lead = std::get_if<campaigns::LeadTime>(&rule.when)) return !lead->before;
    return rule.purpose == Purpose::report || rule.purpose == Purpose::end;
}

bool only_for_the_told(Purpose purpose) {
    return purpose == Purpose::cancellation || purpose == Purpose::postponement ||
           purpose == Purpose::correction;
}

SysTime first_seen(const PlanInput& input,
                   const Activity& activity,
                   const Rule& rule,
                   const campaigns::Partner& partner,
                   const campaigns::Endpoint& endpoint) {
    const auto& known = history_of(input, activity.id).rules_seen;
    const auto of_rule = known.find(rule.id);
    const auto of_endpoint =
        input.history.endpoints_seen.find(partner.id.str() + "/" + endpoint.id.str());
    return std::max(
        of_rule == known.end() ? input.now : of_rule->second,
        of_endpoint == input.history.endpoints_seen.end() ? input.now : of_endpoint->second);
}

// Collects the notices of one rule of one activity.
class RulePlanner {
public:
    RulePlanner(const PlanInput& input, std::uint32_t activity, std::uint16_t rule, Plan& plan)
        : input_(input),
          activity_index_(activity),
          rule_index_(rule),
          activity_(input.campaign.activities[activity]),
          rule_(activity_.rules[rule]),
          addresses_(recipients_of(input.campaign, activity_, rule_, input.partners)),
          plan_(plan) {}

    void run() {
        if (const auto* on = std::get_if<campaigns::OnEvent>(&rule_.when)) {
            plan_event(on->event);
        } else if (rule_holds(rule_, activity_.status)) {
            plan_dated();
        }
    }

private:
    void plan_event(Event event) {
        const auto& events = history_of(input_, activity_.id).events;
        const auto count = std::count_if(
            events.begin(), events.end(), [&](const auto& each) { return each.event == event; });
        if (count == 0 || !event_holds(event, activity_.status)) {
            ++plan_.waiting;
            return;
        }
        const auto last = std::find_if(
            events.rbegin(), events.rend(), [&](const auto& each) { return each.event == event; });
        add(-1, static_cast<std::uint32_t>(count), last->at);
    }

    void plan_dated() {
        const auto& occurrences = activity_.schedule.occurrences;
        if (const auto* at = std::get_if<campaigns::AtTime>(&rule_.when)) {
            add(occurrences.size() == 1 ? 0 : -1, 1, input_.zone.to_instant(at->time));
            return;
        }
        const auto& lead = std::get<campaigns::LeadTime>(rule_.when);
        for (std::size_t i = 0; i < occurrences.size(); ++i) {
            const auto due =
                lead_instant(lead, occurrences[i], activity_.status, input_.zone, nullptr);
            if (!due) {
                ++plan_.waiting;
                continue;
            }
            add(static_cast<std::int32_t>(i), static_cast<std::uint32_t>(i + 1), *due);
        }
    }

    void add(std::int32_t occurrence, std::uint32_t ordinal, SysTime due) {
        const auto& told = history_of(input_, activity_.id).told;
        PlannedNotice notice;
        notice.activity = activity_index_;
        notice.rule = rule_index_;
        notice.occurrence = occurrence;
        notice.ordinal = ordinal;
        notice.due = due;
        const auto* place =
            occurrence < 0 ? nullptr
                           : &activity_.schedule.occurrences[static_cast<std::size_t>(occurrence)];
        notice.deadline = deadline_of(rule_, due, place, activity_.status, input_.zone);
        for (const Address& address : addresses_) {
            const auto& partner = input_.partners.partners[address.partner];
            if (only_for_the_told(rule_.purpose) && !told.contains(partner.id)) continue;
            notice.partner = address.partner;
            notice.endpoint = address.endpoint;
            notice.skipped =
                !input_.backfill &&
                due < first_seen(
                          input_, activity_, rule_, partner, partner.endpoints[address.endpoint]);
            notice.number = notice_number(hash_of(input_.campaign, input_.partners, notice));
            plan_.notices.push_back(notice);
        }
    }

    const PlanInput& input_;
    std::uint32_t activity_index_;
    std::uint16_t rule_index_;
    const Activity& activity_;
    const Rule& rule_;
    std::vector<Address> addresses_;
    Plan& plan_;
};

}  // namespace

Plan plan_campaign(const PlanInput& input) {
    Plan plan;
    for (std::size_t a = 0; a < input.campaign.activities.size(); ++a) {
        for (std::size_t r = 0; r < input.campaign.activities[a].rules.size(); ++r) {
            RulePlanner(input, static_cast<std::uint32_t>(a), static_cast<std::uint16_t>(r), plan)
                .run();
        }
    }
    std::sort(plan.notices.begin(),
              plan.notices.end(),
              [](const PlannedNotice& a, const PlannedNotice& b) {
                  return std::tie(a.due, a.number) < std::tie(b.due, b.number);
              });
    return plan;
}

std::string occurrence_name(const Activity& activity,
                            const Rule& rule,
                            const PlannedNotice& notice) {
    if (const auto* on = std::get_if<campaigns::OnEvent>(&rule.when)) {
        return std::string(campaigns::word(on->event)) + "#" + std::to_string(notice.ordinal);
    }
    if (notice.occurrence >= 0) {
        const auto& own =
            activity.schedule.occurrences[static_cast<std::size_t>(notice.occurrence)].id;
        // The mark keeps an id "2" apart from the second of the unnamed.
        if (!own.empty()) return "@" + own;
    }
    return std::to_string(notice.ordinal);
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

Chain explain(const PlanInput& input, const PlannedNotice& notice) {
    const Activity& activity = input.campaign.activities[notice.activity];
    const Rule& rule = activity.rules[notice.rule];
    Chain chain;
    if (const auto* on = std::get_if<campaigns::OnEvent>(&rule.when)) {
        chain.push_back(
            {"event", notice.due, trf("the activity became \"{}\"", campaigns::word(on->event))});
    } else if (const auto* at = std::get_if<campaigns::AtTime>(&rule.when)) {
        chain.push_back(
            {"at", notice.due, trf("the rule says {}", calendar::format_local(at->time))});
    } else if (notice.occurrence >= 0) {
        const auto& occurrence =
            activity.schedule.occurrences[static_cast<std::size_t>(notice.occurrence)];
        (void)lead_instant(std::get<campaigns::LeadTime>(rule.when),
                           occurrence,
                           activity.status,
                           input.zone,
                           &chain);
    }
    chain.push_back({"deadline",
                     notice.deadline,
                     rule.deadline ? tr("the rule's own deadline: not sent after this")
                                   : tr("the usual deadline: not sent after this")});
    return chain;
}

bool is_urgent(Purpose purpose) noexcept {
    return purpose == Purpose::cancellation || purpose == Purpose::correction ||
           purpose == Purpose::postponement;
}

}  // namespace outreach::plan
