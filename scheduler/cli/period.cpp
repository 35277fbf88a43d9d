#include "scheduler/cli/period.hpp"

#include "campaigns/calendar/local_time.hpp"
#include "config/base/i18n.hpp"
#include "scheduler/cli/console.hpp"

namespace outreach::cli {
namespace {

std::optional<SysTime> read_moment(const std::string& text,
                                   const calendar::Zone& zone,
                                   std::chrono::days if_day) {
    if (const auto day = calendar::parse_date(text)) {
        return zone.to_instant(campaigns::LocalTime{*day + if_day});
    }
    if (const auto time = calendar::parse_local_time(text)) return zone.to_instant(*time);
    if (const auto instant = parse_rfc3339(text)) return instant;
    say(trf("\"{}\" is no date; write it like 2025-07-01 or 2025-07-01T10:00", text));
    return {};
}

}  // namespace

std::optional<Period> read_period(const std::string& from,
                                  const std::string& to,
                                  const std::string& timezone) {
    const auto zone = calendar::Zone::find(timezone);
    if (!zone) return {};
    Period period;
    if (!from.empty()) {
        period.from = read_moment(from, *zone, std::chrono::days{0});
        if (!period.from) return {};
    }
    if (!to.empty()) {
        period.to = read_moment(to, *zone, std::chrono::days{1});
        if (!period.to) return {};
    }
    if (period.from && period.to && *period.to <= *period.from) {
        say(tr("--to lies before --from"));
        return {};
    }
    return period;
}

SysTime wall_now() {
    return std::chrono::floor<Millis>(std::chrono::system_clock::now());
}

}  // namespace outreach::cli
