#include "scheduler/cli/second_chance.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scheduler/cli/console.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;

TEST(SecondChance, WantsExactlyOneWayToSayWhich) {
    EXPECT_FALSE(problem_of(Which{}).empty());
    EXPECT_TRUE(problem_of({.notices = {"ntc_0a", "ntc_0b"}}).empty());
    EXPECT_TRUE(problem_of({.campaign = "sapporo-r7"}).empty());
    EXPECT_TRUE(problem_of({.partner = "hogoshikai"}).empty());
    EXPECT_TRUE(problem_of({.all = true}).empty());
    EXPECT_FALSE(problem_of({.campaign = "sapporo-r7", .partner = "hogoshikai"}).empty());
    EXPECT_FALSE(problem_of({.notices = {"ntc_0a"}, .all = true}).empty());
}

TEST(SecondChance, WantsAReasonForWhatIsLate) {
    EXPECT_TRUE(problem_of_late(false, "").empty());
    EXPECT_FALSE(problem_of_late(true, "").empty());
    EXPECT_FALSE(problem_of_late(true, " \t").empty());
    EXPECT_TRUE(problem_of_late(true, "停電のため届かなかった").empty());
}

TEST(SecondChance, FindsTheWholeIdsEachOnce) {
    const std::vector<std::string> dead{"ntc_0a11", "ntc_0a22", "ntc_1b33"};
    const NamedLetters named = name_letters({"ntc_1", "ntc_0a2", "ntc_1b33"}, dead);
    EXPECT_TRUE(named.problem.empty());
    EXPECT_EQ(named.ids, (std::vector<std::string>{"ntc_1b33", "ntc_0a22"}));
}

TEST(SecondChance, TakesNoneIfABeginningFitsNoneOrSeveral) {
    const std::vector<std::string> dead{"ntc_0a11", "ntc_0a22"};
    for (const char* slip : {"ntc_0a", "ntc_9", "", "ntc_0a111"}) {
        const NamedLetters named = name_letters({"ntc_0a11", slip}, dead);
        EXPECT_FALSE(named.problem.empty()) << slip;
        EXPECT_TRUE(named.ids.empty()) << slip;
    }
    EXPECT_FALSE(name_letters({""}, {"ntc_0a11"}).problem.empty());
}

TEST(SecondChance, AsksForEachNoticeOrForAllOfOne) {
    const auto each = bodies_of({.notices = {"ntc_0a"}}, {"ntc_0a11", "ntc_1b33"}, true, "停電");
    ASSERT_EQ(each.size(), 2u);
    EXPECT_EQ(each[1].dump(), R"({"even_late":true,"reason":"停電","notice":"ntc_1b33"})");
    const auto partner = bodies_of({.partner = "hogoshikai"}, {}, false, "");
    ASSERT_EQ(partner.size(), 1u);
    EXPECT_EQ(partner[0].dump(), R"({"partner":"hogoshikai"})");
    EXPECT_EQ(bodies_of({.all = true}, {}, false, "").at(0).dump(), R"({"all":true})");
}

TEST(SecondChance, AddsUpWhatTheDaemonDid) {
    Revival revival;
    revival.add(json::parse(R"({"revived":2,"left":1,"reasons":{"期限を過ぎています":1}})"));
    revival.add(json::parse(R"({"revived":0,"left":3,"reasons":{"期限を過ぎています":3}})"));
    EXPECT_EQ(revival.to_json().dump(),
              R"({"revived":2,"left":4,"reasons":{"期限を過ぎています":4}})");
    EXPECT_NE(revival.to_text().find("\n  4  期限を過ぎています"), std::string::npos);
}

TEST(SecondChance, EndsWithOneWhereWhatWasMeantStaysDead) {
    const Revival none{.revived = 0, .left = 0};
    const Revival some{.revived = 5, .left = 2};
    const Revival vain{.revived = 0, .left = 2};
    EXPECT_EQ(none.exit_code(true), kSuccess);
    EXPECT_EQ(none.exit_code(false), kSuccess);
    EXPECT_EQ(some.exit_code(true), kBadInput);
    EXPECT_EQ(some.exit_code(false), kSuccess);
    EXPECT_EQ(vain.exit_code(false), kBadInput);
}

TEST(SecondChance, OutlivesAnAnswerOfAnotherShape) {
    Revival revival;
    revival.add(json::parse(R"({"revived":"2","left":-1,"reasons":[1]})"));
    revival.add(json::object());
    EXPECT_EQ(revival.to_json().dump(), R"({"revived":0,"left":0,"reasons":{}})");
}

}  // namespace
}  // namespace outreach::cli
