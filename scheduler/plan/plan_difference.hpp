// What a change of a campaign does to its notices, for people: added, moved, withdrawn, corrected;
// how many partners, when. Pure.
#pragma once

#include <functional>
#include <set>

#include "scheduler/plan/compiled_campaign.hpp"

namespace outreach::plan {

// '+' added, '~' moved or reworded, '-' withdrawn, '!' told to those who know something else.
struct PlanChange {
    char sign = '+';
    ActivityId activity;
    RuleId rule;
    campaigns::Purpose purpose = campaigns::Purpose::reminder;
    std::size_t notices = 0;
    std::set<PartnerId> partners;
    SysTime first = SysTime::max();
    SysTime last = SysTime::min();
    std::optional<SysTime> was;  // of what moved: the first former time
    std::string reason;
};

struct PlanDifference {
    std::vector<PlanChange> changes;       // corrections, withdrawals, moves, additions
    std::vector<ActivityId> told_removed;  // activities that partners know and that would be gone
    std::vector<std::string> warnings;     // sentences
};

struct DifferenceInput {
    const CompiledCampaign* before = nullptr;  // null: there is none yet
    const CompiledCampaign* after = nullptr;   // null: removed
    const journal::CampaignHistory& history;
    // Whether the notice is over: delivered, dead, expired.
    std::function<bool(const CompiledCampaign& of, const PlannedNotice& notice)> is_over;
};

[[nodiscard]] PlanDifference plan_difference(const DifferenceInput& input);

}  // namespace outreach::plan
