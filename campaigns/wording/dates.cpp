#include "campaigns/wording/dates.hpp"

#include <spdlog/fmt/fmt.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <map>
#include <memory>
#include <stdexcept>

#include "campaigns/calendar/local_time.hpp"

namespace outreach::wording {
namespace {

using campaigns::LocalDate;
using campaigns::LocalTime;
using campaigns::MessageLanguage;
using campaigns::Occurrence;
using namespace std::chrono;

enum class Form { full, month_day, month, year_month, bare_month };

bool is_english(MessageLanguage language) {
    return language == MessageLanguage::en;
}
bool is_easy(MessageLanguage language) {
    return language == MessageLanguage::ja_easy;
}

// Era years for offices; the Gregorian year and whole weekday names for those who learn Japanese.
const char* pattern(Form form, MessageLanguage language) {
    switch (form) {
        case Form::full:
            return is_english(language) ? "EEEE, d MMMM y"
                   : is_easy(language)  ? "y年M月d日（EEEE）"
                                        : "Gy年M月d日（E）";
        case Form::month_day:
            return is_english(language) ? "EEEE, d MMMM y"
                   : is_easy(language)  ? "M月d日（EEEE）"
                                        : "M月d日（E）";
        case Form::month:
            return is_english(language) ? "MMMM y" : "M月";
        case Form::bare_month:
            return "MMMM";
        case Form::year_month:
            return is_english(language) ? "MMMM y" : is_easy(language) ? "y年M月" : "Gy年M月";
    }
    return "";
}

const char* locale_of(MessageLanguage language) {
    return is_english(language) ? "en_GB" : is_easy(language) ? "ja_JP" : "ja_JP@calendar=japanese";
}

// ICU formatters are costly to make and cheap to use; times are handed in as if they were UTC.
const icu::SimpleDateFormat& formatter(Form form, MessageLanguage language) {
    thread_local std::map<std::pair<Form, MessageLanguage>, std::unique_ptr<icu::SimpleDateFormat>>
        made;
    auto& slot = made[{form, language}];
    if (!slot) {
        UErrorCode status = U_ZERO_ERROR;
        slot = std::make_unique<icu::SimpleDateFormat>(
            icu::UnicodeString::fromUTF8(pattern(form, language)),
            icu::Locale(locale_of(language)),
            status);
        if (U_FAILURE(status)) throw std::runtime_error("ICU has no data for dates");
        slot->setTimeZone(*icu::TimeZone::getGMT());
    }
    return *slot;
}

std::string format(Form form, LocalDate day, MessageLanguage language) {
    const auto ms = duration_cast<milliseconds>(day.time_since_epoch()).count();
    icu::UnicodeString text;
    formatter(form, language).format(static_cast<UDate>(ms), text);
    std::string utf8;
    text.toUTF8String(utf8);
    return utf8;
}

// "10:00", or in plain Japanese "午前10時", "午後5時15分".
std::string clock(minutes time_of_day, MessageLanguage language) {
    const auto h = time_of_day.count() / 60;
    const auto m = time_of_day.count() % 60;
    if (!is_easy(language)) return fmt::format("{:02}:{:02}", h, m);
    const bool afternoon = h >= 12 && h < 24;
    const std::string minutes_part = m == 0 ? "" : fmt::format("{}分", m);
    if (h == 24) return "夜の12時";
    return fmt::format(
        "{}{}時{}", afternoon ? "午後" : "午前", afternoon ? h - 12 : h, minutes_part);
}

std::string clock(LocalTime time, MessageLanguage language) {
    return clock(floor<minutes>(time - floor<days>(time)), language);
}

// The last day that [start, end) touches.
LocalDate last_day(const Occurrence& each) {
    return floor<days>(each.end - seconds{each.end > each.start ? 1 : 0});
}

bool whole_months(LocalDate first, LocalDate last_date) {
    const year_month_day from{first};
    const year_month_day to{last_date};
    return from.day() == std::chrono::day{1} && to == year_month_day{to.year() / to.month() / last};
}

std::string format_window(const Occurrence& each, MessageLanguage language) {
    const bool english = is_english(language);
    const LocalDate first = floor<days>(each.start);
    const LocalDate final_day = last_day(each);
    const year_month_day from{first};
    const year_month_day to{final_day};
    const char* to_mark = english ? " to " : is_easy(language) ? "から " : "～";
    const bool months = whole_months(first, final_day);
    std::string text = format(months ? Form::year_month : Form::full, first, language);
    if (months && (from.year() != to.year() || from.month() != to.month())) {
        const bool same_year = from.year() == to.year();
        // In English the year stands at the end, once.
        if (english && same_year) text = format(Form::bare_month, first, language);
        text += to_mark + format(same_year ? Form::month : Form::year_month, final_day, language);
    } else if (!months && first != final_day) {
        const bool same_year = from.year() == to.year();
        text += to_mark + format(same_year ? Form::month_day : Form::full, final_day, language);
    } else {
        return text;
    }
    return is_easy(language) ? text + "まで" : text;
}

struct Marks {
    const char* until;      // between two days
    const char* until_end;  // behind the second
    const char* clock_until;
    const char* clock_end;
    const char* before_clock;
    const char* daily;
};
const Marks& marks(MessageLanguage language) {
    static constexpr Marks kJa{"～", "", "～", "", "", "　毎日"};
    static constexpr Marks kEasy{"から ", "まで", "から ", "まで", " ", " 毎日 "};
    static constexpr Marks kEn{" to ", "", "–", "", ", ", ", daily "};
    return is_english(language) ? kEn : is_easy(language) ? kEasy : kJa;
}

std::string sun_word(campaigns::SunEvent event, MessageLanguage language) {
    struct Words {
        const char* ja;
        const char* easy;
        const char* en;
    };
    static constexpr Words kWords[] = {{"日の出", "日が のぼる ころ", "sunrise"},
                                       {"日没", "日が しずむ ころ", "sunset"},
                                       {"日暮れ", "暗く なる ころ", "dusk"}};
    const Words& words = kWords[static_cast<std::size_t>(event)];
    return is_english(language) ? words.en : is_easy(language) ? words.easy : words.ja;
}

// "日没（19:18ごろ）", "日没30分後（19:48ごろ）": the word, and the minute of the first day.
std::string daily_clock(const campaigns::ClockTime& time,
                        LocalTime first,
                        MessageLanguage language) {
    if (!time.sun) return clock(time.time, language);
    const bool english = is_english(language);
    const auto shift = time.time.count();
    std::string text = sun_word(*time.sun, language);
    if (shift != 0 && english) {
        text = fmt::format("{} min {} {}", std::abs(shift), shift < 0 ? "before" : "after", text);
    } else if (shift != 0) {
        text += fmt::format("の{}分{}", std::abs(shift), shift < 0 ? "前" : "後");
    }
    const std::string minute = clock(first, language);
    return text +
           (english ? fmt::format(" (about {})", minute) : fmt::format("（{}ごろ）", minute));
}

std::string closed_word(const std::string& word, MessageLanguage language) {
    struct Words {
        const char* key;
        const char* ja;
        const char* easy;
        const char* en;
    };
    static constexpr Words kWords[] = {
        {"weekends", "土日", "土曜日・日曜日", "weekends"},
        {"holidays", "祝日", "祝日（しゅくじつ）", "public holidays"},
        {"mon", "月曜日", "月曜日", "Mondays"},
        {"tue", "火曜日", "火曜日", "Tuesdays"},
        {"wed", "水曜日", "水曜日", "Wednesdays"},
        {"thu", "木曜日", "木曜日", "Thursdays"},
        {"fri", "金曜日", "金曜日", "Fridays"},
        {"sat", "土曜日", "土曜日", "Saturdays"},
        {"sun", "日曜日", "日曜日", "Sundays"}};
    for (const Words& words : kWords) {
        if (word != words.key) continue;
        return is_english(language) ? words.en : is_easy(language) ? words.easy : words.ja;
    }
    const auto day = calendar::parse_date(word);
    return day ? format(Form::month_day, *day, language) : word;
}

// "（土日・祝日を除く）"; a long list of dates is cut.
std::string closed_text(const Occurrence& each, MessageLanguage language) {
    constexpr std::size_t kMostNamed = 8;
    if (each.closed.empty()) return {};
    std::string list;
    for (std::size_t i = 0; i < each.closed.size() && i < kMostNamed; ++i) {
        if (i > 0) list += is_english(language) ? ", " : "・";
        list += closed_word(each.closed[i], language);
    }
    if (each.closed.size() > kMostNamed) list += is_english(language) ? ", …" : "ほか";
    if (is_english(language)) return " (not on " + list + ")";
    return is_easy(language) ? "（" + list + "は 休みです）" : "（" + list + "を除く）";
}

std::string format_range(const Occurrence& each, MessageLanguage language) {
    const Marks& mark = marks(language);
    const LocalDate first = floor<days>(each.start);
    // Hours that end after midnight belong to the day on which they began.
    const LocalDate final_day =
        each.days.empty() ? last_day(each) : floor<days>(each.days.back().start);
    std::string text = format_day(first, language);
    const bool same_year = year_month_day{first}.year() == year_month_day{final_day}.year();
    if (final_day != first) {
        text += mark.until + format(same_year ? Form::month_day : Form::full, final_day, language) +
                mark.until_end;
    }
    if (!each.daily) return text + closed_text(each, language);
    const LocalTime open = each.days.empty() ? each.start : each.days.front().start;
    const LocalTime close = each.days.empty() ? each.end : each.days.front().end;
    const char* before_clock =
        each.closed.empty() && final_day != first ? mark.daily : mark.before_clock;
    return text + (*before_clock == '\0' ? "　" : before_clock) +
           daily_clock(each.daily->start, open, language) + mark.clock_until +
           daily_clock(each.daily->end, close, language) + mark.clock_end +
           closed_text(each, language);
}

}  // namespace

std::string format_day(LocalDate day, MessageLanguage language) {
    return format(Form::full, day, language);
}

std::string format_moment(LocalTime time, MessageLanguage language) {
    return format_day(floor<days>(time), language) + marks(language).before_clock +
           clock(time, language);
}

std::string format_deadline(LocalTime time, MessageLanguage language) {
    const LocalDate day = floor<days>(time);
    if (time == LocalTime{day}) return format_day(day - days{1}, language);
    return format_moment(time, language);
}

std::string format_when(const Occurrence& each, MessageLanguage language) {
    if (each.window) return format_window(each, language);
    if (each.all_day || each.daily) return format_range(each, language);
    const Marks& mark = marks(language);
    const LocalDate first = floor<days>(each.start);
    std::string text = format_moment(each.start, language);
    if (each.end == each.start) return text;
    const LocalDate final_day = floor<days>(each.end);
    if (final_day == first) {
        return text + mark.clock_until + clock(each.end, language) + mark.clock_end;
    }
    const bool same_year = year_month_day{first}.year() == year_month_day{final_day}.year();
    return text + mark.until +
           format(same_year ? Form::month_day : Form::full, final_day, language) +
           mark.before_clock + clock(each.end, language) + mark.clock_end;
}

std::string format_open_day(const campaigns::OpenDay& day, MessageLanguage language) {
    Occurrence one;
    one.start = day.start;
    one.end = day.end;
    one.all_day = day.end - day.start == hours{24};
    return format_when(one, language);
}

}  // namespace outreach::wording
