// When an office sends: hours, days, closures, and periods of quiet.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "campaigns/model/schedule.hpp"

namespace outreach::campaigns {

// [start, end) of a day; the end may be 24:00.
struct HoursSpan {
    std::chrono::minutes start{};
    std::chrono::minutes end{24 * 60};
};

struct Sending {
    std::vector<HoursSpan> hours{HoursSpan{}};  // ascending, apart from each other
    std::array<bool, 7> weekdays{false, true, true, true, true, true, false};  // from Sunday
    bool closed_on_holidays = true;
    bool days_named = true;  // false for "all": then business days are counted as usual
    std::map<LocalDate, std::string> closed;  // with the reason, which may be empty
    std::vector<LocalDate> open;              // open all the same; ascending
};

// [from, to), in local time.
struct QuietPeriod {
    LocalTime from{};
    LocalTime to{};
    std::string reason;
};

}  // namespace outreach::campaigns
