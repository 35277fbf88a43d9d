// A plan's difference as JSON, for `outreach plan` and the answers to people's orders.
#pragma once

#include <string>

#include "scheduler/plan/plan_difference.hpp"

namespace outreach::app {

// {"campaign", "state", "changes": [{sign, activity, rule, purpose, notices, partners, first, last,
// was, reason}], "told_removed": [activity…], "warnings": [sentence…]}
[[nodiscard]] std::string to_json(const CampaignId& campaign,
                                  const std::string& state,
                                  const plan::PlanDifference& difference,
                                  const calendar::Zone& zone);

}  // namespace outreach::app
