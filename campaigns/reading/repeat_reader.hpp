// A series: {start, end|duration, repeat, except?, also?} → its occurrences, each known by its
// date, so that a date left out later renames no other.
#pragma once

#include <vector>

#include "campaigns/reading/schedule_reader.hpp"

namespace outreach::reading {

// `first` is the occurrence that start and end say.
[[nodiscard]] std::vector<campaigns::Occurrence> read_series(ObjectReader& object,
                                                             const campaigns::Occurrence& first,
                                                             const ScheduleContext& context);

}  // namespace outreach::reading
