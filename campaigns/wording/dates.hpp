// Dates for people: era years and weekdays in Japanese, whole words in plain Japanese, British
// English; formatted by ICU.
#pragma once

#include <string>

#include "campaigns/model/schedule.hpp"
#include "campaigns/model/words.hpp"

namespace outreach::wording {

// "令和7年7月2日（水）" / "Wednesday, 2 July 2025".
[[nodiscard]] std::string format_day(campaigns::LocalDate day, campaigns::MessageLanguage language);

// "令和7年7月2日（水）10:00～12:00", "令和7年11月～12月", …
[[nodiscard]] std::string format_when(const campaigns::Occurrence& occurrence,
                                      campaigns::MessageLanguage language);

// "令和7年7月2日（水）10:00".
[[nodiscard]] std::string format_moment(campaigns::LocalTime time,
                                        campaigns::MessageLanguage language);

// The same for the last moment to apply: the end of a day is named by the day.
[[nodiscard]] std::string format_deadline(campaigns::LocalTime time,
                                          campaigns::MessageLanguage language);

// One day of a range.
[[nodiscard]] std::string format_open_day(const campaigns::OpenDay& day,
                                          campaigns::MessageLanguage language);

}  // namespace outreach::wording
