#include "scheduler/delivery/retry_policy.hpp"

#include <gtest/gtest.h>

namespace outreach::delivery {
namespace {

using namespace std::chrono_literals;
using connectors::Outcome;
using queue::Verdict;
const SysTime kNow = from_ms(1'751'338'800'000);

Outcome outcome(connectors::Verdict verdict, std::optional<std::chrono::seconds> pause = {}) {
    Outcome made;
    made.verdict = verdict;
    made.pause = pause;
    return made;
}
AttemptFacts facts(int attempt, SysTime deadline = kNow + 24h * 365) {
    AttemptFacts made;
    made.attempt = attempt;
    made.now = kNow;
    made.deadline = deadline;
    return made;
}

TEST(RetryPolicy, WalksTheLadderWithinTenPercent) {
    const std::vector<std::chrono::seconds> ladder{5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
    Random random(1);
    for (int attempt = 1; attempt <= 9; ++attempt) {
        for (int i = 0; i < 100; ++i) {
            const auto step =
                next_step(outcome(connectors::Verdict::retry), facts(attempt), random);
            ASSERT_EQ(step.verdict, Verdict::retry);
            const auto wait = step.retry_at - kNow;
            const Millis middle = ladder[static_cast<std::size_t>(attempt - 1)];
            EXPECT_GE(wait, middle * 9 / 10) << attempt;
            EXPECT_LE(wait, middle * 11 / 10) << attempt;
        }
    }
    const auto last = next_step(outcome(connectors::Verdict::retry), facts(10), random);
    EXPECT_EQ(last.verdict, Verdict::dead);
    EXPECT_EQ(last.reason, "every attempt failed");
}

TEST(RetryPolicy, AnEndpointsOwnLadderReplacesTheUsual) {
    Random random(1);
    const std::vector<std::chrono::seconds> ladder{10s, 20s};
    AttemptFacts f = facts(2);
    f.ladder = ladder;
    const auto step = next_step(outcome(connectors::Verdict::retry), f, random);
    ASSERT_EQ(step.verdict, Verdict::retry);
    EXPECT_GE(step.retry_at, kNow + 18s);
    EXPECT_LE(step.retry_at, kNow + 22s);
    f.attempt = 3;
    EXPECT_EQ(next_step(outcome(connectors::Verdict::retry), f, random).verdict, Verdict::dead);
}

TEST(RetryPolicy, AtMostOnceNeverRepeatsWhatMayHaveArrived) {
    Random random(1);
    AttemptFacts f = facts(1);
    f.at_most_once = true;
    Outcome maybe = outcome(connectors::Verdict::retry);
    maybe.unknown = true;
    const auto step = next_step(maybe, f, random);
    EXPECT_EQ(step.verdict, Verdict::dead);
    EXPECT_EQ(step.reason, "outcome unknown");
    EXPECT_EQ(next_step(outcome(connectors::Verdict::retry), f, random).verdict, Verdict::retry)
        << "what surely did not arrive is tried again";
}

TEST(RetryPolicy, RejectedIsTriedOnce) {
    Random random(1);
    EXPECT_EQ(next_step(outcome(connectors::Verdict::rejected), facts(1), random).verdict,
              Verdict::dead);
}

TEST(RetryPolicy, RejectedMayAskForAPauseAllTheSame) {
    Random random(1);
    const auto step = next_step(outcome(connectors::Verdict::rejected, 120s), facts(1), random);
    EXPECT_EQ(step.verdict, Verdict::dead);
    EXPECT_EQ(step.gate, kNow + 120s);
}

TEST(RetryPolicy, HeldIsNoAttempt) {
    Random random(1);
    const auto step = next_step(outcome(connectors::Verdict::held, 60s), facts(1), random);
    EXPECT_EQ(step.verdict, Verdict::put_back);
    EXPECT_EQ(step.retry_at, kNow + 60s);
    EXPECT_EQ(step.gate, kNow + 60s);
}

TEST(RetryPolicy, ADeliveryMayUseUpTheLastToken) {
    Random random(1);
    const auto step = next_step(outcome(connectors::Verdict::accepted, 7s), facts(1), random);
    EXPECT_EQ(step.verdict, Verdict::delivered);
    EXPECT_EQ(step.gate, kNow + 7s);
}

TEST(RetryPolicy, StopsAtTheDeadline) {
    Random random(1);
    const auto step = next_step(outcome(connectors::Verdict::retry), facts(2, kNow + 1min), random);
    EXPECT_EQ(step.verdict, Verdict::expired);
}

TEST(RetryPolicy, RetryAfterIsAFloorAndClosesTheGate) {
    Random random(1);
    const auto step = next_step(outcome(connectors::Verdict::throttled, 2h), facts(1), random);
    EXPECT_EQ(step.verdict, Verdict::retry);
    EXPECT_EQ(step.retry_at, kNow + 2h);
    EXPECT_EQ(step.gate, kNow + 2h);
    const auto plain = next_step(outcome(connectors::Verdict::throttled), facts(3), random);
    EXPECT_GE(plain.retry_at, kNow + 27min) << "the ladder is longer than the plain pause";
    EXPECT_EQ(plain.gate, kNow + kPlainPause);
}

TEST(RetryPolicy, APauseThatWasAskedForCostsNoTry) {
    Random random(1);
    for (const int attempt : {1, 5, 10}) {
        const auto step =
            next_step(outcome(connectors::Verdict::throttled, 1s), facts(attempt), random);
        ASSERT_EQ(step.verdict, Verdict::retry) << attempt;
        EXPECT_TRUE(step.spared);
        EXPECT_GE(step.retry_at, kNow + 4500ms);
        EXPECT_LE(step.retry_at, kNow + 5500ms);
        EXPECT_EQ(step.gate, kNow + 1s);
    }
    EXPECT_FALSE(next_step(outcome(connectors::Verdict::throttled), facts(1), random).spared);
    AttemptFacts patient = facts(1);
    const std::vector<std::chrono::seconds> hourly{3600s};
    patient.ladder = hourly;
    EXPECT_LE(next_step(outcome(connectors::Verdict::throttled, 10s), patient, random).retry_at,
              kNow + 10s)
        << "its own ladder is for failures";
    AttemptFacts once = facts(1);
    once.ladder = {};
    EXPECT_EQ(next_step(outcome(connectors::Verdict::throttled, 1s), once, random).verdict,
              Verdict::dead)
        << "an endpoint without retries has none";
}

TEST(RetryPolicy, PermanentIsTriedThreeTimesAnHourApart) {
    Random random(1);
    AttemptFacts f = facts(1);
    for (int before = 0; before < 2; ++before) {
        f.permanent_before = before;
        const auto step = next_step(outcome(connectors::Verdict::permanent), f, random);
        ASSERT_EQ(step.verdict, Verdict::retry);
        EXPECT_GE(step.retry_at, kNow + 54min);
        EXPECT_LE(step.retry_at, kNow + 66min);
    }
    f.permanent_before = 2;
    EXPECT_EQ(next_step(outcome(connectors::Verdict::permanent), f, random).verdict, Verdict::dead);
}

TEST(RetryPolicy, GoneDisablesTheEndpoint) {
    Random random(1);
    const auto step = next_step(outcome(connectors::Verdict::gone), facts(1), random);
    EXPECT_EQ(step.verdict, Verdict::dead);
    EXPECT_TRUE(step.disable);
}

TEST(RetryPolicy, ADeliveryMayBeTheLastThatIsWanted) {
    Random random(1);
    Outcome last = outcome(connectors::Verdict::delivered);
    last.no_more = true;
    const auto step = next_step(last, facts(1), random);
    EXPECT_EQ(step.verdict, Verdict::delivered);
    EXPECT_TRUE(step.disable);
}

}  // namespace
}  // namespace outreach::delivery
