// What an activity says about itself beside time, partners and notices.
#pragma once

#include "campaigns/reading/reading_context.hpp"

namespace outreach::reading {

[[nodiscard]] campaigns::Venue read_venue(const JsonNode& node, Diagnostics& diagnostics);
// Everything that is only shown, never computed with.
void read_details(ObjectReader& object,
                  const ReadingContext& context,
                  campaigns::Activity& activity);

}  // namespace outreach::reading
