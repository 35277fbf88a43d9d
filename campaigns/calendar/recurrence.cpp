#include "campaigns/calendar/recurrence.hpp"

#include <libical/ical.h>

#include <memory>

namespace outreach::calendar {
namespace {

using namespace std::chrono;

icaltimetype to_ical(LocalTime time) {
    const auto day = floor<days>(time);
    const year_month_day ymd{day};
    const hh_mm_ss<seconds> hms{time - day};
    icaltimetype out = icaltime_null_time();
    out.year = static_cast<int>(ymd.year());
    out.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
    out.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
    out.hour = static_cast<int>(hms.hours().count());
    out.minute = static_cast<int>(hms.minutes().count());
    out.second = static_cast<int>(hms.seconds().count());
    return out;
}

LocalTime from_ical(const icaltimetype& time) {
    const LocalDate date{year{time.year} / month{static_cast<unsigned>(time.month)} /
                         day{static_cast<unsigned>(time.day)}};
    return LocalTime{date} + hours{time.hour} + minutes{time.minute} + seconds{time.second};
}

}  // namespace

std::optional<std::vector<LocalTime>> unfold_rule(const std::string& rule,
                                                  LocalTime first,
                                                  LocalTime last,
                                                  const Zone& zone) {
    icalerror_set_errors_are_fatal(0);
    icalrecurrencetype parsed = icalrecurrencetype_from_string(rule.c_str());
    if (parsed.freq == ICAL_NO_RECURRENCE) return {};
    if (!icaltime_is_null_time(parsed.until) && icaltime_is_utc(parsed.until)) {
        const LocalTime utc = from_ical(parsed.until);
        parsed.until = to_ical(zone.to_local(SysTime{utc.time_since_epoch()}));
    }
    // A day named without a time ends with that day.
    if (!icaltime_is_null_time(parsed.until) && parsed.until.is_date != 0) {
        parsed.until.is_date = 0;
        parsed.until.hour = 23;
        parsed.until.minute = 59;
        parsed.until.second = 59;
    }
    const std::unique_ptr<icalrecur_iterator, decltype(&icalrecur_iterator_free)> each(
        icalrecur_iterator_new(parsed, to_ical(first)), &icalrecur_iterator_free);
    if (!each) return {};
    std::vector<LocalTime> starts;
    while (starts.size() <= kMostRepeats) {
        const icaltimetype next = icalrecur_iterator_next(each.get());
        if (icaltime_is_null_time(next)) break;
        const LocalTime start = from_ical(next);
        if (start > last) break;
        starts.push_back(start);
    }
    return starts;
}

}  // namespace outreach::calendar
