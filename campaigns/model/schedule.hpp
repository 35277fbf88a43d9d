// When an activity takes place, in the campaign's local time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "campaigns/model/words.hpp"

namespace outreach::campaigns {

using LocalTime = std::chrono::local_time<std::chrono::seconds>;
using LocalDate = std::chrono::local_days;

// A time of day as its writer said it: a clock time, or so long after an event of the sun.
struct ClockTime {
    std::optional<SunEvent> sun;
    std::chrono::minutes time{};  // since midnight, or since the sun's event (may be negative)
};

// Opening hours on each day of a range, as written; an end may be 24:00.
struct DailyHours {
    ClockTime start;
    ClockTime end;
};

// One day on which the activity is open, worked out.
struct OpenDay {
    LocalTime start{};
    LocalTime end{};
};

// One time that the activity takes place, or the window in which it will.
struct Occurrence {
    std::string id;        // the writer's own name for it, or its date in a series; may be empty
    bool window = false;   // the date is not fixed yet: [start, end) is where it will lie
    bool all_day = false;  // dates without times of day
    LocalTime start{};
    LocalTime end{};  // exclusive; of an all-day or window occurrence the day after the last
    std::optional<DailyHours> daily;
    std::vector<OpenDay> days;        // of a range of dates, closed days left out; else empty
    std::vector<std::string> closed;  // what is left out, as written: "weekends", "mon", dates
};

// Occurrences in order of time; an occurrence's ordinal is its place here, from 1.
struct Schedule {
    std::vector<Occurrence> occurrences;
};

}  // namespace outreach::campaigns
