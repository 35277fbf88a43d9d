// The calendar against independent libraries: their answers lie in tests/oracle (see its README).
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "campaigns/calendar/era.hpp"
#include "campaigns/calendar/holidays.hpp"
#include "campaigns/calendar/recurrence.hpp"
#include "campaigns/calendar/sun.hpp"
#include "campaigns/wording/dates.hpp"

namespace outreach::calendar {
namespace {

std::vector<std::vector<std::string>> read_csv(const std::string& name) {
    std::ifstream file(std::string(OUTREACH_SOURCE_DIR "/tests/oracle/") + name);
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> cells;
        std::stringstream stream(line);
        for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
        rows.push_back(std::move(cells));
    }
    return rows;
}

TEST(HolidayOracle, EveryDayOf2007To2050IsAsTwoLibrariesSay) {
    std::set<LocalDate> told;
    for (const auto& row : read_csv("holidays.csv")) told.insert(*parse_date(row.at(0)));
    ASSERT_EQ(told.size(), 781U);
    const Holidays& law = Holidays::by_law();
    int days = 0;
    for (LocalDate day = *parse_date("2007-01-01"); day <= *parse_date("2050-12-31");
         day += std::chrono::days{1}, ++days) {
        EXPECT_EQ(law.contains(day), told.contains(day)) << format_date(day);
        EXPECT_EQ(law.find(day) != nullptr, told.contains(day)) << format_date(day);
    }
    EXPECT_EQ(days, 16071);
}

TEST(SunOracle, EveryEventIsWithinAMinute) {
    int compared = 0;
    int none = 0;
    double worst = 0;
    for (const auto& row : read_csv("sun.csv")) {
        const bool grazing = row.size() > 7 && row[7].find("grazing") != std::string::npos;
        const bool noted = row.size() > 7 && !row[7].empty();
        if (grazing) continue;  // seconds decide whether the sun is seen at all
        const auto zone = Zone::find(row.at(3));
        ASSERT_TRUE(zone);
        const auto event = *campaigns::from_word<campaigns::SunEvent>(row.at(5));
        const auto found = sun_instant(event,
                                       *parse_date(row.at(4)),
                                       Place{std::stod(row.at(1)), std::stod(row.at(2))},
                                       *zone);
        const std::string what = row[0] + " " + row[4] + " " + row[5];
        if (row.at(6) == "none") {
            EXPECT_FALSE(found) << what;
            ++none;
            continue;
        }
        ASSERT_TRUE(found) << what;
        const auto told = *parse_rfc3339(row.at(6));
        const double apart = std::abs(std::chrono::duration<double>(*found - told).count());
        // North of the polar circle the sun moves along the horizon, and a note marks days with
        // two such events.
        const bool polar = std::stod(row.at(1)) > 66;
        EXPECT_LE(apart, polar ? 180 : 60) << what << (noted ? " " + row[7] : "");
        if (!polar) worst = std::max(worst, apart);
        ++compared;
    }
    EXPECT_GT(compared, 3000);
    EXPECT_GT(none, 50);
    std::printf(
        "%d events compared, %d do not happen, worst %.0f s apart\n", compared, none, worst);
}

TEST(RecurrenceOracle, EveryRuleUnfoldsAsDateutilSays) {
    std::ifstream file(OUTREACH_SOURCE_DIR "/tests/oracle/rrule.jsonl");
    int rules = 0;
    for (std::string line; std::getline(file, line); ++rules) {
        const auto told = nlohmann::json::parse(line);
        const auto time = [](const std::string& text) { return *parse_local_time(text); };
        const auto last = time(told.at("until_limit"));
        const auto found =
            unfold_rule(told.at("rule"), time(told.at("start")), last, *Zone::find("Asia/Tokyo"));
        ASSERT_TRUE(found) << line;
        std::set<LocalTime> starts(found->begin(), found->end());
        for (const std::string each : told.at("except")) {
            std::erase_if(starts, [&](LocalTime start) {
                return each.size() > 10
                           ? start == time(each)
                           : std::chrono::floor<std::chrono::days>(start) == *parse_date(each);
            });
        }
        for (const std::string each : told.at("also")) {
            if (time(each) <= last) starts.insert(time(each));
        }
        std::vector<std::string> texts;
        for (const LocalTime start : starts) texts.push_back(format_local(start));
        EXPECT_EQ(texts, told.at("expected").get<std::vector<std::string>>()) << line;
    }
    EXPECT_GE(rules, 220);
}

TEST(EraOracle, DatesAreWrittenAndReadAsIcuInNodeDoes) {
    int days = 0;
    for (const auto& row : read_csv("wareki.csv")) {
        const auto day = *parse_date(row.at(0));
        EXPECT_EQ(parse_people_date(row.at(1)), day) << row[0];
        EXPECT_EQ(parse_people_date(row.at(1) + "（" + row.at(2) + "）"), day) << row[0];
        const std::string ours = wording::format_day(day, campaigns::MessageLanguage::ja);
        EXPECT_EQ(ours, row.at(1) + "（" + row.at(2) + "）");
        ++days;
    }
    EXPECT_EQ(days, 200);
}

}  // namespace
}  // namespace outreach::calendar
