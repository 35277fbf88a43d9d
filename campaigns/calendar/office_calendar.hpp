// Which days and hours an office is open, and when it keeps quiet. Pure.
#pragma once

#include <optional>

#include "campaigns/calendar/holidays.hpp"
#include "campaigns/model/sending.hpp"

namespace outreach::calendar {

using campaigns::LocalTime;

// Views: what it is made of must outlive it.
class OfficeCalendar {
public:
    // `sending` may be null: then every hour of every day is open, and business days are Monday
    // to Friday without holidays.
    OfficeCalendar(const campaigns::Sending* sending,
                   const std::vector<campaigns::QuietPeriod>& quiet,
                   const Holidays& holidays)
        : sending_(sending), quiet_(quiet), holidays_(holidays) {}

    // A day that counts in "5 business days before".
    [[nodiscard]] bool is_business_day(LocalDate day) const;
    // The day `count` business days after `day` (before it if negative); 0 is `day` itself.
    [[nodiscard]] LocalDate add_business_days(LocalDate day, int count) const;
    // A day on which something may be sent.
    [[nodiscard]] bool is_open_day(LocalDate day) const;
    // The nearest open day at or before (`back`) or at or after `day`; nothing within a year.
    [[nodiscard]] std::optional<LocalDate> open_day(LocalDate day, bool back) const;
    // Why a day is closed: "Sunday", a holiday's name, a reason from the file; empty if open.
    [[nodiscard]] std::string closed_because(LocalDate day) const;
    // The first open moment at or after `time`; nothing within a year.
    [[nodiscard]] std::optional<LocalTime> next_open(LocalTime time) const;
    // The last open whole minute before `time`; nothing within a year.
    [[nodiscard]] std::optional<LocalTime> last_open(LocalTime time) const;
    [[nodiscard]] const campaigns::QuietPeriod* quiet_at(LocalTime time) const;
    [[nodiscard]] bool has_hours() const noexcept { return sending_ != nullptr; }

private:
    const campaigns::Sending* sending_;
    const std::vector<campaigns::QuietPeriod>& quiet_;
    const Holidays& holidays_;
};

}  // namespace outreach::calendar
