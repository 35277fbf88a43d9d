// One entry of `activities` → Activity.
#pragma once

#include <optional>

#include "campaigns/reading/reading_context.hpp"

namespace outreach::reading {

[[nodiscard]] std::optional<campaigns::Activity> read_activity(const JsonNode& node,
                                                               const ReadingContext& context,
                                                               Diagnostics& diagnostics);

}  // namespace outreach::reading
