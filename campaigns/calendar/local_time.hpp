// Local dates and times: reading them, and turning them into instants in a time zone.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "campaigns/model/schedule.hpp"
#include "config/base/time.hpp"

namespace outreach::calendar {

using campaigns::LocalDate;
using campaigns::LocalTime;

// "YYYY-MM-DD"; nothing for a day that the calendar does not have.
[[nodiscard]] std::optional<LocalDate> parse_date(std::string_view text);
// "HH:MM", 00:00 to 23:59, and 24:00 if `allow_24`.
[[nodiscard]] std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text,
                                                                    bool allow_24);
// "YYYY-MM-DDTHH:MM[:SS]" without an offset; the hour may be 24:00.
[[nodiscard]] std::optional<LocalTime> parse_local_time(std::string_view text);

// First and last day of a month window "2025-11", "2025-11/2025-12" or of a day window
// "2025-11-01/2025-11-15".
struct DayRange {
    LocalDate first;
    LocalDate last;
};
[[nodiscard]] std::optional<DayRange> parse_window(std::string_view text);

// 2025 for "R7", "令和7年度", "2025"; years from Heisei 1 (1989). Nothing for other text.
[[nodiscard]] std::optional<int> parse_fiscal_year(std::string_view text);
// 1 April to 31 March.
[[nodiscard]] DayRange fiscal_year_days(int year);

[[nodiscard]] std::string format_date(LocalDate day);
[[nodiscard]] std::string format_local(LocalTime time);  // "YYYY-MM-DDTHH:MM", seconds if any

// An IANA time zone. Cheap to copy.
class Zone {
public:
    // Nothing if the system's tz database does not know `name`.
    [[nodiscard]] static std::optional<Zone> find(const std::string& name);
    // A local time that a change of clocks leaves out is moved to the next that exists; of one
    // that occurs twice, the first is meant.
    [[nodiscard]] SysTime to_instant(LocalTime local) const;
    [[nodiscard]] LocalTime to_local(SysTime instant) const;
    [[nodiscard]] std::chrono::minutes offset_at(SysTime instant) const;
    // RFC 3339 with this zone's offset.
    [[nodiscard]] std::string format(SysTime instant) const;
    [[nodiscard]] const std::string& name() const;

private:
    struct Impl;
    explicit Zone(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
    std::shared_ptr<const Impl> impl_;
};

}  // namespace outreach::calendar
