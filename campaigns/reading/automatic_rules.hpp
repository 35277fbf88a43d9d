// The rules that nobody writes: what decisions, corrections, open windows and approval bring.
// Their ids hold a dot, so that no written id can equal one.
#pragma once

#include "campaigns/model/campaign.hpp"

namespace outreach::reading {

// Appends them to the activity's rules. `written` is true if the file lists the rules itself.
void add_automatic_rules(campaigns::Activity& activity, bool needs_approval, bool written);

}  // namespace outreach::reading
