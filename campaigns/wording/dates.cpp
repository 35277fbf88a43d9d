#include "campaigns/wording/dates.hpp"

#include <spdlog/fmt/fmt.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <map>
#include <memory>
#include <stdexcept>

namespace outreach::wording {
namespace {

using campaigns::LocalDate;
using campaigns::LocalTime;
using campaigns::MessageLanguage;
using campaigns::Occurrence;
using namespace std::chrono;

enum class Form { full, month_day, month, year_month };

const char* pattern(Form form, bool english) {
    switch (form) {
        case Form::full:
            return english ? "EEEE, d MMMM y" : "Gy年M月d日（E）";
        case Form::month_day:
            return english ? "EEEE, d MMMM y" : "M月d日（E）";
        case Form::month:
            return english ? "MMMM y" : "M月";
        case Form::year_month:
            return english ? "MMMM y" : "Gy年M月";
    }
    return "";
}

// ICU formatters are costly to make and cheap to use; times are handed in as if they were UTC.
const icu::SimpleDateFormat& formatter(Form form, bool english) {
    thread_local std::map<std::pair<Form, bool>, std::unique_ptr<icu::SimpleDateFormat>> made;
    auto& slot = made[{form, english}];
    if (!slot) {
        UErrorCode status = U_ZERO_ERROR;
        const icu::Locale locale(english ? "en_GB" : "ja_JP@calendar=japanese");
        slot = std::make_unique<icu::SimpleDateFormat>(
            icu::UnicodeString::fromUTF8(pattern(form, english)), locale, status);
        if (U_FAILURE(status)) throw std::runtime_error("ICU has no data for dates");
        slot->setTimeZone(*icu::TimeZone::getGMT());
    }
    return *slot;
}

std::string format(Form form, LocalDate day, MessageLanguage language) {
    const auto ms = duration_cast<milliseconds>(day.time_since_epoch()).count();
    icu::UnicodeString text;
    formatter(form, language == MessageLanguage::en).format(static_cast<UDate>(ms), text);
    std::string utf8;
    text.toUTF8String(utf8);
    return utf8;
}

std::string clock(LocalTime time) {
    const hh_mm_ss<seconds> hms{time - floor<days>(time)};
    return fmt::format("{:02}:{:02}", hms.hours().count(), hms.minutes().count());
}

std::string clock(minutes time_of_day) {
    return fmt::format("{:02}:{:02}", time_of_day.count() / 60, time_of_day.count() % 60);
}

// The last day that [start, end) touches.
LocalDate last_day(const Occurrence& each) {
    return floor<days>(each.end - seconds{each.end > each.start ? 1 : 0});
}

bool whole_months(LocalDate first, LocalDate last_date) {
    const year_month_day from{first};
    const year_month_day to{last_date};
    return from.day() == day{1} && to == year_month_day{to.year() / to.month() / last};
}

std::string format_window(const Occurrence& each, MessageLanguage language) {
    const bool english = language == MessageLanguage::en;
    const LocalDate first = floor<days>(each.start);
    const LocalDate final_day = last_day(each);
    const year_month_day from{first};
    const year_month_day to{final_day};
    const char* to_mark = english ? " to " : "～";
    const bool months = whole_months(first, final_day);
    std::string text = format(months ? Form::year_month : Form::full, first, language);
    if (months && (from.year() != to.year() || from.month() != to.month())) {
        const bool same_year = from.year() == to.year();
        text += to_mark + format(same_year ? Form::month : Form::year_month, final_day, language);
    } else if (!months && first != final_day) {
        text += to_mark + format(Form::month_day, final_day, language);
    }
    return text;
}

}  // namespace

std::string format_day(LocalDate day, MessageLanguage language) {
    return format(Form::full, day, language);
}

std::string format_moment(LocalTime time, MessageLanguage language) {
    const bool english = language == MessageLanguage::en;
    return format_day(floor<days>(time), language) + (english ? ", " : "") + clock(time);
}

std::string format_when(const Occurrence& each, MessageLanguage language) {
    if (each.window) return format_window(each, language);
    const bool english = language == MessageLanguage::en;
    const char* to = english ? "–" : "～";
    const LocalDate first = floor<days>(each.start);
    const LocalDate final_day = last_day(each);
    std::string text = format_day(first, language);
    const bool same_year = year_month_day{first}.year() == year_month_day{final_day}.year();
    const Form short_form = same_year ? Form::month_day : Form::full;
    if (each.all_day || each.daily) {
        if (final_day != first) {
            text += (english ? " to " : to) + format(short_form, final_day, language);
        }
        if (each.daily) {
            text += (english ? ", daily " : "　毎日") + clock(each.daily->start) + to +
                    clock(each.daily->end);
        }
        return text;
    }
    text += (english ? ", " : "") + clock(each.start);
    if (each.end == each.start) return text;
    if (floor<days>(each.end) == first) return text + to + clock(each.end);
    return text + (english ? " to " : to) + format(short_form, floor<days>(each.end), language) +
           (english ? ", " : "") + clock(each.end);
}

}  // namespace outreach::wording
