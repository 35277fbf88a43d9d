// Whether the partners that a file names exist, may know what they would be told, and are left
// when a rule narrows them.
#pragma once

#include <set>

#include "campaigns/reading/reading_context.hpp"

namespace outreach::reading {

// Reports recipients that the partner file does not know, and partners that may not be told
// about an activity of this audience.
void check_recipients(const JsonNode* list,
                      const ReadingContext& context,
                      campaigns::Audience audience,
                      Diagnostics& diagnostics);

// Warns if `to` leaves none of the activity's partners.
void check_anybody(const JsonNode& to,
                   const std::vector<campaigns::Recipient>& narrowed,
                   const std::vector<campaigns::Recipient>& partners,
                   const ReadingContext& context,
                   Diagnostics& diagnostics);

// In which languages the partners read.
[[nodiscard]] std::set<campaigns::MessageLanguage> languages_of(
    const std::vector<campaigns::Recipient>& partners, const ReadingContext& context);

}  // namespace outreach::reading
