#include "scheduler/plan/message_quota.hpp"

#include <gtest/gtest.h>

#include "scheduler/plan/gatekeeper.hpp"
#include "tests/support/builders.hpp"

namespace outreach::plan {
namespace {

std::shared_ptr<Surroundings> around(const std::string& endpoint) {
    return test::surroundings_with(
        R"({"format":1,"partners":[{"id":"a","name":"保護司会","endpoints":[)" + endpoint + "]}]}");
}

// One reminder at ten on each of the days.
std::shared_ptr<const CompiledCampaign> compiled(const std::shared_ptr<Surroundings>& around,
                                                 const std::vector<std::string>& days,
                                                 const std::string& description = "") {
    std::string rules;
    for (const std::string& day : days) {
        rules += (rules.empty() ? "" : ",") + std::string(R"({"id":"r)") +
                 std::to_string(rules.size()) + R"(","purpose":"reminder","when":{"at":")" + day +
                 R"(T10:00"}})";
    }
    const std::string text =
        R"({"format":1,"id":"c","title":"試験","fiscal_year":"R7","organizer":{"name":"市"},)"
        R"("activities":[{"id":"x","kind":"other","title":"灯り","description":")" +
        description +
        R"(","partners":["a"],"schedule":{"start":"2026-01-20T10:00","duration":"PT2H"},)"
        R"("notices":[)" +
        rules + "]}]}";
    auto reading = reading::read_campaign(reading::SourceText("c.json", text),
                                          {around->kinds, &around->partners});
    if (!reading.value) throw std::runtime_error(reading::to_text(reading.diagnostics.front()));
    const SysTime now = test::at("2025-04-01T09:00:00+09:00");
    journal::Ledger ledger;
    ledger.apply(observe(*reading.value, around->partners, {}, now));
    return std::make_shared<CompiledCampaign>(
        around, *reading.value, ledger.history(CampaignId("c")), now, false);
}

std::string line_at(const std::string& id,
                    const std::string& secret,
                    const std::string& quota,
                    const std::string& to) {
    return R"({"id":")" + id + R"(","connector":"line","secrets":[{)" + secret + R"(}],"to":[)" +
           to + "]" + (quota.empty() ? "" : R"(,"monthly_quota":)" + quota) + "}";
}
std::string line(int quota, const std::string& to) {
    return line_at("main", R"("file":"line")", std::to_string(quota), to);
}
const std::string kThree =
    R"("U00000000000000000000000000000001","U00000000000000000000000000000002",)"
    R"("U00000000000000000000000000000003")";

TEST(MessageQuota, EachReceiverCountsAndMonthsAreTheCitys) {
    // Three receivers: six messages in November, three in December, by Sapporo's calendar.
    const std::vector<std::string> days{"2025-11-01", "2025-11-30", "2025-12-01"};
    EXPECT_TRUE(months_over_quota({compiled(around(line(6, kThree)), days)}).empty());
    const auto over = months_over_quota({compiled(around(line(5, kThree)), days)});
    ASSERT_EQ(over.size(), 1U);
    EXPECT_EQ(over[0].endpoint, "a/main");
    EXPECT_EQ(over[0].month, std::chrono::year(2025) / 11);
    EXPECT_EQ(over[0].planned, 6);
    EXPECT_EQ(over[0].quota, 5);
    EXPECT_NE(to_text(over[0]).find("2025-11"), std::string::npos) << to_text(over[0]);
}

TEST(MessageQuota, CampaignsShareIt) {
    const auto all = around(line(5, kThree));
    EXPECT_EQ(months_over_quota({compiled(all, {"2025-11-04"}), compiled(all, {"2025-11-05"})})
                  .at(0)
                  .planned,
              6);
}

const std::string kOne = R"("U00000000000000000000000000000004")";

TEST(MessageQuota, EndpointsWithOneTokenShareItAndTheLowestHolds) {
    const auto all = around(line_at("friends", R"("file":"./line")", "7", kThree) + "," +
                            line_at("group", R"("file":"line")", "3", kOne) + "," +
                            line_at("room", R"("file":"line")", "", kOne) + "," +
                            line_at("other", R"("env":"line")", "3", kThree));
    const auto over = months_over_quota({compiled(all, {"2025-11-04"})});
    ASSERT_EQ(over.size(), 1U) << "another place of the token is another account";
    EXPECT_EQ(over[0].endpoints, (std::set<std::string>{"a/friends", "a/group", "a/room"}));
    EXPECT_EQ(over[0].endpoint, "a/friends");
    EXPECT_EQ(over[0].planned, 5);
    EXPECT_EQ(over[0].quota, 3);
    for (const char* words : {"a/friends, a/group, a/room", "at least 5", "quota is 3"}) {
        EXPECT_NE(to_text(over[0]).find(words), std::string::npos) << to_text(over[0]);
    }
}

TEST(MessageQuota, WhatSharesAnAccountFitsTogether) {
    const auto all = around(line_at("friends", R"("value":"t")", "4", kThree) + "," +
                            line_at("group", R"("value":"t")", "4", kOne));
    EXPECT_TRUE(months_over_quota({compiled(all, {"2025-11-04", "2025-12-04"})}).empty());
}

TEST(MessageQuota, EndpointsWithoutOneAreNotCounted) {
    const std::string webhook =
        R"({"id":"main","connector":"webhook","url":"https://a.example","secrets":[{"file":"s"}]})";
    EXPECT_TRUE(months_over_quota({compiled(around(webhook), {"2025-11-04"})}).empty());
}

TEST(Budget, TemplateFilesOwnLimitCountsAtPlanTime) {
    const auto all = around(
        R"({"id":"main","connector":"template","path":"own.json","url":"https://a.example"})");
    std::string description;
    for (int i = 0; i < 40; ++i) description += "社会を明るくする運動。";
    const auto recipe = std::make_shared<connectors::TemplateFile>();
    recipe->most_text = 300;
    all->recipes["a/main"] = recipe;
    const auto campaign = compiled(all, {"2025-11-04"}, description);
    const PlannedNotice& notice = campaign->plan().notices.at(0);
    const auto words = campaign->render(notice, 1, false);
    const auto faults = [&] {
        int found = 0;
        for (const auto& each : lint_notice(*campaign, notice, words)) {
            found += each.fault == wording::Fault::too_long && each.error ? 1 : 0;
        }
        return found;
    };
    EXPECT_EQ(faults(), 1);
    recipe->most_text = 3000;
    EXPECT_EQ(faults(), 0);
}

}  // namespace
}  // namespace outreach::plan
