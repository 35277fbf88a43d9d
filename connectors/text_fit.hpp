// Measuring and shortening text in the units in which services set their limits. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "campaigns/model/notice.hpp"

namespace outreach::connectors {

enum class Unit {
    characters,   // Unicode code points
    utf16_units,  // what JavaScript and Java count
    bytes,        // of UTF-8
};
[[nodiscard]] const char* word(Unit unit) noexcept;

[[nodiscard]] std::size_t measure(std::string_view text, Unit unit) noexcept;

// The longest beginning of `text` within `limit` that cuts no character apart that people see as
// one (grapheme cluster, UAX #29: ICU), with `ending` behind it if anything was cut. Text that fits
// is unchanged. Text that is no UTF-8 has U+FFFD where it is broken.
[[nodiscard]] std::string fit(std::string_view text,
                              std::size_t limit,
                              Unit unit,
                              std::string_view ending);

// What stands behind a text that was cut, in the reader's language.
[[nodiscard]] std::string cut_statement(campaigns::MessageLanguage language);
// What stands before a text that may arrive a second time: 【再送】.
[[nodiscard]] std::string repeat_mark(campaigns::MessageLanguage language);

}  // namespace outreach::connectors
