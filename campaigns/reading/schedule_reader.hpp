// The `schedule` of an activity: one of several shapes → occurrences in order of time.
#pragma once

#include <optional>

#include "campaigns/calendar/holidays.hpp"
#include "campaigns/calendar/sun.hpp"
#include "campaigns/model/schedule.hpp"
#include "campaigns/reading/object_reader.hpp"

namespace outreach::reading {

// What a schedule is worked out with.
struct ScheduleContext {
    const calendar::Holidays& holidays;
    const calendar::Zone& zone;
    std::optional<calendar::Place> place;  // of the venue: for times of the sun
    campaigns::LocalTime last;             // a series without an end stops here
};

[[nodiscard]] std::optional<campaigns::Schedule> read_schedule(const JsonNode& node,
                                                               const ScheduleContext& context,
                                                               Diagnostics& diagnostics);

}  // namespace outreach::reading
