// The `schedule` of an activity: one of several shapes → occurrences in order of time.
#pragma once

#include <optional>

#include "campaigns/model/schedule.hpp"
#include "campaigns/reading/object_reader.hpp"

namespace outreach::reading {

[[nodiscard]] std::optional<campaigns::Schedule> read_schedule(const JsonNode& node,
                                                               Diagnostics& diagnostics);

}  // namespace outreach::reading
