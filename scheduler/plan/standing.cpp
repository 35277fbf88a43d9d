#include "scheduler/plan/standing.hpp"

#include <algorithm>
#include <optional>

namespace outreach::plan {
namespace {

using campaigns::Rule;

// An approver is reminded this many business days before the first notice would go.
constexpr int kReminderLead = 2;
constexpr std::chrono::hours kReminderHour{10};

bool is_paused(const PlannedNotice& notice, const PlanInput& input, const journal::Pauses& pauses) {
    return pauses.all || pauses.campaigns.contains(input.campaign.id) ||
           pauses.partners.contains(input.partners.partners[notice.partner].id);
}

bool is_disabled(const PlannedNotice& notice,
                 const PlanInput& input,
                 const journal::Pauses& pauses) {
    if (pauses.endpoints.empty()) return false;
    const auto& partner = input.partners.partners[notice.partner];
    return pauses.endpoints.contains(partner.id.str() + "/" +
                                     partner.endpoints[notice.endpoint].id.str());
}

Hold hold_of(const PlannedNotice& notice,
             const PlanInput& input,
             const journal::Pauses& pauses,
             const journal::NoticeDecision* decision,
             const ContentHash& content_hash) {
    if (decision != nullptr && decision->withdrawn) return Hold::withdrawn;
    if (decision != nullptr && decision->held) return Hold::held;
    if (is_paused(notice, input, pauses)) return Hold::paused;
    if (is_disabled(notice, input, pauses)) return Hold::disabled;
    if (!input.campaign.activities[notice.activity].rules[notice.rule].needs_approval) {
        return Hold::none;
    }
    const bool approved = decision != nullptr && !decision->approved.empty() &&
                          decision->approved == content_hash(notice);
    return approved ? Hold::none : Hold::approval;
}

// One reminder for each rule and occurrence of which something waits.
struct Group {
    std::uint32_t activity;
    std::uint16_t rule;
    std::int32_t occurrence;
    std::int16_t day;
    auto operator<=>(const Group&) const = default;
};

std::optional<std::uint16_t> reminder_rule(const campaigns::Activity& activity) {
    for (std::size_t i = 0; i < activity.rules.size(); ++i) {
        if (std::holds_alternative<campaigns::OnWaiting>(activity.rules[i].when)) {
            return static_cast<std::uint16_t>(i);
        }
    }
    return {};
}

// Who may know the activity only; an endpoint that does not take its kind is none to ask.
std::vector<Address> approvers(const PlanInput& input, const campaigns::Activity& activity) {
    std::vector<Address> addresses;
    for (std::size_t p = 0; p < input.partners.partners.size(); ++p) {
        const auto& partner = input.partners.partners[p];
        if (partner.id != input.campaign.approver || partner.audience < activity.audience) continue;
        for (std::size_t e = 0; e < partner.endpoints.size(); ++e) {
            if (!takes_kind(partner.endpoints[e], activity.kind)) continue;
            addresses.push_back({static_cast<std::uint16_t>(p), static_cast<std::uint16_t>(e)});
        }
    }
    return addresses;
}

// News cannot wait: what it is about has happened already.
SysTime reminder_time(const PlanInput& input, const PlannedNotice& first) {
    const Rule& rule = input.campaign.activities[first.activity].rules[first.rule];
    const bool news = std::holds_alternative<campaigns::OnEvent>(rule.when) ||
                      std::holds_alternative<campaigns::OnChange>(rule.when);
    if (news) return first.due;
    const auto day = std::chrono::floor<std::chrono::days>(input.zone.to_local(first.due));
    const auto remind = input.office.add_business_days(day, -kReminderLead);
    return input.zone.to_instant(campaigns::LocalTime{remind} + kReminderHour);
}

void add_reminders(Plan& plan,
                   const PlanInput& input,
                   const journal::Pauses& pauses,
                   const ContentHash& content_hash) {
    std::map<Group, const PlannedNotice*> waiting;
    // What stands for the words of a group, whoever of it is approved already.
    std::map<Group, const PlannedNotice*> example;
    for (const PlannedNotice& notice : plan.notices) {
        if (!input.campaign.activities[notice.activity].rules[notice.rule].needs_approval) continue;
        auto& least = example[{notice.activity, notice.rule, notice.occurrence, notice.day}];
        if (least == nullptr || notice.number < least->number) least = &notice;
        if (notice.hold != Hold::approval || notice.skipped) continue;
        // The plan is in order of time: the first one is the one that counts.
        waiting.try_emplace({notice.activity, notice.rule, notice.occurrence, notice.day}, &notice);
    }
    if (waiting.empty()) return;
    std::vector<PlannedNotice> reminders;
    for (const auto& [group, first] : waiting) {
        const auto& activity = input.campaign.activities[group.activity];
        const auto rule = reminder_rule(activity);
        if (!rule) continue;
        const Frame frame{input.zone, input.office, activity.status};
        PlannedNotice notice = *first;
        notice.rule = *rule;
        notice.about = group.rule;
        notice.hold = Hold::none;
        // Other words need another reminder.
        notice.ordinal = static_cast<std::uint32_t>(
            std::stoul(content_hash(*example.at(group)).substr(0, 8), nullptr, 16));
        for (const Address& address : approvers(input, activity)) {
            const SysTime known = first_seen(input, activity, activity.rules[*rule], address);
            const SysTime wanted = std::max(known, reminder_time(input, *first));
            notice.due = settle_instant(activity.rules[*rule], wanted, nullptr, frame, nullptr);
            notice.deadline = first->deadline;
            notice.partner = address.partner;
            notice.endpoint = address.endpoint;
            notice.number = notice_number(hash_of(input.campaign, input.partners, notice));
            notice.hold = is_paused(notice, input, pauses)     ? Hold::paused
                          : is_disabled(notice, input, pauses) ? Hold::disabled
                                                               : Hold::none;
            reminders.push_back(notice);
        }
    }
    plan.notices.insert(plan.notices.end(), reminders.begin(), reminders.end());
}

bool asks_for_approval(const campaigns::Campaign& campaign) {
    return std::any_of(campaign.activities.begin(),
                       campaign.activities.end(),
                       [](const auto& activity) { return reminder_rule(activity).has_value(); });
}

}  // namespace

void apply_standing(Plan& plan,
                    const PlanInput& input,
                    const journal::Pauses& pauses,
                    const ContentHash& content_hash,
                    const NoticeIsOver& is_over) {
    const auto& decisions = input.history.decisions;
    const bool paused = pauses.all || !pauses.partners.empty() || !pauses.endpoints.empty() ||
                        pauses.campaigns.contains(input.campaign.id);
    if (decisions.empty() && !paused && !asks_for_approval(input.campaign)) return;
    for (PlannedNotice& notice : plan.notices) {
        if (is_over(notice)) continue;
        const auto found = decisions.empty() ? decisions.end() : decisions.find(notice.number);
        const auto* decision = found == decisions.end() ? nullptr : &found->second;
        // First: the hash is of what was approved, with the time that it had in the plan.
        notice.hold = hold_of(notice, input, pauses, decision, content_hash);
        if (decision != nullptr && decision->send_at) {
            plan.planned_due[notice.number] = notice.due;
            notice.due = *decision->send_at;
            notice.skipped = false;
        }
    }
    add_reminders(plan, input, pauses, content_hash);
    sort_plan(plan);
}

}  // namespace outreach::plan
