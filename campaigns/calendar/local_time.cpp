#include "campaigns/calendar/local_time.hpp"

#include <spdlog/fmt/fmt.h>

#include <charconv>

namespace outreach::calendar {
namespace {

using namespace std::chrono;

// A run of exactly `width` digits as a number.
std::optional<int> number(std::string_view text, std::size_t pos, std::size_t width) {
    if (text.size() < pos + width) return {};
    int value = 0;
    for (std::size_t i = pos; i < pos + width; ++i) {
        if (text[i] < '0' || text[i] > '9') return {};
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::optional<year_month> parse_month(std::string_view text) {
    if (text.size() != 7 || text[4] != '-') return {};
    const auto y = number(text, 0, 4);
    const auto m = number(text, 5, 2);
    if (!y || !m) return {};
    const year_month month = year{*y} / std::chrono::month{static_cast<unsigned>(*m)};
    if (!month.ok()) return {};
    return month;
}

// First and last day of one side of a window: a month or a day.
std::optional<DayRange> parse_span(std::string_view text) {
    if (const auto month = parse_month(text)) {
        return DayRange{LocalDate{*month / 1}, LocalDate{*month / last}};
    }
    if (const auto day = parse_date(text)) return DayRange{*day, *day};
    return {};
}

std::optional<int> era_offset(std::string_view& text) {
    struct Era {
        std::string_view mark;
        int offset;
    };
    // Year 1 of each era that a campaign can still name (JIS X 0301:2019).
    static constexpr Era kEras[] = {{"令和", 2018}, {"平成", 1988}, {"R", 2018}, {"H", 1988}};
    for (const Era& era : kEras) {
        if (!text.starts_with(era.mark)) continue;
        text.remove_prefix(era.mark.size());
        return era.offset;
    }
    return {};
}

}  // namespace

std::optional<LocalDate> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
    const auto y = number(text, 0, 4);
    const auto m = number(text, 5, 2);
    const auto d = number(text, 8, 2);
    if (!y || !m || !d) return {};
    const year_month_day ymd{
        year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
    if (!ymd.ok()) return {};
    return LocalDate{ymd};
}

std::optional<minutes> parse_time_of_day(std::string_view text, bool allow_24) {
    if (text.size() != 5 || text[2] != ':') return {};
    const auto h = number(text, 0, 2);
    const auto m = number(text, 3, 2);
    if (!h || !m || *m > 59) return {};
    const bool midnight_end = allow_24 && *h == 24 && *m == 0;
    if (*h > 23 && !midnight_end) return {};
    return hours{*h} + minutes{*m};
}

std::optional<LocalTime> parse_local_time(std::string_view text) {
    if (text.size() != 16 && text.size() != 19) return {};
    if (text[10] != 'T') return {};
    const auto day = parse_date(text.substr(0, 10));
    const auto time = parse_time_of_day(text.substr(11, 5), text.size() == 16);
    if (!day || !time) return {};
    seconds extra{0};
    if (text.size() == 19) {
        const auto s = number(text, 17, 2);
        if (text[16] != ':' || !s || *s > 59) return {};
        extra = seconds{*s};
    }
    return LocalTime{*day} + *time + extra;
}

std::optional<DayRange> parse_window(std::string_view text) {
    const auto slash = text.find('/');
    const auto head = parse_span(text.substr(0, slash));
    if (!head) return {};
    if (slash == text.npos) return head;
    const auto tail = parse_span(text.substr(slash + 1));
    if (!tail || tail->last < head->first) return {};
    return DayRange{head->first, tail->last};
}

std::optional<int> parse_fiscal_year(std::string_view text) {
    const auto offset = era_offset(text);
    constexpr std::string_view kSuffix = "年度";
    if (text.ends_with(kSuffix)) text.remove_suffix(kSuffix.size());
    if (offset && text == "元") return *offset + 1;
    int value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || ec != std::errc{} || end != text.data() + text.size()) return {};
    if (offset) return value >= 1 && value <= 99 ? std::optional(*offset + value) : std::nullopt;
    return value >= 1989 && value <= 2200 ? std::optional(value) : std::nullopt;
}

DayRange fiscal_year_days(int y) {
    return {LocalDate{year{y} / April / 1}, LocalDate{year{y + 1} / March / 31}};
}

std::string format_date(LocalDate day) {
    const year_month_day ymd{day};
    return fmt::format("{:04}-{:02}-{:02}",
                       static_cast<int>(ymd.year()),
                       static_cast<unsigned>(ymd.month()),
                       static_cast<unsigned>(ymd.day()));
}

std::string format_local(LocalTime time) {
    const auto day = floor<days>(time);
    const hh_mm_ss<seconds> hms{time - day};
    std::string text =
        fmt::format("{}T{:02}:{:02}", format_date(day), hms.hours().count(), hms.minutes().count());
    if (hms.seconds().count() != 0) text += fmt::format(":{:02}", hms.seconds().count());
    return text;
}

}  // namespace outreach::calendar
