// When an activity takes place, in the campaign's local time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace outreach::campaigns {

using LocalTime = std::chrono::local_time<std::chrono::seconds>;
using LocalDate = std::chrono::local_days;

// Opening hours on each day of a range; `end` may be 24:00.
struct DailyHours {
    std::chrono::minutes start{};
    std::chrono::minutes end{};
};

// One time that the activity takes place, or the window in which it will.
struct Occurrence {
    std::string id;        // the writer's own name for it; empty: known by its ordinal
    bool window = false;   // the date is not fixed yet: [start, end) is where it will lie
    bool all_day = false;  // dates without times of day
    LocalTime start{};
    LocalTime end{};  // exclusive; of an all-day or window occurrence the day after the last
    std::optional<DailyHours> daily;
};

// Occurrences in order of time; an occurrence's ordinal is its place here, from 1.
// Recurrence rules, closed days and sun times will unfold into the same list.
struct Schedule {
    std::vector<Occurrence> occurrences;
};

}  // namespace outreach::campaigns
