#include "scheduler/plan/planner.hpp"

#include <algorithm>
#include <set>

#include "scheduler/plan/facts.hpp"
#include "scheduler/plan/overrides.hpp"
#include "scheduler/plan/relevance.hpp"

namespace outreach::plan {
namespace {

using campaigns::Activity;
using campaigns::Each;
using campaigns::Event;
using campaigns::Purpose;
using campaigns::Rule;
using campaigns::Status;

bool only_for_the_told(Purpose purpose) {
    return purpose == Purpose::cancellation || purpose == Purpose::postponement ||
           purpose == Purpose::correction;
}

// Plans one activity: its rules one after the other, corrections when all news are known.
class ActivityPlanner {
public:
    ActivityPlanner(const PlanInput& input, std::uint32_t index, Plan& plan)
        : input_(input),
          index_(index),
          activity_(input.campaign.activities[index]),
          history_(history_of(input.history, activity_.id)),
          frame_{input.zone, input.office, activity_.status},
          plan_(plan) {}

    void run() {
        find_corrections();
        for (std::size_t r = 0; r < activity_.rules.size(); ++r) {
            rule_index_ = static_cast<std::uint16_t>(r);
            const Rule& rule = activity_.rules[r];
            if (std::holds_alternative<campaigns::OnChange>(rule.when)) {
                plan_corrections(rule);
                continue;
            }
            if (std::holds_alternative<campaigns::OnWaiting>(rule.when)) continue;
            addresses_ = recipients_of(input_.campaign, activity_, rule, input_.partners);
            if (const auto* on = std::get_if<campaigns::OnEvent>(&rule.when)) {
                plan_event(rule, on->event);
            } else if (rule_holds(rule, activity_)) {
                plan_dated(rule);
            }
        }
    }

private:
    void plan_event(const Rule& rule, Event event) {
        const auto& events = history_.events;
        const auto count = std::count_if(
            events.begin(), events.end(), [&](const auto& each) { return each.event == event; });
        if (count == 0 || !event_holds(event, activity_.status)) {
            ++plan_.waiting;
            return;
        }
        const auto last = std::find_if(
            events.rbegin(), events.rend(), [&](const auto& each) { return each.event == event; });
        PlannedNotice notice = blank();
        notice.ordinal = static_cast<std::uint32_t>(count);
        const TimeSpan whole = span_of(activity_, -1, -1);
        notice.due = settle_instant(rule, last->at, &whole, frame_, nullptr);
        notice.deadline = deadline_of(rule, notice.due, nullptr, frame_);
        // Nobody needs the news that something will be which is over.
        if (looks_forward(event) && !activity_.schedule.occurrences.empty()) {
            const SysTime over = input_.zone.to_instant(whole.end);
            notice.skipped = over <= notice.due;
            if (!notice.skipped) notice.deadline = std::min(notice.deadline, over);
        }
        add(rule, notice, true);
    }

    void plan_dated(const Rule& rule) {
        if (const auto* at = std::get_if<campaigns::AtTime>(&rule.when)) {
            PlannedNotice notice = blank();
            const bool single = activity_.schedule.occurrences.size() == 1;
            notice.occurrence = single && !rule.decision ? 0 : -1;
            const TimeSpan span = span_of(activity_, notice.occurrence, -1);
            notice.due = settle_instant(
                rule, input_.zone.to_instant(at->time), single ? &span : nullptr, frame_, nullptr);
            notice.deadline = rule.decision
                                  ? decision_deadline(notice.due, span)
                                  : deadline_of(rule, notice.due, single ? &span : nullptr, frame_);
            add(rule, notice, rule.decision.has_value());
            return;
        }
        const auto& lead = std::get<campaigns::LeadTime>(rule.when);
        if (rule.each == Each::activity) {
            plan_span(rule, lead, -1, -1);
            return;
        }
        for (std::size_t i = 0; i < activity_.schedule.occurrences.size(); ++i) {
            const auto& days = activity_.schedule.occurrences[i].days;
            if (rule.each == Each::occurrence || days.empty()) {
                plan_span(rule, lead, static_cast<std::int32_t>(i), -1);
                continue;
            }
            for (std::size_t d = 0; d < days.size(); ++d) {
                plan_span(rule, lead, static_cast<std::int32_t>(i), static_cast<std::int16_t>(d));
            }
        }
    }

    void plan_span(const Rule& rule,
                   const campaigns::LeadTime& lead,
                   std::int32_t occurrence,
                   std::int16_t day) {
        const TimeSpan span = span_of(activity_, occurrence, day);
        const auto wanted = lead_instant(lead, span, frame_, nullptr);
        if (!wanted) {
            ++plan_.waiting;
            return;
        }
        PlannedNotice notice = blank();
        notice.occurrence = occurrence;
        notice.day = day;
        notice.ordinal = static_cast<std::uint32_t>(std::max(occurrence, 0)) + 1;
        notice.due = settle_instant(rule, *wanted, &span, frame_, nullptr);
        notice.deadline = deadline_of(rule, notice.due, &span, frame_);
        add(rule, notice, false);
    }

    // A decision on the day is still worth reading while the activity lasts.
    [[nodiscard]] SysTime decision_deadline(SysTime due, const TimeSpan& span) const {
        const SysTime day_later = due + std::chrono::hours{24};
        const SysTime end = input_.zone.to_instant(span.end);
        return end > due ? std::min(day_later, end) : day_later;
    }

    [[nodiscard]] PlannedNotice blank() const {
        PlannedNotice notice;
        notice.activity = index_;
        notice.rule = rule_index_;
        return notice;
    }

    // To every recipient. `news`: whoever gets it needs no correction beside it.
    void add(const Rule& rule, PlannedNotice notice, bool news) {
        const bool skipped = notice.skipped;
        for (const Address& address : addresses_) {
            const auto& partner = input_.partners.partners[address.partner];
            if (only_for_the_told(rule.purpose) && !history_.told.contains(partner.id)) continue;
            if (news && !rule.decision && told_by_decision(address)) continue;
            notice.partner = address.partner;
            notice.endpoint = address.endpoint;
            notice.skipped = skipped || (!input_.backfill &&
                                         notice.due < first_seen(input_, activity_, rule, address));
            notice.number = notice_number(hash_of(input_.campaign, input_.partners, notice));
            const bool failed = history_.failed.contains(notice.number);
            if (news && !notice.skipped && !failed) {
                auto& at = covered_[address];
                at = std::max(at, notice.due);
            }
            plan_.notices.push_back(notice);
        }
    }

    // Whether a decision that called the activity off is what this endpoint is told by.
    [[nodiscard]] bool told_by_decision(const Address& address) const {
        if (!activity_.off_by_decision) return false;
        const auto rule =
            std::find_if(activity_.rules.begin(), activity_.rules.end(), [&](const Rule& each) {
                return each.decision == activity_.off_decision;
            });
        if (rule == activity_.rules.end()) return false;
        const auto told = recipients_of(input_.campaign, activity_, *rule, input_.partners);
        return std::find(told.begin(), told.end(), address) != told.end();
    }

    void find_corrections() {
        if (history_.told_facts.empty()) return;
        const std::string since = calendar::format_local(
            std::chrono::floor<std::chrono::seconds>(input_.zone.to_local(history_.changed_at)));
        for (std::size_t p = 0; p < input_.partners.partners.size(); ++p) {
            const auto& partner = input_.partners.partners[p];
            if (partner.audience < activity_.audience) continue;
            for (std::size_t e = 0; e < partner.endpoints.size(); ++e) {
                const auto told = history_.told_facts.find(partner.id.str() + "/" +
                                                           partner.endpoints[e].id.str());
                if (told == history_.told_facts.end()) continue;
                auto changes = no_longer_true(
                    told->second.facts, facts_for(activity_, -1, partner), since, partner.language);
                if (changes.empty()) continue;
                const Address address{static_cast<std::uint16_t>(p), static_cast<std::uint16_t>(e)};
                told_at_[address] = told->second.at;
                plan_.corrections[{index_, address}] = {
                    told->second.notice, std::move(changes), told->second.corrections};
            }
        }
    }

    // Exactly those who were told something that no longer holds, unless news of its own goes to
    // them for the same change.
    void plan_corrections(const Rule& rule) {
        for (const auto& [address, told_at] : told_at_) {
            const auto covered = covered_.find(address);
            if (covered != covered_.end() && covered->second >= told_at) continue;
            PlannedNotice notice = blank();
            notice.ordinal =
                static_cast<std::uint32_t>(plan_.corrections.at({index_, address}).before + 1);
            notice.due = settle_instant(
                rule, std::max(history_.changed_at, told_at), nullptr, frame_, nullptr);
            notice.deadline = deadline_of(rule, notice.due, nullptr, frame_);
            notice.partner = address.partner;
            notice.endpoint = address.endpoint;
            notice.number = notice_number(hash_of(input_.campaign, input_.partners, notice));
            plan_.notices.push_back(notice);
        }
    }

    const PlanInput& input_;
    std::uint32_t index_;
    std::uint16_t rule_index_ = 0;
    const Activity& activity_;
    const journal::ActivityHistory& history_;
    Frame frame_;
    std::vector<Address> addresses_;
    std::map<Address, SysTime> covered_;  // by news, and the latest time of it
    std::map<Address, SysTime> told_at_;  // of those who need a correction
    Plan& plan_;
};

}  // namespace

Plan plan_campaign(const PlanInput& input) {
    Plan plan;
    for (std::size_t a = 0; a < input.campaign.activities.size(); ++a) {
        ActivityPlanner(input, static_cast<std::uint32_t>(a), plan).run();
    }
    sort_plan(plan);
    return plan;
}

void sort_plan(Plan& plan) {
    std::sort(plan.notices.begin(),
              plan.notices.end(),
              [](const PlannedNotice& a, const PlannedNotice& b) {
                  return std::tie(a.due, a.number) < std::tie(b.due, b.number);
              });
}

}  // namespace outreach::plan
