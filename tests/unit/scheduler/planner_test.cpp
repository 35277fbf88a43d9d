#include "scheduler/plan/planner.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/support/builders.hpp"

namespace outreach::plan {
namespace {

using test::at;
using test::campaign_json;
const SysTime kBefore = at("2025-04-01T00:00:00+09:00");

std::string activity(const std::string& schedule,
                     const std::string& rules,
                     const std::string& more = "") {
    return R"({"id":"x","kind":"other","title":"活動","partners":["a"],"schedule":)" + schedule +
           R"(,"notices":[)" + rules + "]" + more + "}";
}
std::string rule(const std::string& when, const std::string& more = "") {
    return R"({"id":"r","purpose":"reminder","when":)" + when + more + "}";
}
CompiledCampaign compiled(const std::string& activities, SysTime now = kBefore) {
    return test::compile(test::read_valid(campaign_json(activities)), now);
}

struct DueCase {
    const char* name;
    const char* schedule;
    const char* when;
    const char* due;  // "" : it waits
    const char* deadline;
};
class Due : public testing::TestWithParam<DueCase> {};
TEST_P(Due, IsFoundAsTheContractSays) {
    const auto campaign = compiled(activity(GetParam().schedule, rule(GetParam().when)));
    // An open window brings chasers of its own.
    auto notices = campaign.plan().notices;
    std::erase_if(notices, [&](const auto& each) {
        return campaign.rule_of(each).purpose == campaigns::Purpose::chaser;
    });
    if (std::string_view(GetParam().due).empty()) {
        EXPECT_TRUE(notices.empty());
        EXPECT_EQ(campaign.plan().waiting, 1U);
        return;
    }
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(campaign.zone().format(notices[0].due), GetParam().due);
    EXPECT_EQ(campaign.zone().format(notices[0].deadline), GetParam().deadline);
}
constexpr const char* kTimed = R"({"start":"2025-07-02T10:00","end":"2025-07-02T12:00"})";
constexpr const char* kDay = R"({"date":"2025-07-02"})";
constexpr const char* kWindow = R"({"window":"2025-11/2025-12"})";
INSTANTIATE_TEST_SUITE_P(
    Planner,
    Due,
    testing::Values(DueCase{"days_before_at",
                            kTimed,
                            R"({"days":7,"before":"start","at":"10:00"})",
                            "2025-06-25T10:00:00+09:00",
                            "2025-07-02T10:00:00+09:00"},
                    DueCase{"days_before_same_time",
                            kTimed,
                            R"({"days":1,"before":"start"})",
                            "2025-07-01T10:00:00+09:00",
                            "2025-07-02T10:00:00+09:00"},
                    DueCase{"weeks",
                            kTimed,
                            R"({"weeks":2,"before":"start"})",
                            "2025-06-18T10:00:00+09:00",
                            "2025-07-02T10:00:00+09:00"},
                    DueCase{"hours",
                            kTimed,
                            R"({"hours":2,"before":"start"})",
                            "2025-07-02T08:00:00+09:00",
                            "2025-07-02T10:00:00+09:00"},
                    DueCase{"minutes",
                            kTimed,
                            R"({"minutes":30,"before":"start"})",
                            "2025-07-02T09:30:00+09:00",
                            "2025-07-02T10:00:00+09:00"},
                    DueCase{"month_clamped",
                            R"({"date":"2025-07-31"})",
                            R"({"months":1,"before":"start","at":"09:00"})",
                            "2025-06-30T09:00:00+09:00",
                            "2025-07-31T00:00:00+09:00"},
                    DueCase{"at_the_start",
                            kTimed,
                            R"({"minutes":0,"before":"start"})",
                            "2025-07-02T10:00:00+09:00",
                            "2025-07-02T12:00:00+09:00"},
                    DueCase{"after_the_end",
                            kTimed,
                            R"({"days":1,"after":"end","at":"10:00"})",
                            "2025-07-03T10:00:00+09:00",
                            "2025-07-10T10:00:00+09:00"},
                    DueCase{"day_after_a_whole_day",
                            kDay,
                            R"({"days":1,"after":"end","at":"10:00"})",
                            "2025-07-03T10:00:00+09:00",
                            "2025-07-10T10:00:00+09:00"},
                    DueCase{"window",
                            kWindow,
                            R"({"months":1,"before":"window","at":"10:00"})",
                            "2025-10-01T10:00:00+09:00",
                            "2025-11-01T00:00:00+09:00"},
                    DueCase{
                        "window_has_no_start", kWindow, R"({"days":7,"before":"start"})", "", ""},
                    DueCase{"date_has_no_window", kDay, R"({"days":7,"before":"window"})", "", ""},
                    DueCase{"absolute",
                            kTimed,
                            R"({"at":"2025-06-01T09:00:30"})",
                            "2025-06-01T09:00:30+09:00",
                            "2025-07-02T10:00:00+09:00"},
                    DueCase{"no_event_yet", kTimed, R"({"on":"cancelled"})", "", ""}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Planner, DeadlineOfTheRuleWins) {
    const auto campaign =
        compiled(activity(kTimed, rule(R"({"days":7,"before":"start"})", R"(,"deadline":"PT2H")")));
    const auto& notice = campaign.plan().notices.at(0);
    EXPECT_EQ(notice.deadline - notice.due, std::chrono::hours{2});
}

TEST(Planner, PastWhenFirstSeenIsSkippedAndFutureIsNot) {
    const std::string rules =
        R"({"id":"early","purpose":"reminder","when":{"days":30,"before":"start"}},)"
        R"({"id":"late","purpose":"reminder","when":{"days":1,"before":"start"}})";
    const auto campaign = compiled(activity(kTimed, rules), at("2025-06-20T00:00:00+09:00"));
    ASSERT_EQ(campaign.plan().notices.size(), 2U);
    EXPECT_TRUE(campaign.plan().notices[0].skipped);
    EXPECT_FALSE(campaign.plan().notices[1].skipped);
    EXPECT_EQ(campaign.lanes().begin()->second.size(), 1U) << "a skipped notice is in no lane";
}

TEST(Planner, AnnouncementIsDueWhenTheActivityIsFirstSeen) {
    const auto campaign = compiled(
        activity(kTimed, R"({"id":"new","purpose":"announcement","when":{"on":"announced"}})"));
    ASSERT_EQ(campaign.plan().notices.size(), 1U);
    EXPECT_EQ(campaign.plan().notices[0].due, kBefore);
    EXPECT_FALSE(campaign.plan().notices[0].skipped);
}

TEST(Planner, NothingForwardLookingIsSentForWhatIsOverOrOff) {
    const std::string rules =
        R"({"id":"before","purpose":"reminder","when":{"days":1,"before":"start"}},)"
        R"({"id":"after","purpose":"report","when":{"days":1,"after":"end","at":"10:00"}})";
    for (const auto& [status, count] : {std::pair("tentative", 2),
                                        std::pair("confirmed", 2),
                                        std::pair("done", 1),
                                        std::pair("cancelled", 0),
                                        std::pair("postponed", 0)}) {
        const auto campaign = compiled(activity(
            kTimed, rules, R"(,"venue":{"name":"館"},"status":")" + std::string(status) + "\""));
        EXPECT_EQ(campaign.plan().notices.size(), static_cast<std::size_t>(count)) << status;
    }
}

TEST(Planner, CancellationGoesOnlyToThoseWhoWereTold) {
    auto campaign = test::read_valid(campaign_json(
        R"({"id":"x","kind":"other","title":"活動","partners":["a","b"],"status":"cancelled","schedule":)" +
        std::string(kTimed) +
        R"(,"notices":[{"id":"off","purpose":"cancellation","when":{"on":"cancelled"}}]})"));
    const auto around = test::surroundings();
    journal::CampaignHistory history;
    auto& known = history.activities[ActivityId("x")];
    known.seen = true;
    known.status = campaigns::Status::cancelled;
    known.events = {{campaigns::Event::cancelled, kBefore}};
    known.rules_seen[RuleId("off")] = kBefore;
    history.endpoints_seen = {{"a/main", kBefore}, {"b/main", kBefore}};
    known.told = {PartnerId("b")};
    const CompiledCampaign compiled(around, campaign, history, kBefore, false);
    ASSERT_EQ(compiled.plan().notices.size(), 1U);
    EXPECT_EQ(compiled.partner_of(compiled.plan().notices[0]).id.str(), "b");
    EXPECT_TRUE(compiled.lanes().begin()->first.ends_with("/u"));
}

TEST(Planner, AudienceKeepsPartnersOut) {
    const std::string json =
        R"({"id":"x","kind":"other","title":"面接場所","audience":"official","partners":["@all"],"schedule":)" +
        std::string(kTimed) + R"(,"notices":[)" + rule(R"({"days":1,"before":"start"})") + "]}";
    const auto campaign = compiled(json);
    ASSERT_EQ(campaign.plan().notices.size(), 1U);
    EXPECT_EQ(campaign.partner_of(campaign.plan().notices[0]).id.str(), "b");
}

TEST(Planner, VenueAboveThePartnersLevelIsNowhereInTheNotice) {
    const std::string json =
        R"({"id":"x","kind":"other","title":"活動","partners":["@all"],"venue":{"name":"秘密の部屋","audience":"official"},"schedule":)" +
        std::string(kTimed) + R"(,"notices":[)" + rule(R"({"days":1,"before":"start"})") + "]}";
    const auto campaign = compiled(json);
    ASSERT_EQ(campaign.plan().notices.size(), 2U);
    for (const auto& notice : campaign.plan().notices) {
        const auto out = campaign.render(notice, 1, false);
        const bool official = campaign.partner_of(notice).id.str() == "b";
        EXPECT_EQ(out.venue.has_value(), official);
        const bool mentioned =
            (out.message.subject + out.message.text).find("秘密の部屋") != std::string::npos;
        EXPECT_EQ(mentioned, official);
    }
}

TEST(Planner, ToNarrowsAndMayNameTheOrganiser) {
    const auto to = [](const std::string& names) {
        return compiled(
            activity(kTimed, rule(R"({"days":1,"before":"start"})", R"(,"to":)" + names)));
    };
    EXPECT_EQ(to(R"(["b"])").plan().notices.size(), 0U) << "b is none of the activity's partners";
    const auto organiser = to(R"(["@organizer"])");
    ASSERT_EQ(organiser.plan().notices.size(), 1U);
    EXPECT_EQ(organiser.partner_of(organiser.plan().notices[0]).id.str(), "city");
    EXPECT_EQ(to(R"(["@all","@organizer"])").plan().notices.size(), 2U);
}

TEST(Planner, IdIsAFunctionOfWhatTheNoticeIs) {
    const auto first = compiled(activity(kTimed, rule(R"({"days":7,"before":"start"})")));
    const auto moved = compiled(activity(R"({"start":"2025-08-02T10:00","duration":"PT1H"})",
                                         rule(R"({"days":3,"before":"start"})")));
    EXPECT_EQ(first.id_of(first.plan().notices[0]), moved.id_of(moved.plan().notices[0]));
    const auto other = compiled(activity(
        kTimed, R"({"id":"other","purpose":"reminder","when":{"days":7,"before":"start"}})"));
    EXPECT_NE(first.id_of(first.plan().notices[0]), other.id_of(other.plan().notices[0]));
    const std::string id = first.id_of(first.plan().notices[0]);
    EXPECT_EQ(id.size(), 68U);
    EXPECT_EQ(number_of_id(id), first.plan().notices[0].number);
    EXPECT_LE(first.plan().notices[0].number, queue::kLargestNumber);
    // Fixed for ever: partners deduplicate by it.
    EXPECT_EQ(id,
              "ntc_" + to_hex(sha256("c\x1fx\x1f"
                                     "1\x1fr\x1f"
                                     "a\x1fmain")));
}

TEST(Planner, NamedOccurrenceKeepsItsIdWhenOthersComeBefore) {
    const auto ids = [](const std::string& occurrences) {
        const auto campaign = compiled(activity(R"({"occurrences":[)" + occurrences + "]}",
                                                rule(R"({"months":1,"before":"window"})")));
        std::vector<std::string> all;
        for (const auto& notice : campaign.plan().notices) {
            if (campaign.rule_of(notice).id == RuleId("r")) all.push_back(campaign.id_of(notice));
        }
        return all;
    };
    const auto one = ids(R"({"window":"2025-11","id":"autumn"})");
    const auto two =
        ids(R"({"window":"2025-07","id":"summer"},{"window":"2025-11","id":"autumn"})");
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two[1], one[0]);
}

TEST(Planner, SamePlanInAnyOrderOfTheFile) {
    auto campaign = test::read_valid(campaign_json(
        activity(kTimed,
                 R"({"id":"p","purpose":"reminder","when":{"days":7,"before":"start"}},)"
                 R"({"id":"q","purpose":"reminder","when":{"days":1,"before":"start"}})") +
        R"(,{"id":"y","kind":"light_up","title":"灯","partners":["b","a"],"schedule":{"window":"2025-11"}})"));
    const auto digest = test::compile(campaign, kBefore).digest();
    std::mt19937 engine(7);
    for (int i = 0; i < 20; ++i) {
        std::ranges::shuffle(campaign.activities, engine);
        for (auto& each : campaign.activities) {
            std::ranges::shuffle(each.rules, engine);
            std::ranges::shuffle(each.partners, engine);
        }
        EXPECT_EQ(test::compile(campaign, kBefore).digest(), digest);
    }
}

TEST(Planner, ChainEndsAtTheInstant) {
    const auto campaign =
        compiled(activity(kTimed, rule(R"({"days":7,"before":"start","at":"09:00"})")));
    const auto& notice = campaign.plan().notices.at(0);
    const auto chain = campaign.explain(notice, {});
    std::vector<std::string> steps;
    for (const auto& step : chain) steps.push_back(step.step);
    EXPECT_EQ(steps, (std::vector<std::string>{"rule", "anchor", "lead_time", "at", "deadline"}));
    EXPECT_EQ(chain[3].instant, notice.due);
    EXPECT_EQ(chain[4].instant, notice.deadline);
}

TEST(Planner, ShippedKindsNeverPlanAfterTheDeadline) {
    for (const auto& [name, kind] : test::shipped_kinds()) {
        for (const char* schedule : {kTimed, kDay, kWindow}) {
            const auto campaign =
                compiled(R"({"id":"x","kind":")" + name +
                         R"(","title":"活動","partners":["@all"],"schedule":)" + schedule + "}");
            for (const auto& notice : campaign.plan().notices) {
                EXPECT_LT(notice.due, notice.deadline)
                    << name << " " << campaign.rule_of(notice).id.str() << " " << schedule;
            }
        }
    }
}

}  // namespace
}  // namespace outreach::plan
