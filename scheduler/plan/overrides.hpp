// What people said about activities while the file says something else, laid over the campaign.
// Pure.
#pragma once

#include "campaigns/model/campaign.hpp"
#include "scheduler/journal/history.hpp"

namespace outreach::plan {

// The name of an occurrence in notices' identities and in overrides: "@<its own id>", or its
// ordinal. The mark keeps an id "2" apart from the second of the unnamed.
[[nodiscard]] std::string occurrence_key(const campaigns::Activity& activity, std::size_t index);

// Stands for the file's own word on status and times: an override holds while it stays the same.
[[nodiscard]] std::string base_of(const campaigns::Activity& activity);

// Changes status and times where an override holds.
void apply_overrides(campaigns::Campaign& campaign, const journal::CampaignHistory& history);

// Stands for times, place and status together, as far as a partner can be told them.
[[nodiscard]] std::string facts_digest(const campaigns::Activity& activity);

}  // namespace outreach::plan
