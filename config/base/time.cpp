#include "config/base/time.hpp"

#include <spdlog/fmt/fmt.h>

#include <cstdlib>

namespace outreach {
namespace {

using std::chrono::days;
using std::chrono::floor;

// Reads exactly `width` digits at `pos` and moves it on.
bool digits(std::string_view text, std::size_t& pos, int width, int& value) {
    value = 0;
    for (int i = 0; i < width; ++i, ++pos) {
        if (pos >= text.size() || text[pos] < '0' || text[pos] > '9') return false;
        value = value * 10 + (text[pos] - '0');
    }
    return true;
}

bool literal(std::string_view text, std::size_t& pos, char c) {
    if (pos >= text.size() || text[pos] != c) return false;
    ++pos;
    return true;
}

std::string date_and_time(SysTime local) {
    const auto day = floor<days>(local);
    const std::chrono::year_month_day ymd{day};
    const std::chrono::hh_mm_ss<Millis> hms{local - day};
    std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
                                   static_cast<int>(ymd.year()),
                                   static_cast<unsigned>(ymd.month()),
                                   static_cast<unsigned>(ymd.day()),
                                   hms.hours().count(),
                                   hms.minutes().count(),
                                   hms.seconds().count());
    if (hms.subseconds().count() != 0) text += fmt::format(".{:03}", hms.subseconds().count());
    return text;
}

// Seconds of one duration designator, 0 for one that is unknown in this part of the text.
std::int64_t unit_seconds(char designator, bool time_part) {
    if (!time_part) return designator == 'W' ? 604800 : designator == 'D' ? 86400 : 0;
    return designator == 'H' ? 3600 : designator == 'M' ? 60 : designator == 'S' ? 1 : 0;
}

}  // namespace

std::string to_rfc3339_utc(SysTime t) {
    return date_and_time(t) + "Z";
}

std::string to_rfc3339(SysTime t, std::chrono::minutes offset) {
    const int total = static_cast<int>(offset.count());
    return date_and_time(t + offset) +
           fmt::format(
               "{}{:02}:{:02}", total < 0 ? '-' : '+', std::abs(total) / 60, std::abs(total) % 60);
}

std::optional<SysTime> parse_rfc3339(std::string_view text) {
    std::size_t pos = 0;
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    const bool date_ok = digits(text, pos, 4, year) && literal(text, pos, '-') &&
                         digits(text, pos, 2, month) && literal(text, pos, '-') &&
                         digits(text, pos, 2, day);
    if (!date_ok || pos >= text.size() || (text[pos] != 'T' && text[pos] != 't')) return {};
    ++pos;
    const bool time_ok = digits(text, pos, 2, hour) && literal(text, pos, ':') &&
                         digits(text, pos, 2, minute) && literal(text, pos, ':') &&
                         digits(text, pos, 2, second);
    if (!time_ok || hour > 23 || minute > 59 || second > 59) return {};
    int millis = 0;
    if (literal(text, pos, '.')) {
        int scale = 100;
        const std::size_t first = pos;
        for (; pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++pos, scale /= 10) {
            millis += (text[pos] - '0') * scale;
        }
        if (pos == first) return {};
    }
    std::chrono::minutes offset{0};
    if (!literal(text, pos, 'Z') && !literal(text, pos, 'z')) {
        if (pos >= text.size() || (text[pos] != '+' && text[pos] != '-')) return {};
        const int sign = text[pos++] == '-' ? -1 : 1;
        int oh = 0, om = 0;
        if (!digits(text, pos, 2, oh) || !literal(text, pos, ':') || !digits(text, pos, 2, om) ||
            oh > 23 || om > 59) {
            return {};
        }
        offset = std::chrono::minutes{sign * (oh * 60 + om)};
    }
    const std::chrono::year_month_day ymd{std::chrono::year{year},
                                          std::chrono::month{static_cast<unsigned>(month)},
                                          std::chrono::day{static_cast<unsigned>(day)}};
    if (pos != text.size() || !ymd.ok()) return {};
    return SysTime{std::chrono::sys_days{ymd}} + std::chrono::hours{hour} +
           std::chrono::minutes{minute} + std::chrono::seconds{second} + Millis{millis} - offset;
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
    if (text.size() < 3 || text[0] != 'P') return {};
    bool time_part = false;
    bool any = false;
    std::int64_t total = 0;
    for (std::size_t pos = 1; pos < text.size();) {
        if (text[pos] == 'T' && !time_part) {
            time_part = true;
            any = false;
            ++pos;
            continue;
        }
        std::int64_t value = 0;
        const std::size_t first = pos;
        for (; pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++pos) {
            value = value * 10 + (text[pos] - '0');
            if (pos - first > 8) return {};
        }
        if (pos == first || pos >= text.size()) return {};
        const std::int64_t unit = unit_seconds(text[pos++], time_part);
        if (unit == 0) return {};
        total += value * unit;
        any = true;
    }
    if (!any) return {};
    return std::chrono::seconds{total};
}

}  // namespace outreach
