// --from and --to: days or instants, in a campaign's time zone.
#pragma once

#include <optional>
#include <string>

#include "config/base/time.hpp"

namespace outreach::cli {

struct Period {
    std::optional<SysTime> from;
    std::optional<SysTime> to;  // exclusive
};

// Reads YYYY-MM-DD, local YYYY-MM-DDTHH:MM, or RFC 3339; a `to` day is meant whole. Says what is
// wrong and returns nothing for other text.
[[nodiscard]] std::optional<Period> read_period(const std::string& from,
                                                const std::string& to,
                                                const std::string& timezone);

[[nodiscard]] SysTime wall_now();

}  // namespace outreach::cli
