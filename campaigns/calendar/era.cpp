#include "campaigns/calendar/era.hpp"

#include <spdlog/fmt/fmt.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

namespace outreach::calendar {
namespace {

using namespace std::chrono;

struct Era {
    std::string_view name;
    char letter;
    LocalDate first;  // its first day
};
// 元号を改める政令, and for Meiji to Showa the proclamations; Meiji in the Gregorian calendar.
constexpr Era kEras[] = {{"令和", 'R', LocalDate{year{2019} / May / 1}},
                         {"平成", 'H', LocalDate{year{1989} / January / 8}},
                         {"昭和", 'S', LocalDate{year{1926} / December / 25}},
                         {"大正", 'T', LocalDate{year{1912} / July / 30}},
                         {"明治", 'M', LocalDate{year{1873} / January / 1}}};

// The day before the next era began.
LocalDate last_day_of(const Era& era) {
    LocalDate last{year{9999} / December / 31};
    for (const Era& each : kEras) {
        if (each.first > era.first) last = std::min(last, each.first - days{1});
    }
    return last;
}

// Reads a text from its beginning; each step says whether it found what it looked for.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}
    bool take(std::string_view mark) {
        if (!rest_.starts_with(mark)) return false;
        rest_.remove_prefix(mark.size());
        return true;
    }
    std::optional<int> number(std::size_t most) {
        std::size_t length = 0;
        int value = 0;
        while (length < rest_.size() && length < most && rest_[length] >= '0' &&
               rest_[length] <= '9') {
            value = value * 10 + (rest_[length++] - '0');
        }
        if (length == 0) return {};
        rest_.remove_prefix(length);
        return value;
    }
    void skip_spaces() {
        while (take(" ")) {
        }
    }
    [[nodiscard]] bool done() const { return rest_.empty(); }
    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

const Era* take_era(Scanner& scan) {
    for (const Era& era : kEras) {
        if (scan.take(era.name) || scan.take(std::string_view(&era.letter, 1))) return &era;
    }
    return nullptr;
}

std::optional<int> take_year(Scanner& scan, const Era*& era) {
    era = take_era(scan);
    if (era == nullptr) return scan.number(4);
    const bool first = scan.take("元");
    const auto number = first ? std::optional(1) : scan.number(2);
    if (!number || *number < 1) return {};
    const int base =
        era->letter == 'M' ? 1868 : static_cast<int>(year_month_day{era->first}.year());
    return base + *number - 1;
}

// "(水)", "(水曜)", "(水曜日)"; true if there is none or it is right.
bool weekday_fits(Scanner& scan, LocalDate day) {
    static constexpr std::array<std::string_view, 7> kNames{
        "日", "月", "火", "水", "木", "金", "土"};
    scan.skip_spaces();
    if (!scan.take("(")) return true;
    if (!scan.take(kNames[weekday{day}.c_encoding()])) return false;
    (void)(scan.take("曜日") || scan.take("曜"));
    return scan.take(")");
}

// Date at the scanner's place; the scanner stands behind it.
std::optional<LocalDate> take_date(Scanner& scan) {
    const Era* era = nullptr;
    const auto y = take_year(scan, era);
    if (!y || (era == nullptr && *y < 1868)) return {};
    std::string_view separator;
    for (const std::string_view each : {"年", "/", ".", "-"}) {
        if (!scan.take(each)) continue;
        separator = each;
        break;
    }
    if (separator.empty()) return {};
    const auto m = scan.number(2);
    if (!m || !scan.take(separator == "年" ? "月" : separator)) return {};
    const auto d = scan.number(2);
    if (!d || (separator == "年" && !scan.take("日"))) return {};
    const year_month_day ymd{
        year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
    if (!ymd.ok()) return {};
    const LocalDate date{ymd};
    if (era != nullptr && (date < era->first || date > last_day_of(*era))) return {};
    if (!weekday_fits(scan, date)) return {};
    return date;
}

std::optional<minutes> take_time(Scanner& scan) {
    int shift = 0;
    bool halves = false;
    if (scan.take("午前")) {
        halves = true;
    } else if (scan.take("午後")) {
        halves = true;
        shift = 12;
    }
    scan.skip_spaces();
    const auto h = scan.number(2);
    if (!h || (halves && *h > 12)) return {};
    int m = 0;
    if (scan.take(":")) {
        const auto read = scan.number(2);
        if (!read) return {};
        m = *read;
    } else if (scan.take("時")) {
        if (scan.take("半")) {
            m = 30;
        } else if (const auto read = scan.number(2)) {
            m = *read;
            if (!scan.take("分")) return {};
        }
    } else {
        return {};
    }
    const int hour = halves && *h == 12 ? shift : *h + shift;
    if (m > 59 || hour > 24 || (hour == 24 && m > 0)) return {};
    return hours{hour} + minutes{m};
}

std::string clock_text(minutes time) {
    return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60);
}

// A month of a window: "2025年11月", "令和7年11月", "2025/11".
std::optional<std::string> take_month(Scanner& scan) {
    const Era* era = nullptr;
    const auto y = take_year(scan, era);
    if (!y || *y < 1868) return {};
    const bool kanji = scan.take("年");
    if (!kanji && !scan.take("/") && !scan.take("-") && !scan.take(".")) return {};
    const auto m = scan.number(2);
    if (!m || *m < 1 || *m > 12 || (kanji && !scan.take("月"))) return {};
    return fmt::format("{:04}-{:02}", *y, *m);
}

bool take_range_mark(Scanner& scan) {
    scan.skip_spaces();
    const bool found =
        scan.take("~") || scan.take("〜") || scan.take("から") || scan.take("/") || scan.take("-");
    scan.skip_spaces();
    return found;
}

std::optional<std::string> one_side(Scanner& scan) {
    Scanner as_date = scan;
    if (const auto date = take_date(as_date)) {
        scan = as_date;
        return format_date(*date);
    }
    Scanner as_month = scan;
    if (const auto month_text = take_month(as_month)) {
        scan = as_month;
        return month_text;
    }
    return {};
}

}  // namespace

std::string half_width(std::string_view utf8) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
    if (U_FAILURE(status)) return std::string(utf8);
    const auto text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
    std::string out;
    nfkc->normalize(text, status).toUTF8String(out);
    return U_FAILURE(status) ? std::string(utf8) : out;
}

std::optional<LocalDate> parse_people_date(std::string_view text) {
    const std::string plain = half_width(text);
    Scanner scan(plain);
    const auto date = take_date(scan);
    return scan.done() ? date : std::nullopt;
}

std::optional<minutes> parse_people_time(std::string_view text) {
    const std::string plain = half_width(text);
    Scanner scan(plain);
    const auto time = take_time(scan);
    return scan.done() ? time : std::nullopt;
}

std::optional<std::string> mend_moment(std::string_view text) {
    const std::string plain = half_width(text);
    std::string mended;
    if (const auto time = parse_people_time(plain)) {
        mended = clock_text(*time);
    } else {
        Scanner scan(plain);
        auto first = one_side(scan);
        if (!first) return {};
        mended = *first;
        if (!scan.done()) {
            Scanner behind = scan;
            if (take_range_mark(behind)) {
                const auto second = one_side(behind);
                if (!second || !behind.done()) return {};
                mended += "/" + *second;
            } else {
                (void)scan.take("T");
                scan.skip_spaces();
                const auto time = take_time(scan);
                if (!time || !scan.done() || first->size() != 10) return {};
                mended += "T" + clock_text(*time);
            }
        }
    }
    if (mended == text) return {};
    return mended;
}

std::string format_fiscal_year(int y, bool japanese) {
    if (!japanese) return fmt::format("FY{}", y);
    if (y < 2019) return fmt::format("平成{}年度", y - 1988);
    return y == 2019 ? "令和元年度" : fmt::format("令和{}年度", y - 2018);
}

}  // namespace outreach::calendar
