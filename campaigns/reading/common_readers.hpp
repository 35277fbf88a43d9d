// Readers of the small values that several files share.
#pragma once

#include "campaigns/model/campaign.hpp"
#include "campaigns/model/partner.hpp"
#include "campaigns/reading/text_reader.hpp"

namespace outreach::reading {

[[nodiscard]] campaigns::Contact read_contact(const JsonNode& node, Diagnostics& diagnostics);
// "id", "@group", "@organizer".
[[nodiscard]] std::vector<campaigns::Recipient> read_recipients(ObjectReader& object,
                                                                const char* key);
// Reads a date, local time or time of day; reports with an example and returns nothing if bad.
[[nodiscard]] std::optional<campaigns::LocalDate> read_date(const JsonNode& node,
                                                            Diagnostics& diagnostics);
[[nodiscard]] std::optional<campaigns::LocalTime> read_local_time(const JsonNode& node,
                                                                  Diagnostics& diagnostics);
[[nodiscard]] std::optional<std::chrono::minutes> read_time_of_day(const JsonNode& node,
                                                                   bool allow_24,
                                                                   Diagnostics& diagnostics);
// "HH:MM", or sunrise, sunset, dusk with an offset in minutes.
[[nodiscard]] std::optional<campaigns::ClockTime> read_clock_time(const JsonNode& node,
                                                                  bool allow_24,
                                                                  Diagnostics& diagnostics);
// "sunset", "sunset+30", "dusk-15"; nothing for other text.
[[nodiscard]] std::optional<campaigns::ClockTime> parse_sun_time(std::string_view text);
// The key `approval`: "none" or "required"; absent: as the owner has it.
[[nodiscard]] bool read_approval(ObjectReader& object, bool inherited);
// The `format` key that every file begins with: only 1 is known.
void read_format(ObjectReader& object);

}  // namespace outreach::reading
