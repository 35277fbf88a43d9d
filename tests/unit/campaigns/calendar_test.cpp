#include <gtest/gtest.h>

#include "campaigns/calendar/local_time.hpp"

namespace outreach::calendar {
namespace {

using namespace std::chrono_literals;

TEST(LocalTime, DatesThatDoNotExistAreRefused) {
    EXPECT_EQ(format_date(*parse_date("2024-02-29")), "2024-02-29");
    for (const char* bad : {"2025-02-29", "2025-13-01", "2025-4-1", "20250401", "２０２５-04-01"}) {
        EXPECT_FALSE(parse_date(bad)) << bad;
    }
}

TEST(LocalTime, MidnightAsAnEndOnly) {
    EXPECT_EQ(parse_time_of_day("24:00", true), 24h);
    EXPECT_FALSE(parse_time_of_day("24:00", false));
    EXPECT_FALSE(parse_time_of_day("24:01", true));
    EXPECT_FALSE(parse_time_of_day("9:00", true));
    EXPECT_EQ(format_local(*parse_local_time("2025-07-31T24:00")), "2025-08-01T00:00");
    EXPECT_EQ(format_local(*parse_local_time("2025-07-31T10:00:05")), "2025-07-31T10:00:05");
}

TEST(Window, MonthsAndDays) {
    const auto one = parse_window("2025-11");
    ASSERT_TRUE(one);
    EXPECT_EQ(format_date(one->first), "2025-11-01");
    EXPECT_EQ(format_date(one->last), "2025-11-30");
    EXPECT_EQ(format_date(parse_window("2025-11/2025-12")->last), "2025-12-31");
    EXPECT_EQ(format_date(parse_window("2025-11-03/2025-11-15")->first), "2025-11-03");
    for (const char* bad : {"", "2025", "2025-11/", "/2025-11", "2025-12/2025-11", "2025-11-31"}) {
        EXPECT_FALSE(parse_window(bad)) << bad;
    }
}

TEST(FiscalYear, InEveryUsualForm) {
    for (const char* text : {"R7", "令和7", "令和7年度", "2025", "2025年度"}) {
        EXPECT_EQ(parse_fiscal_year(text), 2025) << text;
    }
    EXPECT_EQ(parse_fiscal_year("令和元年度"), 2019);
    EXPECT_EQ(parse_fiscal_year("H30"), 2018);
    EXPECT_FALSE(parse_fiscal_year("R0"));
    EXPECT_FALSE(parse_fiscal_year("七年"));
    EXPECT_EQ(format_date(fiscal_year_days(2025).last), "2026-03-31");
}

TEST(Zone, TokyoIsNineHoursAhead) {
    const auto tokyo = Zone::find("Asia/Tokyo");
    ASSERT_TRUE(tokyo);
    const SysTime instant = tokyo->to_instant(*parse_local_time("2025-07-01T10:00"));
    EXPECT_EQ(to_rfc3339_utc(instant), "2025-07-01T01:00:00Z");
    EXPECT_EQ(tokyo->format(instant), "2025-07-01T10:00:00+09:00");
    EXPECT_FALSE(Zone::find("Asia/Sapporo"));
}

TEST(Zone, GapMovesOnAndOverlapMeansTheFirst) {
    const auto berlin = Zone::find("Europe/Berlin");
    ASSERT_TRUE(berlin);
    EXPECT_EQ(berlin->format(berlin->to_instant(*parse_local_time("2025-03-30T02:30"))),
              "2025-03-30T03:00:00+02:00");
    EXPECT_EQ(berlin->format(berlin->to_instant(*parse_local_time("2025-10-26T02:30"))),
              "2025-10-26T02:30:00+02:00");
}

}  // namespace
}  // namespace outreach::calendar
