#include "campaigns/calendar/office_calendar.hpp"

#include <gtest/gtest.h>

#include "campaigns/calendar/era.hpp"
#include "campaigns/calendar/local_time.hpp"

namespace outreach::calendar {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

LocalDate day(const char* text) {
    return *parse_date(text);
}
LocalTime time(const char* text) {
    return *parse_local_time(text);
}

class Office : public testing::Test {
protected:
    Office() {
        sending.hours = {{minutes{525}, minutes{735}}, {minutes{780}, minutes{1035}}};
        sending.closed[day("2025-08-15")] = "お盆";
        sending.open = {day("2025-07-05")};
        quiet = {{time("2025-12-29T00:00"), time("2026-01-04T00:00"), "年末年始"}};
    }
    campaigns::Sending sending;
    std::vector<campaigns::QuietPeriod> quiet;
    OfficeCalendar office{&sending, quiet, Holidays::by_law()};
};

TEST_F(Office, ClosedOnWeekendsHolidaysAndClosuresButNotOnExtraDays) {
    EXPECT_TRUE(office.is_open_day(day("2025-07-18")));
    EXPECT_FALSE(office.is_open_day(day("2025-07-19"))) << "a Saturday";
    EXPECT_FALSE(office.is_open_day(day("2025-07-21"))) << "Marine Day";
    EXPECT_FALSE(office.is_open_day(day("2025-08-15"))) << "closed by the file";
    EXPECT_TRUE(office.is_open_day(day("2025-07-05"))) << "a Saturday that the file opens";
    EXPECT_FALSE(office.is_open_day(day("2025-11-24"))) << "substitute for Sunday the 23rd";
}

TEST_F(Office, BusinessDaysSkipClosedDays) {
    EXPECT_EQ(office.add_business_days(day("2025-07-22"), -1), day("2025-07-18"));
    EXPECT_EQ(office.add_business_days(day("2025-07-18"), 1), day("2025-07-22"));
    EXPECT_EQ(office.add_business_days(day("2025-07-20"), 0), day("2025-07-20"));
    EXPECT_EQ(office.add_business_days(day("2025-05-07"), -3), day("2025-04-30"));
}

TEST_F(Office, WithoutSendingEveryHourIsOpenAndBusinessDaysAreTheUsualOnes) {
    const OfficeCalendar always(nullptr, quiet, Holidays::by_law());
    EXPECT_TRUE(always.is_open_day(day("2025-07-19")));
    EXPECT_EQ(always.next_open(time("2025-07-19T03:00")), time("2025-07-19T03:00"));
    EXPECT_EQ(always.add_business_days(day("2025-07-22"), -1), day("2025-07-18"));
}

TEST_F(Office, HoursHaveALunchBreak) {
    EXPECT_EQ(office.next_open(time("2025-07-18T08:00")), time("2025-07-18T08:45"));
    EXPECT_EQ(office.next_open(time("2025-07-18T12:15")), time("2025-07-18T13:00"));
    EXPECT_EQ(office.next_open(time("2025-07-18T17:14")), time("2025-07-18T17:14"));
    EXPECT_EQ(office.next_open(time("2025-07-18T17:15")), time("2025-07-22T08:45"));
    EXPECT_EQ(office.last_open(time("2025-07-18T18:00")), time("2025-07-18T17:14"));
    EXPECT_EQ(office.last_open(time("2025-07-18T08:45")), time("2025-07-17T17:14"));
    EXPECT_EQ(office.last_open(time("2025-07-18T12:30")), time("2025-07-18T12:14"));
}

TEST_F(Office, QuietPeriodHasBothItsDays) {
    EXPECT_EQ(office.quiet_at(time("2025-12-28T23:59")), nullptr);
    ASSERT_NE(office.quiet_at(time("2025-12-29T00:00")), nullptr);
    EXPECT_NE(office.quiet_at(time("2026-01-03T23:59")), nullptr);
    EXPECT_EQ(office.quiet_at(time("2026-01-04T00:00")), nullptr);
}

TEST(OfficeCalendar, AnOfficeThatNeverOpensDoesNotHang) {
    campaigns::Sending never;
    never.weekdays.fill(false);
    const std::vector<campaigns::QuietPeriod> quiet;
    const OfficeCalendar office(&never, quiet, Holidays::by_law());
    EXPECT_FALSE(office.next_open(time("2025-07-18T08:00")));
    EXPECT_FALSE(office.open_day(day("2025-07-18"), true));
    (void)office.add_business_days(day("2025-07-18"), 1000);
}

TEST(Holidays, AFileCorrectsTheLaw) {
    HolidayOverrides overrides;
    overrides.add[day("2027-07-23")] = {"臨時の休日", "Extra holiday"};
    overrides.remove = {day("2027-07-19")};
    overrides.gazetted_until = 2030;
    const Holidays holidays(overrides);
    EXPECT_TRUE(holidays.contains(day("2027-07-23")));
    EXPECT_FALSE(holidays.contains(day("2027-07-19")));
    EXPECT_EQ(holidays.gazetted_until(day("2026-01-31")), 2030);
    EXPECT_EQ(Holidays::by_law().gazetted_until(day("2026-01-31")), 2026);
    EXPECT_EQ(Holidays::by_law().gazetted_until(day("2026-02-01")), 2027);
}

struct MendCase {
    const char* written;
    const char* mended;  // null: left alone
};
class Mend : public testing::TestWithParam<MendCase> {};
TEST_P(Mend, PeoplesDatesBecomeTheFormats) {
    const auto mended = mend_moment(GetParam().written);
    EXPECT_EQ(mended.value_or("—"), GetParam().mended == nullptr ? "—" : GetParam().mended);
}
INSTANTIATE_TEST_SUITE_P(Era,
                         Mend,
                         testing::Values(MendCase{"令和7年7月2日", "2025-07-02"},
                                         MendCase{"令和７年７月２日（水）", "2025-07-02"},
                                         MendCase{"令和7年7月2日（木）", nullptr},
                                         MendCase{"令和元年5月1日", "2019-05-01"},
                                         MendCase{"令和元年4月30日", nullptr},
                                         MendCase{"平成31年4月30日", "2019-04-30"},
                                         MendCase{"R7.7.2", "2025-07-02"},
                                         MendCase{"R07.07.02", "2025-07-02"},
                                         MendCase{"2025/7/2", "2025-07-02"},
                                         MendCase{"２０２５－０７－０２", "2025-07-02"},
                                         MendCase{"2025年7月2日 10時30分", "2025-07-02T10:30"},
                                         MendCase{"令和7年7月2日午後2時半", "2025-07-02T14:30"},
                                         MendCase{"１０：３０", "10:30"},
                                         MendCase{"9:05", "09:05"},
                                         MendCase{"2025年11月～2025年12月", "2025-11/2025-12"},
                                         MendCase{"2025-07-02", nullptr},
                                         MendCase{"2025年2月30日", nullptr},
                                         MendCase{"11月ごろ", nullptr},
                                         MendCase{"", nullptr}));

TEST(Era, FiscalYearsInAndOut) {
    EXPECT_EQ(format_fiscal_year(2025, true), "令和7年度");
    EXPECT_EQ(format_fiscal_year(2019, true), "令和元年度");
    EXPECT_EQ(format_fiscal_year(2018, true), "平成30年度");
    EXPECT_EQ(format_fiscal_year(2025, false), "FY2025");
    for (const int year : {2019, 2020, 2025, 2030}) {
        EXPECT_EQ(parse_fiscal_year(format_fiscal_year(year, true)), year);
    }
}

}  // namespace
}  // namespace outreach::calendar
