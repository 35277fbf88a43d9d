#include "campaigns/calendar/holidays.hpp"

namespace outreach::calendar {
namespace {

using namespace std::chrono;
using Days = std::map<LocalDate, HolidayName>;

LocalDate date(int y, unsigned m, unsigned d) {
    return LocalDate{year{y} / month{m} / day{d}};
}

LocalDate nth_monday(int y, unsigned m, unsigned n) {
    return LocalDate{year{y} / month{m} / Monday[n]};
}

// 新こよみ便利帳's formula for 1980 to 2099.
unsigned equinox(int y, double base) {
    const int since = y - 1980;
    return static_cast<unsigned>(base + 0.242194 * since - since / 4);
}

// Article 2, and the laws of 2017 and 2018 for the accession and the Olympic Games.
Days named_days(int y) {
    Days days;
    const auto add = [&](LocalDate day, const char* ja, const char* en) { days[day] = {ja, en}; };
    add(date(y, 1, 1), "元日", "New Year's Day");
    add(nth_monday(y, 1, 2), "成人の日", "Coming of Age Day");
    add(date(y, 2, 11), "建国記念の日", "National Foundation Day");
    if (y >= 2020) add(date(y, 2, 23), "天皇誕生日", "The Emperor's Birthday");
    add(date(y, 3, equinox(y, 20.8431)), "春分の日", "Vernal Equinox Day");
    add(date(y, 4, 29), "昭和の日", "Showa Day");
    add(date(y, 5, 3), "憲法記念日", "Constitution Memorial Day");
    add(date(y, 5, 4), "みどりの日", "Greenery Day");
    add(date(y, 5, 5), "こどもの日", "Children's Day");
    const LocalDate marine = y == 2020   ? date(y, 7, 23)
                             : y == 2021 ? date(y, 7, 22)
                                         : nth_monday(y, 7, 3);
    add(marine, "海の日", "Marine Day");
    if (y >= 2016) {
        const unsigned mountain = y == 2020 ? 10 : y == 2021 ? 8 : 11;
        add(date(y, 8, mountain), "山の日", "Mountain Day");
    }
    add(nth_monday(y, 9, 3), "敬老の日", "Respect for the Aged Day");
    add(date(y, 9, equinox(y, 23.2488)), "秋分の日", "Autumnal Equinox Day");
    const LocalDate sports = y == 2020   ? date(y, 7, 24)
                             : y == 2021 ? date(y, 7, 23)
                                         : nth_monday(y, 10, 2);
    add(sports, y >= 2020 ? "スポーツの日" : "体育の日", "Sports Day");
    add(date(y, 11, 3), "文化の日", "Culture Day");
    add(date(y, 11, 23), "勤労感謝の日", "Labour Thanksgiving Day");
    if (y <= 2018) add(date(y, 12, 23), "天皇誕生日", "The Emperor's Birthday");
    if (y == 2019) {
        add(date(y, 5, 1), "天皇の即位の日", "Day of the Emperor's Accession");
        add(date(y, 10, 22), "即位礼正殿の儀の行われる日", "Enthronement Ceremony Day");
    }
    return days;
}

// Article 3, paragraphs 2 and 3: substitute holidays and days between two holidays.
Days further_days(const Days& named) {
    Days more;
    for (const auto& [day, unused] : named) {
        if (weekday{day} == Sunday) {
            LocalDate next = day + days{1};
            while (named.contains(next)) next += days{1};
            more[next] = {"振替休日", "Substitute Holiday"};
        }
        const LocalDate between = day + days{1};
        const bool enclosed = named.contains(day + days{2}) && !named.contains(between);
        if (enclosed && weekday{between} != Sunday && !more.contains(between)) {
            more[between] = {"国民の休日", "Citizens' Holiday"};
        }
    }
    return more;
}

}  // namespace

Holidays::Holidays(const HolidayOverrides& overrides) : told_until_(overrides.gazetted_until) {
    for (int y = kFirstYear; y <= kLastYear; ++y) days_.merge(named_days(y));
    days_.merge(further_days(days_));
    for (const LocalDate day : overrides.remove) days_.erase(day);
    for (const auto& [day, name] : overrides.add) days_[day] = name;
    const LocalDate first = date(kFirstYear, 1, 1);
    is_holiday_.resize(static_cast<std::size_t>((date(kLastYear + 1, 1, 1) - first).count()));
    for (const auto& [day, unused] : days_) {
        const auto index = (day - first).count();
        if (index >= 0 && static_cast<std::size_t>(index) < is_holiday_.size()) {
            is_holiday_[static_cast<std::size_t>(index)] = true;
        }
    }
}

const Holidays& Holidays::by_law() {
    static const Holidays law;
    return law;
}

const HolidayName* Holidays::find(LocalDate day) const {
    const auto found = days_.find(day);
    return found == days_.end() ? nullptr : &found->second;
}

bool Holidays::contains(LocalDate day) const noexcept {
    const auto index = (day - LocalDate{year{kFirstYear} / January / 1}).count();
    return index >= 0 && static_cast<std::size_t>(index) < is_holiday_.size() &&
           is_holiday_[static_cast<std::size_t>(index)];
}

int Holidays::gazetted_until(LocalDate today) const {
    const year_month_day ymd{today};
    const int y = static_cast<int>(ymd.year());
    const int by_gazette = ymd.month() >= February ? y + 1 : y;
    return told_until_ ? std::max(*told_until_, by_gazette) : by_gazette;
}

}  // namespace outreach::calendar
