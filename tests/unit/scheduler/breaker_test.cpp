#include "scheduler/delivery/breaker.hpp"

#include <gtest/gtest.h>

namespace outreach::delivery {
namespace {

using namespace std::chrono_literals;
using State = Breaker::State;
const SysTime kNow = from_ms(1'751'338'800'000);

TEST(Breaker, OpensAfterFiveFailuresInARowOverTenSeconds) {
    Breaker breaker;
    for (int i = 0; i < 4; ++i) EXPECT_FALSE(breaker.failed(kNow + i * 1s));
    EXPECT_FALSE(breaker.failed(kNow + 9s)) << "five, but within ten seconds: a burst";
    EXPECT_EQ(breaker.failed(kNow + 10s), kNow + 40s);
    EXPECT_EQ(breaker.state(kNow + 39s), State::open);
    EXPECT_EQ(breaker.state(kNow + 40s), State::half_open);
}

TEST(Breaker, OpensAfterTwentyAtOnce) {
    Breaker breaker;
    for (int i = 0; i < 19; ++i) ASSERT_FALSE(breaker.failed(kNow)) << i;
    EXPECT_TRUE(breaker.failed(kNow));
}

TEST(Breaker, RefusalsOpenNothingButLeaveNoHope) {
    Breaker breaker;
    for (int i = 0; i < 30; ++i) breaker.refused(kNow + i * 1h);
    EXPECT_EQ(breaker.state(kNow + 30h), State::closed);
    EXPECT_EQ(breaker.failures(), 30);
    EXPECT_FALSE(breaker.hopeless(kNow + 119h));
    EXPECT_TRUE(breaker.hopeless(kNow + 120h));
    for (int i = 0; i < 4; ++i) EXPECT_FALSE(breaker.failed(kNow + 31h + i * 10s)) << i;
    breaker.succeeded();
    EXPECT_EQ(breaker.failures(), 0);
}

TEST(Breaker, RecallsWhatWasBeforeARestart) {
    Breaker breaker;
    breaker.recall(19, kNow);
    EXPECT_EQ(breaker.state(kNow + 1h), State::closed);
    EXPECT_FALSE(breaker.failed(kNow + 121h)) << "alone it opens nothing";
    EXPECT_TRUE(breaker.hopeless(kNow + 121h));
}

TEST(Breaker, OneSuccessForgetsTheRow) {
    Breaker breaker;
    for (int i = 0; i < 4; ++i) breaker.failed(kNow + i * 10s);
    breaker.succeeded();
    EXPECT_FALSE(breaker.failed(kNow + 60s));
    EXPECT_EQ(breaker.state(kNow + 60s), State::closed);
}

TEST(Breaker, EachFailedProbeDoublesTheWaitUpToTenMinutes) {
    Breaker breaker;
    SysTime now = kNow;
    for (int i = 0; i < 20; ++i) breaker.failed(now);
    std::vector<Millis> waits{breaker.until() - now};
    for (int i = 0; i < 6; ++i) {
        now = breaker.until();
        breaker.failed(now);
        waits.push_back(breaker.until() - now);
    }
    EXPECT_EQ(waits, (std::vector<Millis>{30s, 60s, 120s, 240s, 480s, 600s, 600s}));
}

TEST(Breaker, LateAnswersOfTheSameBurstDoNotLengthenTheWait) {
    Breaker breaker;
    for (int i = 0; i < 20; ++i) breaker.failed(kNow);
    const SysTime until = breaker.until();
    for (int i = 0; i < 16; ++i) breaker.failed(kNow + 1s);
    EXPECT_EQ(breaker.until(), until);
}

TEST(Breaker, HopelessAfterFiveDaysAndTwentyFailures) {
    Breaker breaker;
    for (int i = 0; i < 19; ++i) breaker.failed(kNow + i * 1s);
    EXPECT_FALSE(breaker.hopeless(kNow + 5 * 24h)) << "nineteen";
    breaker.failed(kNow + 20s);
    EXPECT_FALSE(breaker.hopeless(kNow + 5 * 24h - 1s));
    EXPECT_TRUE(breaker.hopeless(kNow + 5 * 24h));
    breaker.succeeded();
    EXPECT_FALSE(breaker.hopeless(kNow + 6 * 24h));
}

}  // namespace
}  // namespace outreach::delivery
