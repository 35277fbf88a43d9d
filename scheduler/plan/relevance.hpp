// Whether a rule still has a point, as the activity stands. Pure.
#pragma once

#include "campaigns/model/campaign.hpp"

namespace outreach::plan {

// An event's notice holds only while the activity is still in the state that it told of.
[[nodiscard]] bool event_holds(campaigns::Event event, campaigns::Status status);
// Announced, confirmed, rescheduled: news about what is to come.
[[nodiscard]] bool looks_forward(campaigns::Event event);
// A dated rule: nothing about what is off, nothing that looks forward to what is over, no chaser
// for a date that is fixed.
[[nodiscard]] bool rule_holds(const campaigns::Rule& rule, const campaigns::Activity& activity);

}  // namespace outreach::plan
