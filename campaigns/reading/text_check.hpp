// Warns where a text of an activity holds what would block its notices: at the place in the file
// where it was written.
#pragma once

#include <set>

#include "campaigns/reading/reading_context.hpp"

namespace outreach::reading {

// `node` is the activity's; `languages` are those that its partners read.
void check_texts(const JsonNode& node,
                 const std::set<campaigns::MessageLanguage>& languages,
                 const ReadingContext& context,
                 const campaigns::Activity& activity,
                 Diagnostics& diagnostics);

}  // namespace outreach::reading
