#include "scheduler/plan/instant.hpp"

#include <gtest/gtest.h>

#include <set>

#include "campaigns/calendar/local_time.hpp"
#include "tests/support/builders.hpp"

namespace outreach::plan {
namespace {

using campaigns::Purpose;
using test::at;

const SysTime kBefore = at("2025-01-01T00:00:00+09:00");
constexpr const char* kOffice =
    R"("sending":{"hours":"08:45/17:15","days":"business"},)"
    R"("quiet_periods":[{"from":"2025-12-29","to":"2026-01-03","reason":"年末年始"}])";
constexpr const char* kNewYork = R"("timezone":"America/New_York")";
constexpr const char* kReminder = R"("purpose":"reminder")";
constexpr const char* kAtTheStart = R"("minutes":0,"before":"start")";
constexpr const char* kCancelled = R"(,"status":"cancelled")";
constexpr const char* kSunday = "2025-07-06T20:00";
constexpr const char* kDecision =
    R"(,"decisions":[{"at":"2025-07-06T06:00","default":"go","texts":{"go":"行います。"}}])";

std::string timed(const std::string& start) {
    return R"({"start":")" + start + R"(","duration":"PT2H"})";
}
std::string rule(const std::string& when, const std::string& more = kReminder) {
    return R"({"id":"r",)" + more + R"(,"when":{)" + when + "}}";
}
std::string activity(const std::string& schedule,
                     const std::string& rules,
                     const std::string& more = "") {
    return R"({"id":"x","kind":"other","title":"活動","partners":["a"],"schedule":)" + schedule +
           R"(,"notices":[)" + rules + "]" + more + "}";
}
campaigns::Campaign file(const std::string& activities, const std::string& frame = kOffice) {
    return test::read_valid(R"({"format":1,"id":"c","title":"試験","fiscal_year":"R7",)"
                            R"("organizer":{"name":"市","partner":"city"},)" +
                            frame + R"(,"activities":[)" + activities + "]}");
}
CompiledCampaign compiled(const std::string& activities, const std::string& frame = kOffice) {
    return test::compile(file(activities, frame), kBefore);
}

std::vector<PlannedNotice> notices_of(const CompiledCampaign& campaign, const char* id = "r") {
    std::vector<PlannedNotice> all;
    for (const PlannedNotice& each : campaign.plan().notices) {
        if (campaign.rule_of(each).id == RuleId(id)) all.push_back(each);
    }
    return all;
}
std::string local(const CompiledCampaign& campaign, SysTime time) {
    return calendar::format_local(campaign.zone().to_local(time));
}
// The due times of the rule's notices, one behind the other.
std::string dues(const CompiledCampaign& campaign) {
    std::string text;
    for (const auto& each : notices_of(campaign)) {
        text += (text.empty() ? "" : " ") + local(campaign, each.due);
    }
    return text;
}
// "<due>, <deadline>: <the chain>" of the rule's only notice.
std::string story(const CompiledCampaign& campaign,
                  const char* id = "r",
                  const journal::CampaignHistory& history = {}) {
    const auto notices = notices_of(campaign, id);
    if (notices.size() != 1) return std::to_string(notices.size()) + " notices";
    std::string text =
        local(campaign, notices[0].due) + ", " + local(campaign, notices[0].deadline) + ":";
    for (const ChainStep& step : campaign.explain(notices[0], history)) text += " " + step.step;
    return text;
}

struct Case {
    const char* name;
    const char* start;  // of two hours
    const char* when;
    const char* story;
};
class Settled : public testing::TestWithParam<Case> {};
TEST_P(Settled, IsWhereTheOrderOfTheChainLeads) {
    const auto campaign = compiled(activity(timed(GetParam().start), rule(GetParam().when)));
    EXPECT_EQ(story(campaign), GetParam().story);
    const PlannedNotice notice = notices_of(campaign).at(0);
    Chain chain = campaign.explain(notice, {});
    while (chain.back().step != "deadline") chain.pop_back();
    EXPECT_EQ(chain.at(chain.size() - 2).instant, notice.due);
}
INSTANTIATE_TEST_SUITE_P(
    Instant,
    Settled,
    testing::Values(
        Case{"business_days_before_pass_over_marine_day",
             "2025-07-23T10:00",
             R"("business_days":3,"before":"start","at":"10:00")",
             "2025-07-17T10:00, 2025-07-23T10:00: rule anchor lead_time at deadline"},
        Case{"business_day_after_passes_over_marine_day",
             "2025-07-18T10:00",
             R"("business_days":1,"after":"end","at":"10:00")",
             "2025-07-22T10:00, 2025-07-29T10:00: rule anchor lead_time at deadline"},
        Case{"business_days_before_count_days_of_quiet",
             "2026-01-08T10:00",
             R"("business_days":5,"before":"start","at":"10:00")",
             "2026-01-05T08:45, 2026-01-08T10:00: rule anchor lead_time at quiet_period "
             "sending_hours deadline"},
        Case{"business_day_after_is_held_over_new_year",
             "2025-12-26T10:00",
             R"("business_days":1,"after":"end","at":"10:00")",
             "2026-01-05T08:45, 2026-01-12T08:45: rule anchor lead_time at quiet_period "
             "sending_hours deadline"},
        Case{"sunday_before_rolls_back_to_friday",
             "2025-07-20T10:00",
             R"("days":7,"before":"start","at":"10:00")",
             "2025-07-11T10:00, 2025-07-20T10:00: rule anchor lead_time at closed_day deadline"},
        Case{"sunday_after_rolls_on_to_monday",
             "2025-07-12T10:00",
             R"("days":1,"after":"end","at":"10:00")",
             "2025-07-14T10:00, 2025-07-21T10:00: rule anchor lead_time at closed_day deadline"},
        Case{"without_roll_sunday_waits_for_the_office",
             "2025-07-20T10:00",
             R"("days":7,"before":"start","at":"10:00","roll":"none")",
             "2025-07-14T08:45, 2025-07-20T10:00: rule anchor lead_time at sending_hours deadline"},
        Case{"before_opening_waits_for_it",
             "2025-07-09T10:00",
             R"("days":7,"before":"start","at":"07:00")",
             "2025-07-02T08:45, 2025-07-09T10:00: rule anchor lead_time at sending_hours deadline"},
        Case{"after_closing_on_friday_waits_for_monday",
             "2025-07-11T10:00",
             R"("days":7,"before":"start","at":"18:00")",
             "2025-07-07T08:45, 2025-07-11T10:00: rule anchor lead_time at sending_hours deadline"},
        Case{"hour_before_an_evening_is_brought_forward",
             "2025-07-02T19:00",
             R"("hours":1,"before":"start")",
             "2025-07-02T17:14, 2025-07-02T19:00: rule anchor lead_time sending_hours deadline"},
        Case{"quiet_period_holds_until_the_next_open_day",
             "2026-01-06T10:00",
             R"("days":7,"before":"start","at":"10:00")",
             "2026-01-05T08:45, 2026-01-06T10:00: rule anchor lead_time at quiet_period "
             "sending_hours deadline"},
        Case{"quiet_period_that_outlasts_the_start_expires_it",
             "2026-01-02T10:00",
             R"("days":3,"before":"start","at":"10:00")",
             "2026-01-05T08:45, 2026-01-02T10:00: rule anchor lead_time at quiet_period "
             "sending_hours deadline expired"},
        Case{"fixed_time_on_a_saturday_waits",
             "2025-07-20T10:00",
             R"("at":"2025-07-05T22:00")",
             "2025-07-07T08:45, 2025-07-20T10:00: rule at sending_hours deadline"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Instant, ClosuresOfTheOfficeAreNoBusinessDays) {
    const auto before = rule(R"("business_days":5,"before":"start")");
    EXPECT_EQ(dues(compiled(activity(timed("2026-01-08T10:00"), before),
                            R"("sending":{"closed":[{"from":"2025-12-29","to":"2026-01-03"}]})")),
              "2025-12-25T10:00");
}

TEST(Instant, OwnDeadlineCarriesNoReminderPastTheStart) {
    const auto hour =
        rule(R"("hours":1,"before":"start")", R"("purpose":"reminder","deadline":"PT24H")");
    EXPECT_EQ(dues(compiled(activity(timed("2025-07-02T19:00"), hour))), "2025-07-02T17:14");
}

TEST(Instant, OnlySomePurposesKeepHoursUnlessTheRuleSaysOtherwise) {
    const std::set<Purpose> bound{
        Purpose::announcement, Purpose::reminder, Purpose::report, Purpose::chaser};
    for (const auto& [name, purpose] : campaigns::WordTable<Purpose>::words) {
        campaigns::Rule made;
        made.purpose = purpose;
        EXPECT_EQ(keeps_hours(made), bound.contains(purpose)) << name;
        made.urgent = true;
        EXPECT_FALSE(keeps_hours(made)) << name;
        made.urgent = false;
        EXPECT_TRUE(keeps_hours(made)) << name;
    }
}

TEST(Instant, StartEndAndDecisionGoAtTheirMomentOnASunday) {
    const auto start = rule(kAtTheStart, R"("purpose":"start")");
    EXPECT_EQ(story(compiled(activity(timed(kSunday), start))),
              "2025-07-06T20:00, 2025-07-06T22:00: rule anchor lead_time urgent deadline");
    const auto end = rule(R"("minutes":0,"after":"end")", R"("purpose":"end")");
    EXPECT_EQ(story(compiled(activity(timed(kSunday), end))),
              "2025-07-06T22:00, 2025-07-13T22:00: rule anchor lead_time urgent deadline");
    EXPECT_EQ(story(compiled(activity(timed(kSunday), "", kDecision)), "decision.20250706t0600"),
              "2025-07-06T06:00, 2025-07-06T22:00: rule decision urgent deadline");
}

TEST(Instant, UrgentReminderIgnoresHoursDaysAndQuiet) {
    const auto urgent =
        rule(R"("days":2,"before":"start")", R"("purpose":"reminder","urgent":true)");
    EXPECT_EQ(story(compiled(activity(timed("2026-01-04T06:00"), urgent))),
              "2026-01-02T06:00, 2026-01-04T06:00: rule anchor lead_time urgent deadline");
}

TEST(Instant, CancellationGoesAtNightUnlessItIsNotUrgent) {
    const auto cancelled = [](const std::string& purpose) {
        journal::CampaignHistory history;
        auto& known = history.activities[ActivityId("x")];
        known.events = {{campaigns::Event::cancelled, at("2025-07-01T22:00:00+09:00")}};
        known.rules_seen[RuleId("r")] = kBefore;
        known.told = {PartnerId("a")};
        history.endpoints_seen = {{"a/main", kBefore}};
        const auto off =
            activity(timed("2025-07-12T10:00"), rule(R"("on":"cancelled")", purpose), kCancelled);
        const CompiledCampaign campaign(test::surroundings(), file(off), history, kBefore, false);
        return story(campaign, "r", history);
    };
    EXPECT_EQ(cancelled(R"("purpose":"cancellation")"),
              "2025-07-01T22:00, 2025-07-04T22:00: rule event urgent deadline");
    EXPECT_EQ(cancelled(R"("purpose":"cancellation","urgent":false)"),
              "2025-07-02T08:45, 2025-07-05T08:45: rule event sending_hours deadline");
}

TEST(Instant, EachDayIsEachOpenDayAndEachActivityIsOnce) {
    const auto each = [](const std::string& what) {
        return dues(compiled(activity(
            R"({"from":"2025-07-07","to":"2025-07-15","closed":["weekends"],)"
            R"("daily":{"start":"10:00","end":"16:00"}})",
            rule(R"("hours":1,"before":"start")", R"("purpose":"reminder","each":)" + what))));
    };
    EXPECT_EQ(each(R"("day")"),
              "2025-07-07T09:00 2025-07-08T09:00 2025-07-09T09:00 2025-07-10T09:00 "
              "2025-07-11T09:00 2025-07-14T09:00 2025-07-15T09:00");
    EXPECT_EQ(each(R"("activity")"), "2025-07-07T09:00");
}

TEST(Instant, SeriesLeavesOutItsExceptions) {
    const std::string series =
        R"({"start":"2025-07-02T10:00","duration":"PT2H","except":["2025-07-16"],)"
        R"("repeat":"FREQ=WEEKLY;BYDAY=WE;COUNT=4"})";
    EXPECT_EQ(dues(compiled(activity(series, rule(R"("days":1,"before":"start")")))),
              "2025-07-01T10:00 2025-07-08T10:00 2025-07-22T10:00");
}

TEST(Instant, ApplicationsCloseAtATimeOrAtTheEndOfADay) {
    const auto closing = [](const std::string& deadline, const char* when) {
        const std::string more = R"(,"application":{"deadline":")" + deadline + "\"}";
        return story(compiled(activity(timed("2025-07-02T10:00"), rule(when), more)));
    };
    EXPECT_EQ(closing("2025-06-20", R"("days":3,"before":"application_deadline","at":"10:00")"),
              "2025-06-17T10:00, 2025-06-21T00:00: rule anchor lead_time at deadline");
    EXPECT_EQ(closing("2025-06-20T17:00", R"("days":3,"before":"application_deadline")"),
              "2025-06-17T17:00, 2025-06-20T17:00: rule anchor lead_time deadline");
    EXPECT_EQ(closing("2025-06-20", R"("business_days":1,"after":"application_deadline")"),
              "2025-06-24T08:45, 2025-07-01T08:45: rule anchor lead_time sending_hours deadline");
}

TEST(Instant, BeforeADecisionDiesWithTheDecision) {
    const auto before = rule(R"("days":1,"before":"decision","at":"16:00")");
    EXPECT_EQ(story(compiled(activity(timed(kSunday), before, kDecision))),
              "2025-07-04T16:00, 2025-07-06T06:00: rule anchor lead_time at closed_day deadline");
}

TEST(Instant, SunSetsAtTheVenueOnEachDay) {
    const std::string tower = R"(,"venue":{"name":"塔","latitude":43.0621,"longitude":141.3544})";
    const auto lit = [&](const std::string& schedule) {
        return dues(compiled(
            activity(schedule, rule(kAtTheStart, R"("purpose":"start","each":"day")"), tower)));
    };
    EXPECT_EQ(lit(R"({"start":"2025-06-30Tsunset+30","duration":"PT1H"})"), "2025-06-30T19:48");
    EXPECT_EQ(lit(R"({"from":"2025-06-30","to":"2025-07-01",)"
                  R"("daily":{"start":"sunset-15","end":"22:00"}})"),
              "2025-06-30T19:03 2025-07-01T19:03");
}

TEST(Instant, MissingLocalTimesMoveOnAndDoubledOnesAreTheFirst) {
    const auto due = [](const char* start, const char* when) {
        const auto campaign = compiled(activity(timed(start), rule(when)), kNewYork);
        return campaign.zone().format(notices_of(campaign).at(0).due);
    };
    const char* day = R"("days":1,"before":"start")";
    EXPECT_EQ(due("2025-03-10T02:30", day), "2025-03-09T03:00:00-04:00");
    EXPECT_EQ(due("2025-03-20T10:00", R"("at":"2025-03-09T02:30")"), "2025-03-09T03:00:00-04:00");
    EXPECT_EQ(due("2025-11-03T01:30", day), "2025-11-02T01:30:00-04:00");
    EXPECT_EQ(due("2025-03-09T12:00", day), "2025-03-08T12:00:00-05:00");
    EXPECT_EQ(due("2025-03-09T12:00", R"("hours":24,"before":"start")"),
              "2025-03-08T11:00:00-05:00");
}

TEST(Instant, MidnightBelongsToTheDayThatItEnds) {
    EXPECT_EQ(dues(compiled(activity(R"({"start":"2025-07-02T18:00","end":"2025-07-02T24:00"})",
                                     rule(R"("days":1,"after":"end","at":"10:00")")))),
              "2025-07-03T10:00");
    const auto late = [](const std::string& clock) {
        return dues(compiled(
            activity(timed("2025-07-09T10:00"), rule(R"("days":7,"before":"start","at":)" + clock)),
            R"("sending":{"hours":"12:00/24:00"})"));
    };
    EXPECT_EQ(late(R"("23:59")"), "2025-07-02T23:59");
}

}  // namespace
}  // namespace outreach::plan
