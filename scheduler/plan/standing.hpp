// What people decided about notices, laid over the plan: approval, holds, withdrawals, pauses,
// "send now"; and the reminders to those who may approve. Pure.
#pragma once

#include <functional>

#include "scheduler/plan/planner.hpp"

namespace outreach::plan {

// The hash of what would be sent.
using ContentHash = std::function<std::string(const PlannedNotice& notice)>;

// Whether a notice is over: delivered, dead, expired.
using NoticeIsOver = std::function<bool(const PlannedNotice& notice)>;

// Sets `hold` (and `due` of what shall go now) and appends the reminders. Sorts the plan.
void apply_standing(Plan& plan,
                    const PlanInput& input,
                    const journal::Pauses& pauses,
                    const ContentHash& content_hash,
                    const NoticeIsOver& is_over);

}  // namespace outreach::plan
