#include "scheduler/plan/standing.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <set>

#include "scheduler/plan/overrides.hpp"
#include "tests/support/builders.hpp"

namespace outreach::plan {
namespace {

SysTime on(const std::string& local) {
    return test::at(local + ":00+09:00");
}

// A reminder on Tuesday 22 July, after Marine Day; whoever may approve is the partner "city".
struct Draft {
    std::string title = "灯り";
    std::string start = "2025-07-23T10:00";
    std::string partners = R"(["a"])";
    std::string approval = "required";
    std::string more{};
    [[nodiscard]] std::string json() const {
        return R"({"format":1,"id":"c","title":"試験","fiscal_year":"R7","approval":")" + approval +
               R"(","organizer":{"name":"市","partner":"city"},"activities":[{"id":"x",)"
               R"("kind":"other","title":")" +
               title + R"(","partners":)" + partners + R"(,"schedule":{"start":")" + start +
               R"(","duration":"PT2H"},"notices":[{"id":"r","purpose":"reminder",)"
               R"("when":{"days":1,"before":"start","at":"10:00"}}])" +
               more + "}]}";
    }
};

class Standing : public testing::Test {
protected:
    void save(const Draft& draft, const char* when = "2025-04-01T09:00") {
        file_ = test::read_valid(draft.json());
        plan_again(when);
    }
    void plan_again(const char* when = "2025-04-01T09:00") {
        const CampaignId id("c");
        campaigns::Campaign campaign = file_;
        apply_overrides(campaign, ledger_.history(id));
        ledger_.apply(observe(campaign, around_->partners, ledger_.history(id), on(when)));
        compiled_.emplace(
            around_, std::move(campaign), ledger_.history(id), on(when), false, ledger_.pauses());
    }
    std::vector<PlannedNotice> planned(const char* rule) const {
        auto all = compiled_->plan().notices;
        std::erase_if(all, [&](const PlannedNotice& each) {
            return compiled_->rule_of(each).id != RuleId(rule);
        });
        return all;
    }
    PlannedNotice notice() const { return planned("r").at(0); }
    std::vector<PlannedNotice> reminders() const { return planned("approval.reminder"); }
    std::string text_of(const PlannedNotice& notice) const {
        const auto message = compiled_->render(notice, 1, false).message;
        return message.subject + "\n" + message.text;
    }
    bool is_queued(const PlannedNotice& notice) const {
        return compiled_->lanes().contains(compiled_->lane_of(notice));
    }
    journal::Act act(const char* what) const {
        journal::Act made;
        made.what = what;
        made.by = "sato";
        made.campaign = CampaignId("c");
        return made;
    }
    // Decides about a notice as it stands in the plan.
    void decide(const char* what, const PlannedNotice& notice, const char* when) {
        journal::Act made = act(what);
        made.at = on(when);
        made.activity = ActivityId("x");
        made.notice = compiled_->id_of(notice);
        made.number = notice.number;
        made.hash = compiled_->content_hash(notice);
        carry_out(made);
    }
    void carry_out(const journal::Act& made) {
        ledger_.apply(made);
        plan_again();
    }

    std::shared_ptr<const Surroundings> around_ = test::surroundings();
    journal::Ledger ledger_;
    campaigns::Campaign file_;
    std::optional<CompiledCampaign> compiled_;
};

constexpr const char* kMorning = "2025-07-01T09:00";

TEST_F(Standing, UnapprovedNoticeWaitsInItsLaneUntilItsDeadline) {
    save({});
    EXPECT_EQ(notice().hold, Hold::approval);
    EXPECT_EQ(notice().due, on("2025-07-22T10:00"));
    EXPECT_EQ(notice().queue_time(), notice().deadline);
    EXPECT_TRUE(is_queued(notice()));
}

TEST_F(Standing, ApprovalOfWhatWouldBeSentLetsItGo) {
    save({});
    decide("approve", notice(), kMorning);
    EXPECT_EQ(notice().hold, Hold::none);
    EXPECT_EQ(notice().queue_time(), notice().due);
}

TEST_F(Standing, ApprovalOfOtherWordsDoesNot) {
    save({});
    journal::Act other = act("approve");
    other.number = notice().number;
    other.hash = "of other words";
    carry_out(other);
    EXPECT_EQ(notice().hold, Hold::approval);
}

TEST_F(Standing, EditOfWordsOrTimeVoidsTheApproval) {
    for (const auto member : {&Draft::title, &Draft::start}) {
        Draft draft;
        save(draft);
        decide("approve", notice(), kMorning);
        ASSERT_EQ(notice().hold, Hold::none);
        draft.*member = member == &Draft::title ? "別の灯り" : "2025-07-24T10:00";
        save(draft);
        EXPECT_EQ(notice().hold, Hold::approval);
        EXPECT_EQ(reminders().size(), 1U);
    }
}

TEST_F(Standing, EditOfWhatIsNeverSentKeepsTheApproval) {
    Draft draft;
    save(draft);
    decide("approve", notice(), kMorning);
    draft.more = R"(,"note":"担当者へ")";
    save(draft);
    EXPECT_EQ(notice().hold, Hold::none);
}

TEST_F(Standing, CallOffKeepsTheApprovalOfItsDecision) {
    const char* decision = "decision.20250722t0600";
    Draft draft;
    draft.more = R"(,"decisions":[{"at":"2025-07-22T06:00","default":"cancel"}])";
    save(draft);
    decide("approve", planned(decision).at(0), kMorning);
    ASSERT_EQ(planned(decision).at(0).hold, Hold::none);
    journal::Act off = act("cancel");
    off.activity = ActivityId("x");
    off.status = campaigns::Status::cancelled;
    off.base = file_word(file_.activities.front()).status;
    off.decision = decision;
    carry_out(off);
    EXPECT_EQ(planned(decision).at(0).hold, Hold::none);
}

TEST_F(Standing, HeldNoticeWaitsUntilItIsReleased) {
    save({.approval = "none"});
    EXPECT_EQ(notice().hold, Hold::none);
    decide("hold", notice(), kMorning);
    EXPECT_EQ(notice().hold, Hold::held);
    EXPECT_EQ(notice().queue_time(), notice().deadline);
    decide("release", notice(), kMorning);
    EXPECT_EQ(notice().hold, Hold::none);
    EXPECT_EQ(notice().queue_time(), notice().due);
}

TEST_F(Standing, ReleaseIsNoApproval) {
    save({});
    decide("hold", notice(), kMorning);
    decide("release", notice(), kMorning);
    EXPECT_EQ(notice().hold, Hold::approval);
}

TEST_F(Standing, WithdrawnNoticeIsInNoLaneButKnown) {
    save({.approval = "none"});
    decide("withdraw", notice(), kMorning);
    EXPECT_EQ(notice().hold, Hold::withdrawn);
    EXPECT_FALSE(is_queued(notice()));
    EXPECT_NE(compiled_->find(notice().number), nullptr);
}

TEST_F(Standing, SentNowIsDueWhenThatWasSaidAndApprovedWithIt) {
    save({});
    decide("hold", notice(), "2025-06-30T09:00");
    decide("send", notice(), kMorning);
    EXPECT_EQ(notice().hold, Hold::none);
    EXPECT_EQ(notice().due, on(kMorning));
    EXPECT_EQ(notice().queue_time(), on(kMorning));
    EXPECT_TRUE(reminders().empty());
}

TEST_F(Standing, SentNowGoesThoughItWasSkipped) {
    save({.approval = "none"}, "2025-07-22T12:00");
    ASSERT_TRUE(notice().skipped);
    decide("send", notice(), "2025-07-22T12:05");
    EXPECT_FALSE(notice().skipped);
    EXPECT_TRUE(is_queued(notice()));
    EXPECT_EQ(notice().queue_time(), on("2025-07-22T12:05"));
}

TEST_F(Standing, PauseOfTheCampaignAPartnerOrEverythingHoldsUntilItIsResumed) {
    save({.approval = "none"});
    for (const char* what : {"all", "campaign", "partner"}) {
        journal::Act pause;
        pause.what = "pause";
        pause.reason = "点検";
        if (what == std::string("campaign")) pause.campaign = CampaignId("c");
        if (what == std::string("partner")) pause.partner = PartnerId("a");
        carry_out(pause);
        EXPECT_EQ(notice().hold, Hold::paused) << what;
        EXPECT_EQ(notice().queue_time(), notice().deadline) << what;
        pause.what = "resume";
        carry_out(pause);
        EXPECT_EQ(notice().hold, Hold::none) << what;
    }
}

TEST_F(Standing, PauseOfOthersHoldsNothing) {
    save({.approval = "none"});
    journal::Act pause;
    pause.what = "pause";
    pause.reason = "点検";
    pause.partner = PartnerId("b");
    carry_out(pause);
    pause.partner = PartnerId();
    pause.campaign = CampaignId("d");
    carry_out(pause);
    EXPECT_EQ(notice().hold, Hold::none);
}

TEST_F(Standing, WithdrawalAndHoldOutlastAPause) {
    save({.partners = R"(["a","b"])", .approval = "none"});
    decide("withdraw", planned("r")[0], kMorning);
    decide("hold", planned("r")[1], kMorning);
    carry_out(act("pause"));
    std::set<Hold> holds;
    for (const PlannedNotice& each : planned("r")) holds.insert(each.hold);
    EXPECT_EQ(holds, (std::set<Hold>{Hold::held, Hold::withdrawn}));
}

TEST_F(Standing, ApproverIsRemindedTwoBusinessDaysBeforeAtTen) {
    save({});
    ASSERT_EQ(reminders().size(), 1U);
    const PlannedNotice reminder = reminders()[0];
    EXPECT_EQ(compiled_->partner_of(reminder).id.str(), "city");
    EXPECT_EQ(reminder.due, on("2025-07-17T10:00"));
    EXPECT_EQ(reminder.deadline, notice().deadline);
    EXPECT_EQ(reminder.hold, Hold::none);
    EXPECT_NE(text_of(reminder).find("承認待ち1件"), std::string::npos);
    EXPECT_NE(text_of(reminder).find(compiled_->id_of(notice())), std::string::npos);
    decide("approve", notice(), kMorning);
    EXPECT_TRUE(reminders().empty());
}

TEST_F(Standing, OneReminderCountsAllThatStillWait) {
    save({.partners = R"(["a","b"])"});
    ASSERT_EQ(reminders().size(), 1U);
    const std::string id = compiled_->id_of(reminders()[0]);
    EXPECT_NE(text_of(reminders()[0]).find("承認待ち2件"), std::string::npos);
    decide("approve", planned("r")[0], kMorning);
    ASSERT_EQ(reminders().size(), 1U);
    EXPECT_EQ(compiled_->id_of(reminders()[0]), id);
    EXPECT_NE(text_of(reminders()[0]).find("承認待ち1件"), std::string::npos);
}

TEST_F(Standing, ReminderThatWouldBePastGoesAtOnce) {
    save({}, "2025-07-18T15:00");
    ASSERT_EQ(reminders().size(), 1U);
    EXPECT_EQ(reminders()[0].due, on("2025-07-18T15:00"));
}

TEST_F(Standing, PausedApproverIsNotReminded) {
    save({});
    journal::Act pause;
    pause.what = "pause";
    pause.partner = PartnerId("city");
    carry_out(pause);
    ASSERT_EQ(reminders().size(), 1U);
    EXPECT_EQ(reminders()[0].hold, Hold::paused);
}

}  // namespace
}  // namespace outreach::plan
