// Japan's public holidays by law, with a file's corrections laid over them. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "campaigns/model/schedule.hpp"

namespace outreach::calendar {

using campaigns::LocalDate;

// What a holiday is called. The law (国民の祝日に関する法律) knows no English names; these are the
// Cabinet Office's.
struct HolidayName {
    std::string ja;
    std::string en;
};

// What a file may change: 国立天文台 announces the equinox days of the next year each 1 February,
// and parliament moves holidays now and then.
struct HolidayOverrides {
    std::map<LocalDate, HolidayName> add;
    std::vector<LocalDate> remove;
    std::optional<int> gazetted_until;  // the last year whose days are official
};

class Holidays {
public:
    // The years of the table: the law as it stands since 2007, equinoxes by the formula of the
    // Ephemeris that holds from 1980 to 2099.
    static constexpr int kFirstYear = 2007;
    static constexpr int kLastYear = 2099;

    explicit Holidays(const HolidayOverrides& overrides = {});
    // The law alone.
    [[nodiscard]] static const Holidays& by_law();

    // Null for an ordinary day, and outside the years of the table.
    [[nodiscard]] const HolidayName* find(LocalDate day) const;
    [[nodiscard]] bool contains(LocalDate day) const noexcept;
    // The last year whose holidays are official at `today`: the Gazette of 1 February fixes the
    // following year; a file may say more.
    [[nodiscard]] int gazetted_until(LocalDate today) const;

private:
    std::map<LocalDate, HolidayName> days_;
    std::vector<bool> is_holiday_;  // from 1 January of kFirstYear
    std::optional<int> told_until_;
};

}  // namespace outreach::calendar
