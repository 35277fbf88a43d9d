// Instants and their text on the wire (RFC 3339). Local times live in campaigns/calendar.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace outreach {

using Millis = std::chrono::milliseconds;
using SysTime = std::chrono::sys_time<Millis>;

[[nodiscard]] constexpr std::int64_t to_ms(SysTime t) noexcept {
    return t.time_since_epoch().count();
}
[[nodiscard]] constexpr SysTime from_ms(std::int64_t ms) noexcept {
    return SysTime{Millis{ms}};
}

// "2025-07-01T01:00:00Z", or with milliseconds where there are any.
[[nodiscard]] std::string to_rfc3339_utc(SysTime t);

// "2025-07-01T10:00:00+09:00" for the given offset from UTC (whole minutes).
[[nodiscard]] std::string to_rfc3339(SysTime t, std::chrono::minutes offset);

// Reads RFC 3339 with an offset or Z, fractions up to milliseconds; nothing else.
[[nodiscard]] std::optional<SysTime> parse_rfc3339(std::string_view text);

// Reads an ISO 8601 duration of weeks, days, hours, minutes, seconds ("PT15S", "P3D", "PT1H30M");
// nothing for years and months, whose length is not fixed.
[[nodiscard]] std::optional<std::chrono::seconds> parse_duration(std::string_view text);

}  // namespace outreach
