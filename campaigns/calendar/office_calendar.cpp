#include "campaigns/calendar/office_calendar.hpp"

#include <algorithm>

#include "config/base/i18n.hpp"

namespace outreach::calendar {
namespace {

using namespace std::chrono;
using campaigns::HoursSpan;

constexpr int kFarthest = 366;  // days that are searched for an open one

const char* weekday_name(weekday day) {
    static constexpr const char* kNames[] = {
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    return kNames[day.c_encoding()];
}

bool is_weekend(LocalDate day) {
    const weekday name{day};
    return name == Saturday || name == Sunday;
}

}  // namespace

bool OfficeCalendar::is_business_day(LocalDate day) const {
    if (sending_ != nullptr && sending_->days_named) return is_open_day(day);
    if (sending_ != nullptr && sending_->closed.contains(day)) return false;
    return !is_weekend(day) && !holidays_.contains(day);
}

LocalDate OfficeCalendar::add_business_days(LocalDate day, int count) const {
    const days step{count < 0 ? -1 : 1};
    int left = std::abs(count);
    // An office that never opens must not keep us here.
    for (int tries = 0; left > 0 && tries < kFarthest + 14 * std::abs(count); ++tries) {
        day += step;
        if (is_business_day(day)) --left;
    }
    return day;
}

bool OfficeCalendar::is_open_day(LocalDate day) const {
    if (sending_ == nullptr) return true;
    if (std::binary_search(sending_->open.begin(), sending_->open.end(), day)) return true;
    if (!sending_->weekdays[weekday{day}.c_encoding()]) return false;
    if (sending_->closed_on_holidays && holidays_.contains(day)) return false;
    return sending_->closed.empty() || !sending_->closed.contains(day);
}

std::optional<LocalDate> OfficeCalendar::open_day(LocalDate day, bool back) const {
    for (int i = 0; i < kFarthest; ++i) {
        if (is_open_day(day)) return day;
        day += days{back ? -1 : 1};
    }
    return {};
}

std::string OfficeCalendar::closed_because(LocalDate day) const {
    if (is_open_day(day)) return {};
    if (const auto closed = sending_->closed.find(day); closed != sending_->closed.end()) {
        return closed->second.empty() ? tr("closed") : closed->second;
    }
    if (const HolidayName* name = holidays_.find(day); name != nullptr) {
        return message_language() == Language::ja ? name->ja : name->en;
    }
    return tr(weekday_name(weekday{day}));
}

std::optional<LocalTime> OfficeCalendar::next_open(LocalTime time) const {
    if (sending_ == nullptr) return time;
    LocalDate day = floor<days>(time);
    for (int i = 0; i < kFarthest; ++i, day += days{1}) {
        if (!is_open_day(day)) continue;
        for (const HoursSpan& span : sending_->hours) {
            if (LocalTime{day} + span.end <= time) continue;
            return std::max(time, LocalTime{day} + span.start);
        }
    }
    return {};
}

std::optional<LocalTime> OfficeCalendar::last_open(LocalTime time) const {
    if (sending_ == nullptr) return time - minutes{1};
    LocalDate day = floor<days>(time);
    for (int i = 0; i < kFarthest; ++i, day -= days{1}) {
        if (!is_open_day(day)) continue;
        for (auto span = sending_->hours.rbegin(); span != sending_->hours.rend(); ++span) {
            if (LocalTime{day} + span->start >= time) continue;
            const LocalTime end = std::min(time, LocalTime{day} + span->end);
            return floor<minutes>(end - seconds{1});
        }
    }
    return {};
}

const campaigns::QuietPeriod* OfficeCalendar::quiet_at(LocalTime time) const {
    for (const campaigns::QuietPeriod& each : quiet_) {
        if (each.from <= time && time < each.to) return &each;
    }
    return nullptr;
}

}  // namespace outreach::calendar
