// Recurrence rules (RFC 5545, RRULE) unfolded by libical. Pure.
#pragma once

#include <string>
#include <vector>

#include "campaigns/calendar/local_time.hpp"

namespace outreach::calendar {

// At most this many starts are unfolded; one more tells that there would be more.
constexpr std::size_t kMostRepeats = 400;

// `zone` is where an UNTIL in UTC counts. The starts that `rule` gives from `first` on, none after
// `last`, at most kMostRepeats + 1, in order. Nothing for text that is no RRULE.
[[nodiscard]] std::optional<std::vector<LocalTime>> unfold_rule(const std::string& rule,
                                                                LocalTime first,
                                                                LocalTime last,
                                                                const Zone& zone);

}  // namespace outreach::calendar
