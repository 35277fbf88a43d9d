// Sunrise, sunset and dusk at a place on a calendar date. Pure.
#pragma once

#include <optional>

#include "campaigns/calendar/local_time.hpp"

namespace outreach::calendar {

struct Place {
    double latitude = 0;   // degrees north, -90..90
    double longitude = 0;  // degrees east, -180..180
};

// The instant at which the sun's upper limb touches the horizon (sunrise, sunset: -0.833°) or its
// centre is 6° below it (dusk), on that date in that zone; whole seconds, within a minute of the
// truth below 72° of latitude. Nothing where it does not happen on that date (polar day or night).
// NOAA's solar calculator, after J. Meeus, Astronomical Algorithms, chapters 25 and 28.
[[nodiscard]] std::optional<SysTime> sun_instant(campaigns::SunEvent event,
                                                 LocalDate date,
                                                 Place place,
                                                 const Zone& zone);

}  // namespace outreach::calendar
