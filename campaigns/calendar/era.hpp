// Dates and times as people in Japan write them: eras (JIS X 0301:2019), full-width digits,
// 年月日, 午後2時. Read only to say or make what the format wants; never guessed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "campaigns/calendar/local_time.hpp"

namespace outreach::calendar {

// NFKC: full-width digits, letters and punctuation become the usual ones, ㋿ becomes 令和.
[[nodiscard]] std::string half_width(std::string_view utf8);

// "令和7年7月2日", "令和元年5月1日", "R7.7.2", "R07.07.02", "2025/7/2", "2025.7.2", "2025年7月2日",
// any of them in full width and with "(水)" or "（水曜日）" behind. Nothing for a day that does not
// exist, that lies outside its era, or whose weekday is another.
[[nodiscard]] std::optional<LocalDate> parse_people_date(std::string_view text);

// "10時30分", "10時", "午後2時半", "１０：３０", "9:05".
[[nodiscard]] std::optional<std::chrono::minutes> parse_people_time(std::string_view text);

// What the format wants where one of these was written: "2025-07-02", "10:30",
// "2025-07-02T10:30", "2025-07-01/2025-07-07", "2025-11/2025-12". Nothing if it is already right,
// or cannot be told for sure.
[[nodiscard]] std::optional<std::string> mend_moment(std::string_view text);

// 7 → the calendar year 2025 is Reiwa 7. "令和7年度", "令和元年度" / "FY2025".
[[nodiscard]] std::string format_fiscal_year(int year, bool japanese);

}  // namespace outreach::calendar
