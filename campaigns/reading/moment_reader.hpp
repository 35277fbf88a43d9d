// Moments of a schedule: clock times and times of the sun → local times.
#pragma once

#include <optional>

#include "campaigns/reading/schedule_reader.hpp"

namespace outreach::reading {

// "2025-07-02T10:00", or a date and a time of the sun: "2025-07-02Tsunset+30".
[[nodiscard]] std::optional<campaigns::LocalTime> read_moment(const JsonNode& node,
                                                              const ScheduleContext& context,
                                                              Diagnostics& diagnostics);

// A clock time on a day. Reports at `where` a sun that is not to be seen, or a venue without
// coordinates.
[[nodiscard]] std::optional<campaigns::LocalTime> on_day(const campaigns::ClockTime& time,
                                                         campaigns::LocalDate day,
                                                         const ScheduleContext& context,
                                                         Span where,
                                                         Diagnostics& diagnostics);

}  // namespace outreach::reading
