// What people said about activities while the file says something else, laid over the campaign.
// Pure.
#pragma once

#include <map>
#include <string>

#include "campaigns/model/campaign.hpp"
#include "scheduler/journal/history.hpp"

namespace outreach::plan {

// The name of an occurrence in notices' identities and in overrides: "@<its own id>", or its
// ordinal. The mark keeps an id "2" apart from the second of the unnamed.
[[nodiscard]] std::string occurrence_key(const campaigns::Activity& activity, std::size_t index);

// The file's own word on an activity: what people say holds while it stays the same.
struct FileWord {
    std::string status;
    std::map<std::string, std::string> times;  // by the occurrence's name
};
[[nodiscard]] FileWord file_word(const campaigns::Activity& activity);
// Whether anything that people said about it holds.
[[nodiscard]] bool is_overridden(const journal::Override& said, const FileWord& file);

// Stands for the open days of a range; empty for all others.
[[nodiscard]] std::string days_digest(const campaigns::Occurrence& occurrence);

// Changes status and times where an override holds.
void apply_overrides(campaigns::Campaign& campaign, const journal::CampaignHistory& history);

// Stands for times, place and status together, as far as a partner can be told them.
[[nodiscard]] std::string facts_digest(const campaigns::Activity& activity);

}  // namespace outreach::plan
