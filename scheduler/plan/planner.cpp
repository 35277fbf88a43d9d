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
        find_told_by_decision();
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
            } else {
                only_over_ = !rule_holds(rule, activity_);
                if (!only_over_ || input_.is_over) plan_dated(rule);
            }
            only_over_ = false;
        }
    }

private:
    void plan_event(const Rule& rule, Event event) {
        const auto& events = history_.events;
        const auto count = std::count_if(
            events.begin(), events.end(), [&](const auto& each) { return each.event == event; });
        only_over_ = !event_holds(event, activity_.status);
        if (count == 0 || only_over_) ++plan_.waiting;
        if (count == 0 || (only_over_ && !input_.is_over)) return;
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
            plan_moment(rule, *at);
            return;
        }
        const auto& lead = std::get<campaigns::LeadTime>(rule.when);
        // An activity has one deadline to apply, and its decisions, however many dates it has.
        if (lead.anchor == campaigns::Anchor::decision) {
            for (std::size_t d = 0; d < activity_.decisions.size(); ++d) {
                plan_span(rule, lead, -1, static_cast<std::int16_t>(d));
            }
            if (activity_.decisions.empty()) ++plan_.waiting;
            return;
        }
        if (rule.each == Each::activity || lead.anchor == campaigns::Anchor::application_deadline) {
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

    // At a fixed time, of the activity as a whole: another date changes nothing about it.
    void plan_moment(const Rule& rule, const campaigns::AtTime& at) {
        PlannedNotice notice = blank();
        const TimeSpan span = span_of(activity_, -1, -1);
        const bool single = activity_.schedule.occurrences.size() == 1;
        const TimeSpan* near = single ? &span : nullptr;
        notice.due = settle_instant(rule, input_.zone.to_instant(at.time), near, frame_, nullptr);
        notice.deadline = rule.decision ? decision_deadline(notice.due, span)
                                        : deadline_of(rule, notice.due, near, frame_);
        // Only a decision that called it off says what a correction would have to say.
        add(rule, notice, rule.decision && activity_.off_by_decision);
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
            if (news && !rule.decision && told_by_decision_.contains(address)) continue;
            notice.partner = address.partner;
            notice.endpoint = address.endpoint;
            notice.skipped = skipped || (!input_.backfill &&
                                         notice.due < first_seen(input_, activity_, rule, address));
            notice.number = notice_number(hash_of(input_.campaign, input_.partners, notice));
            if (only_over_ && !is_over(rule, notice)) continue;
            if (news && !only_over_ && !notice.skipped) note_news(address, notice.number);
            plan_.notices.push_back(notice);
        }
    }

    // What was sent stays to be seen, whatever became of the activity since.
    [[nodiscard]] bool is_over(const Rule& rule, const PlannedNotice& notice) const {
        const auto& partner = input_.partners.partners[notice.partner];
        return input_.is_over(queue::lane_name(input_.campaign.id,
                                               partner.id,
                                               partner.endpoints[notice.endpoint].id,
                                               campaigns::is_urgent(rule)),
                              notice.number);
    }

    // News on its way covers a change; news that was lost is made up for by a correction.
    void note_news(const Address& address, queue::NoticeNumber number) {
        const auto decision = input_.history.decisions.find(number);
        if (decision != input_.history.decisions.end() && decision->second.withdrawn) return;
        const auto lost = history_.news_lost.find(number);
        if (lost != history_.news_lost.end()) {
            auto& at = lost_at_[address];
            at = std::max(at, lost->second);
        } else if (!history_.news_told.contains(number)) {
            covered_.insert(address);
        }
    }

    // Whom the decision that called the activity off tells.
    void find_told_by_decision() {
        if (!activity_.off_by_decision) return;
        for (const Rule& rule : activity_.rules) {
            if (rule.decision != activity_.off_decision) continue;
            const auto told = recipients_of(input_.campaign, activity_, rule, input_.partners);
            told_by_decision_.insert(told.begin(), told.end());
        }
    }

    // Where a partner that was told under this name can be reached now: at the same endpoint, or,
    // if all that were told are gone, at those that it has.
    [[nodiscard]] std::vector<Address> reach(const std::string& name) const {
        const std::string id = name.substr(0, name.find('/'));
        std::vector<Address> all;
        bool any_left = false;
        for (std::size_t p = 0; p < input_.partners.partners.size(); ++p) {
            const auto& partner = input_.partners.partners[p];
            if (partner.id.str() != id || partner.audience < activity_.audience) continue;
            for (std::size_t e = 0; e < partner.endpoints.size(); ++e) {
                const std::string own = id + "/" + partner.endpoints[e].id.str();
                const Address address{static_cast<std::uint16_t>(p), static_cast<std::uint16_t>(e)};
                if (own == name) return {address};
                any_left = any_left || history_.told_facts.contains(own);
                all.push_back(address);
            }
        }
        return any_left ? std::vector<Address>() : all;
    }

    void find_corrections() {
        if (history_.told_facts.empty()) return;
        const std::string since = calendar::format_local(
            std::chrono::floor<std::chrono::seconds>(input_.zone.to_local(history_.changed_at)));
        for (const auto& [name, told] : history_.told_facts) {
            for (const Address& address : reach(name)) {
                const auto& partner = input_.partners.partners[address.partner];
                auto changes = no_longer_true(
                    told.facts, facts_for(activity_, -1, partner), since, partner.language);
                if (changes.empty()) continue;
                told_at_[address] = told.at;
                plan_.corrections[{index_, address}] = {
                    told.notice, told.reference, std::move(changes)};
            }
        }
    }

    // Names a correction by what was told and when it ceased to hold, so that the next one is
    // another notice, whatever became of this one.
    [[nodiscard]] std::uint32_t correction_ordinal(const Address& address) const {
        const Sha256 hash = sha256(plan_.corrections.at({index_, address}).corrects + " " +
                                   std::to_string(to_ms(history_.changed_at)));
        std::uint32_t number = 0;
        for (std::size_t i = 0; i < 4; ++i) number = number << 8U | hash[i];
        return number;
    }

    // Exactly those who were told something that no longer holds, unless news of its own goes to
    // them for the same change.
    void plan_corrections(const Rule& rule) {
        for (const auto& [address, told_at] : told_at_) {
            if (covered_.contains(address)) continue;
            PlannedNotice notice = blank();
            notice.ordinal = correction_ordinal(address);
            SysTime since = std::max(history_.changed_at, told_at);
            if (const auto lost = lost_at_.find(address); lost != lost_at_.end()) {
                since = std::max(since, lost->second);
            }
            notice.due = settle_instant(rule, since, nullptr, frame_, nullptr);
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
    bool only_over_ = false;  // the rule holds no longer: only what was sent by it is of interest
    std::set<Address> covered_;  // by news on its way
    std::set<Address> told_by_decision_;
    std::map<Address, SysTime> lost_at_;  // when news to them was lost
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
