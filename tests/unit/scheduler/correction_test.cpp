// What partners were told and no longer holds: a file is saved, told, edited and planned anew.
#include <gtest/gtest.h>

#include <optional>

#include "scheduler/plan/overrides.hpp"
#include "tests/support/builders.hpp"

namespace outreach::plan {
namespace {

using campaigns::Status;
using queue::Verdict;

constexpr const char* kFirstDate = R"(,"schedule":{"start":"2025-07-02T10:00","duration":"PT2H"})";
constexpr const char* kSecondDate = R"(,"schedule":{"start":"2025-07-09T10:00","duration":"PT2H"})";
constexpr const char* kThirdDate = R"(,"schedule":{"start":"2025-07-16T10:00","duration":"PT2H"})";
constexpr const char* kFirstWords = "令和7年7月2日（水）10:00～12:00";
constexpr const char* kSecondWords = "令和7年7月9日（水）10:00～12:00";
constexpr const char* kCancelled = R"(,"status":"cancelled")";

SysTime on(const std::string& local) {
    return test::at(local + ":00+09:00");
}
std::string notices(const std::string& more = "") {
    return R"(,"notices":[{"id":"r","purpose":"reminder",)"
           R"("when":{"days":30,"before":"start","at":"10:00"}})" +
           more + "]";
}
const std::string kRules = notices();
const std::string kRulesWithCancellation =
    notices(R"(,{"id":"off","purpose":"cancellation","when":{"on":"cancelled"}})");

class Told : public testing::Test {
protected:
    void save(const std::string& fields, const char* when) {
        file_ = test::read_valid(test::campaign_json(
            R"({"id":"x","kind":"other","title":"灯り","partners":["@all"])" + fields + "}"));
        plan_again(when);
    }
    void plan_again(const char* when) {
        const CampaignId id("c");
        campaigns::Campaign campaign = file_;
        apply_overrides(campaign, ledger_.history(id));
        ledger_.apply(observe(campaign, around_->partners, ledger_.history(id), on(when)));
        compiled_.emplace(around_, std::move(campaign), ledger_.history(id), on(when), false);
    }
    void settle(const PlannedNotice& notice, const char* when, Verdict how = Verdict::delivered) {
        const auto out = words_of(notice);
        journal::Attempt attempt;
        attempt.at = on(when);
        attempt.id = out.id;
        attempt.lane = compiled_->lane_of(notice);
        attempt.number = notice.number;
        attempt.activity = out.activity;
        attempt.purpose = campaigns::word(out.purpose);
        attempt.partner = out.partner;
        attempt.verdict = how;
        if (how == Verdict::delivered) attempt.told = out.facts;
        attempt.news = out.news;
        ledger_.apply(attempt);
    }
    void say(journal::Act act, const char* when) {
        act.at = on(when);
        act.campaign = CampaignId("c");
        act.activity = ActivityId("x");
        const FileWord word = file_word(file_.activities.front());
        act.base = word.status;
        for (auto& [name, time] : act.times) time.base = word.times.at(name);
        ledger_.apply(act);
        plan_again(when);
    }
    void tell_first_date_to(const char* partner, const std::string& fields = kRules) {
        save(kFirstDate + fields, "2025-04-01T09:00");
        settle(the("r", partner), "2025-06-02T10:00");
    }
    void lose_a_cancellation(Verdict verdict, const char* when) {
        tell_first_date_to("a", kRulesWithCancellation);
        save(kFirstDate + kRulesWithCancellation + kCancelled, "2025-06-10T09:00");
        settle(the("off", "a"), when, verdict);
        plan_again(when);
    }
    std::vector<PlannedNotice> planned(const char* rule, const std::string& partner = "") const {
        auto all = compiled_->plan().notices;
        std::erase_if(all, [&](const PlannedNotice& each) {
            const bool other = !partner.empty() && !is_to(each, partner);
            return other || compiled_->rule_of(each).id != RuleId(rule);
        });
        return all;
    }
    PlannedNotice the(const char* rule, const char* partner) const {
        return planned(rule, partner).at(0);
    }
    std::vector<PlannedNotice> corrections() const { return planned("correction.auto"); }
    bool is_to(const PlannedNotice& notice, const std::string& partner) const {
        return compiled_->partner_of(notice).id.str() == partner;
    }
    campaigns::OutgoingNotice words_of(const PlannedNotice& notice) const {
        return compiled_->render(notice, 1, false);
    }
    // The one thing that the notice says has changed.
    campaigns::FactChange change_in(const PlannedNotice& notice) const {
        const auto changes = words_of(notice).changes;
        EXPECT_EQ(changes.size(), 1U);
        return changes.at(0);
    }
    bool mentions(const PlannedNotice& notice, const std::string& words) const {
        const auto message = words_of(notice).message;
        return (message.subject + message.text).find(words) != std::string::npos;
    }
    Status status() const { return compiled_->campaign().activities.front().status; }

    std::shared_ptr<const Surroundings> around_ = test::surroundings();
    journal::Ledger ledger_;
    campaigns::Campaign file_;
    std::optional<CompiledCampaign> compiled_;
};

class Correction : public Told {};
class Overridden : public Told {};

TEST_F(Correction, OfAMovedDateGoesToExactlyTheToldEndpointWithOldAndNew) {
    tell_first_date_to("a");
    save(kSecondDate + kRules, "2025-06-10T09:00");
    EXPECT_EQ(corrections().size(), 1U);
    const PlannedNotice notice = the("correction.auto", "a");
    EXPECT_EQ(notice.due, on("2025-06-10T09:00"));
    EXPECT_EQ(words_of(notice).corrects, compiled_->id_of(the("r", "a")));
    EXPECT_EQ(change_in(notice).before, kFirstWords);
    EXPECT_EQ(change_in(notice).after, kSecondWords);
    EXPECT_TRUE(mentions(notice, kFirstWords));
    EXPECT_TRUE(mentions(notice, kSecondWords));
}

TEST_F(Correction, IsNotForADateInsideTheToldWindow) {
    const std::string rules =
        R"(,"notices":[{"id":"w","purpose":"announcement","when":{"on":"announced"}}])";
    save(R"(,"schedule":{"window":"2025-11/2025-12"})" + rules, "2025-04-01T09:00");
    settle(the("w", "a"), "2025-04-01T09:01");
    save(R"(,"schedule":{"date":"2025-12-31"})" + rules, "2025-09-02T09:00");
    EXPECT_TRUE(corrections().empty());
    save(R"(,"schedule":{"date":"2026-01-10"})" + rules, "2025-09-03T09:00");
    ASSERT_EQ(corrections().size(), 1U);
    EXPECT_TRUE(is_to(corrections()[0], "a"));
}

TEST_F(Correction, VanishesWhenTheDateMovesBackBeforeItsDelivery) {
    tell_first_date_to("a");
    save(kSecondDate + kRules, "2025-06-10T09:00");
    EXPECT_EQ(corrections().size(), 1U);
    save(kFirstDate + kRules, "2025-06-10T09:05");
    EXPECT_TRUE(corrections().empty());
}

TEST_F(Correction, OnceDeliveredIsNotPlannedAgainUntilTheDateMovesAgain) {
    tell_first_date_to("a");
    save(kSecondDate + kRules, "2025-06-10T09:00");
    const std::string first = compiled_->id_of(the("correction.auto", "a"));
    settle(the("correction.auto", "a"), "2025-06-10T09:01");
    plan_again("2025-06-11T09:00");
    EXPECT_TRUE(corrections().empty());
    save(kThirdDate + kRules, "2025-06-20T09:00");
    ASSERT_EQ(corrections().size(), 1U);
    EXPECT_NE(compiled_->id_of(corrections()[0]), first);
    EXPECT_EQ(change_in(corrections()[0]).before, kSecondWords);
}

TEST_F(Correction, ThatReachedNobodyLeavesItsIdToNoOther) {
    tell_first_date_to("a");
    save(kSecondDate + kRules, "2025-06-10T09:00");
    const std::string first = compiled_->id_of(the("correction.auto", "a"));
    settle(the("correction.auto", "a"), "2025-06-10T09:05", Verdict::dead);
    save(kThirdDate + kRules, "2025-06-20T09:00");
    ASSERT_EQ(corrections().size(), 1U);
    EXPECT_NE(compiled_->id_of(corrections()[0]), first) << "what is final is never sent again";
}

TEST_F(Correction, IsNotBesideACancellationOfItsOwn) {
    tell_first_date_to("a", kRulesWithCancellation);
    save(kFirstDate + kRulesWithCancellation + kCancelled, "2025-06-10T09:00");
    EXPECT_TRUE(corrections().empty());
    ASSERT_EQ(planned("off").size(), 1U);
    EXPECT_EQ(change_in(the("off", "a")).after, "中止");
}

TEST_F(Correction, TellsACancellationWithoutARule) {
    tell_first_date_to("a");
    save(kFirstDate + kRules + kCancelled, "2025-06-10T09:00");
    ASSERT_EQ(compiled_->plan().notices.size(), 1U);
    EXPECT_EQ(change_in(the("correction.auto", "a")).after, "中止");
}

TEST_F(Correction, StepsInForACancellationThatFailed) {
    for (const Verdict verdict : {Verdict::dead, Verdict::expired}) {
        ledger_ = journal::Ledger();
        lose_a_cancellation(verdict, "2025-06-13T09:00");
        ASSERT_EQ(corrections().size(), 1U);
        EXPECT_TRUE(is_to(corrections()[0], "a"));
    }
}

TEST_F(Correction, ForAnExpiredCancellationIsNotExpiredItself) {
    lose_a_cancellation(Verdict::expired, "2025-06-13T09:00");
    EXPECT_GT(the("correction.auto", "a").deadline, on("2025-06-13T09:00"));
}

TEST_F(Correction, NamesTheNewVenueOnlyToThoseWhoMayKnowIt) {
    tell_first_date_to("a", R"(,"venue":{"name":"旧館"})" + kRules);
    settle(the("r", "b"), "2025-06-02T10:00");
    save(kFirstDate + (R"(,"venue":{"name":"新館","audience":"official"})" + kRules),
         "2025-06-10T09:00");
    ASSERT_EQ(corrections().size(), 2U);
    for (const PlannedNotice& notice : corrections()) {
        const bool official = is_to(notice, "b");
        EXPECT_EQ(change_in(notice).before, "旧館");
        EXPECT_EQ(change_in(notice).after, official ? "新館" : "未定");
        EXPECT_EQ(words_of(notice).venue.has_value(), official);
        EXPECT_EQ(mentions(notice, "新館"), official);
    }
}

TEST_F(Correction, SaysNothingOfAVenueThatBecameSecret) {
    tell_first_date_to("a", R"(,"venue":{"name":"旧館"})" + kRules);
    save(kFirstDate + (R"(,"venue":{"name":"旧館","audience":"official"})" + kRules),
         "2025-06-10T09:00");
    for (const PlannedNotice& notice : compiled_->plan().notices) {
        const bool official = is_to(notice, "b");
        EXPECT_EQ(mentions(notice, "旧館"), official) << compiled_->rule_of(notice).id.str();
    }
}

journal::Act becomes(const char* what, Status status) {
    journal::Act act;
    act.what = what;
    act.status = status;
    return act;
}

TEST_F(Overridden, CancellationHoldsUntilTheFileSaysAnotherStatus) {
    tell_first_date_to("a");
    say(becomes("cancel", Status::cancelled), "2025-06-10T09:00");
    EXPECT_EQ(status(), Status::cancelled);
    save(kFirstDate + (R"(,"description":"雨天")" + kRules), "2025-06-11T09:00");
    EXPECT_EQ(status(), Status::cancelled);
    save(kSecondDate + kRules, "2025-06-12T09:00");
    EXPECT_EQ(status(), Status::cancelled) << "another date does not revive it";
    save(kSecondDate + (R"(,"status":"confirmed")" + kRules), "2025-06-13T09:00");
    EXPECT_EQ(status(), Status::confirmed);
}

TEST_F(Overridden, NewDateHoldsUntilTheFileSaysAnother) {
    tell_first_date_to("a");
    auto moved = becomes("reschedule", Status::rescheduled);
    moved.times["1"] = {"2025-07-09T10:00", "2025-07-09T12:00", ""};
    say(moved, "2025-06-10T09:00");
    EXPECT_EQ(status(), Status::rescheduled);
    EXPECT_EQ(change_in(the("correction.auto", "a")).after, kSecondWords);
    save(kThirdDate + kRules, "2025-06-11T09:00");
    EXPECT_EQ(words_of(the("r", "b")).start, "2025-07-16T10:00:00+09:00");
}

class Decided : public Told {
protected:
    const std::string fields_ =
        R"(,"decisions":[{"at":"2025-07-01T06:00","default":"cancel","to":["a"],)"
        R"("texts":{"go":"行います。","cancel":"荒天です。"}}])" +
        kRulesWithCancellation;
};

TEST_F(Decided, NoticeTellsTheOutcomeAsItStands) {
    save(kFirstDate + fields_, "2025-04-01T09:00");
    EXPECT_EQ(words_of(the("decision.20250701t0600", "a")).facts.status, Status::cancelled);
    EXPECT_TRUE(mentions(the("decision.20250701t0600", "a"), "荒天です。"));
    journal::Act go;
    go.what = "decide";
    go.decision = "decision.20250701t0600";
    go.choice = campaigns::Choice::go;
    say(go, "2025-06-30T17:00");
    EXPECT_EQ(words_of(the("decision.20250701t0600", "a")).facts.status, Status::tentative);
}

TEST_F(Decided, CallOffReachesItsRecipientsAsTheDecisionAndOthersAsACancellation) {
    tell_first_date_to("a", fields_);
    settle(the("r", "b"), "2025-06-02T10:00");
    auto off = becomes("cancel", Status::cancelled);
    off.decision = "decision.20250701t0600";
    say(off, "2025-07-01T06:00");
    EXPECT_EQ(planned("decision.20250701t0600").size(), 1U);
    EXPECT_EQ(words_of(the("decision.20250701t0600", "a")).facts.status, Status::cancelled);
    ASSERT_EQ(planned("off").size(), 1U);
    EXPECT_TRUE(is_to(planned("off")[0], "b"));
    EXPECT_EQ(compiled_->plan().notices.size(), 2U);
}

TEST_F(Decided, MovedDateIsCorrectedBeforeTheDecisionIsDue) {
    tell_first_date_to("a", fields_);
    save(kSecondDate + fields_, "2025-06-10T09:00");
    EXPECT_EQ(corrections().size(), 1U);
}

}  // namespace
}  // namespace outreach::plan
