#include <gtest/gtest.h>

#include "scheduler/journal/entries.hpp"
#include "scheduler/journal/ledger.hpp"

namespace outreach::journal {
namespace {

const SysTime kNow = *parse_rfc3339("2025-07-01T01:00:00Z");

Attempt attempt(queue::Verdict verdict, int number_of_attempt) {
    Attempt made;
    made.at = kNow;
    made.id = "ntc_1";
    made.lane = "c/a/main/n";
    made.number = queue::kLargestNumber;
    made.activity = ActivityId("x");
    made.kind = "light_up";
    made.purpose = "reminder";
    made.rule = RuleId("week-before");
    made.partner = PartnerId("a");
    made.attempt = number_of_attempt;
    made.verdict = verdict;
    made.result = "retry";
    made.status = 500;
    made.due = kNow;
    made.retry_at = kNow + Millis{5000};
    return made;
}

TEST(JournalEntry, SurvivesTheWayToTextAndBack) {
    Seen seen;
    seen.at = kNow;
    seen.campaign = CampaignId("c");
    seen.rules[ActivityId("x")] = {RuleId("r1"), RuleId("r2")};
    seen.endpoints = {"a/main"};
    seen.statuses[ActivityId("x")] = campaigns::Status::tentative;
    seen.events = {{ActivityId("x"), campaigns::Event::announced}};
    for (const Entry& entry : {Entry(seen),
                               Entry(attempt(queue::Verdict::retry, 2)),
                               Entry(Sending{kNow, "c/a/main/n", 7, false}),
                               Entry(Sending{kNow, "c/a/main/n", 7, true}),
                               Entry(UnknownOutcome{kNow, "c/a/main/n", 7})}) {
        const std::string line = to_line(entry);
        EXPECT_EQ(line.find('\n'), line.size() - 1);
        const auto back = from_line(std::string_view(line).substr(0, line.size() - 1));
        ASSERT_TRUE(back);
        EXPECT_EQ(to_line(*back), line);
    }
}

TEST(JournalEntry, UnknownKindsAreToldApartFromBrokenLines) {
    EXPECT_EQ(from_line(R"({"e":"of a later version"})").error(), Errc::not_found);
    EXPECT_EQ(from_line("{\"e\":").error(), Errc::bad_input);
    EXPECT_EQ(from_line(R"({"e":"seen","rules":{"x":[1]}})").error(), Errc::bad_input);
}

TEST(Ledger, KnowsAttemptsEndsAndWhoWasTold) {
    Ledger ledger;
    ledger.apply(attempt(queue::Verdict::retry, 1));
    const auto* record = ledger.find("c/a/main/n", queue::kLargestNumber);
    ASSERT_NE(record, nullptr);
    EXPECT_FALSE(record->is_final());
    EXPECT_EQ(record->retry_at(), kNow + Millis{5000});
    EXPECT_TRUE(ledger.history(CampaignId("c")).activities.empty());
    ledger.apply(attempt(queue::Verdict::delivered, 2));
    EXPECT_TRUE(record->is_final());
    EXPECT_EQ(record->attempts, 2);
    EXPECT_EQ(ledger.count(queue::Verdict::delivered), 1U);
    EXPECT_EQ(ledger.count(queue::Verdict::retry), 0U);
    const auto& told = ledger.history(CampaignId("c")).activities.at(ActivityId("x")).told;
    EXPECT_TRUE(told.contains(PartnerId("a")));
}

TEST(Ledger, TakesWhateverAJournalSays) {
    Attempt huge = attempt(queue::Verdict::retry, 1'000'000);
    huge.status = 70'000;
    huge.result = "permanent";
    huge.retry_at = kNow + std::chrono::hours{24 * 365};
    Ledger ledger;
    for (int i = 0; i < 300; ++i) ledger.apply(huge);
    const auto* record = ledger.find("c/a/main/n", queue::kLargestNumber);
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->attempts, 65'535);
    EXPECT_EQ(record->status, 2047);
    EXPECT_EQ(record->permanent_refusals, 7);
    EXPECT_EQ(record->result(), "permanent");
    EXPECT_GT(record->retry_at(), kNow + std::chrono::hours{24 * 49});
    Attempt past = attempt(queue::Verdict::retry, -5);
    past.status = -1;
    past.retry_at = kNow - Millis{1};
    ledger.apply(past);
    EXPECT_EQ(record->retry_at(), kNow);
    EXPECT_EQ(record->status, 0);
}

TEST(EndpointMemory, CountsWhatWasNoSuccessOfOneAddress) {
    EndpointMemory memory;
    Attempt failed = attempt(queue::Verdict::retry, 1);
    failed.fingerprint = "one";
    memory.take(failed);
    memory.take(failed);
    EXPECT_EQ(memory.failures, 2);
    failed.fingerprint = "other";
    memory.take(failed);
    EXPECT_EQ(memory.failures, 1) << "another address begins anew";
    Attempt ended = attempt(queue::Verdict::expired, 0);
    memory.take(ended);
    EXPECT_EQ(memory.failures, 1) << "nothing was sent";
    memory.take(attempt(queue::Verdict::delivered, 2));
    EXPECT_EQ(memory.failures, 0);
    EXPECT_EQ(memory.last_success, kNow);
}

TEST(EndpointMemory, APauseCountsOnceAndALongOneNotAtAll) {
    EndpointMemory memory;
    Attempt busy = attempt(queue::Verdict::retry, 1);
    busy.spared = true;
    busy.rest = kNow + Millis{5000};
    for (int i = 0; i < 16; ++i) memory.take(busy);
    EXPECT_EQ(memory.failures, 1) << "sixteen side by side";
    busy.at = busy.rest;
    busy.rest = busy.at + std::chrono::hours{24};
    memory.take(busy);
    EXPECT_EQ(memory.failures, 1) << "a month's quota is no failure";
    EXPECT_EQ(memory.rest, busy.rest);
}

TEST(Ledger, FirstSightIsKept) {
    Ledger ledger;
    Seen seen;
    seen.campaign = CampaignId("c");
    seen.rules[ActivityId("x")] = {RuleId("r")};
    seen.at = kNow;
    ledger.apply(seen);
    seen.at = kNow + Millis{1000};
    ledger.apply(seen);
    EXPECT_EQ(
        ledger.history(CampaignId("c")).activities.at(ActivityId("x")).rules_seen.at(RuleId("r")),
        kNow);
}

}  // namespace
}  // namespace outreach::journal
