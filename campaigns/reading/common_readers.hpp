// Readers of the small values that several files share.
#pragma once

#include "campaigns/model/campaign.hpp"
#include "campaigns/model/partner.hpp"
#include "campaigns/reading/object_reader.hpp"

namespace outreach::reading {

// A text, which then counts for every language, or {"ja": …, "en": …}.
[[nodiscard]] campaigns::LocalizedText read_localized(const JsonNode& node,
                                                      const char* what,
                                                      Diagnostics& diagnostics);
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
// The `format` key that every file begins with: only 1 is known.
void read_format(ObjectReader& object);

}  // namespace outreach::reading
