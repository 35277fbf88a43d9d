#include "config/base/clock.hpp"

#include <gtest/gtest.h>

#include "tests/support/builders.hpp"
#include "tests/support/run.hpp"

namespace outreach {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
const SysTime kStart = test::at("2025-04-01T00:00:00+09:00");

asio::awaitable<void> sleep_and_note(Clock& clock, SysTime until, std::vector<SysTime>& woken) {
    co_await clock.sleep_until(until);
    woken.push_back(clock.now());
}

TEST(AcceleratedClock, LeapsFromSleeperToSleeperAndWakesEachAtItsInstant) {
    asio::io_context io(1);
    const auto clock = make_accelerated_clock(io.get_executor(), kStart, 0);
    clock->start();
    std::vector<SysTime> woken;
    for (const auto wait : {24h * 300, 24h * 1, 24h * 30}) {
        asio::co_spawn(io, sleep_and_note(*clock, kStart + wait, woken), asio::detached);
    }
    ASSERT_TRUE(test::run_until(
        io, [&] { return woken.size() == 3; }, 5s));
    EXPECT_EQ(woken, (std::vector<SysTime>{kStart + 24h, kStart + 24h * 30, kStart + 24h * 300}));
}

TEST(AcceleratedClock, NeverPassesASleeperAtHighSpeed) {
    asio::io_context io(1);
    const auto clock = make_accelerated_clock(io.get_executor(), kStart, 1e6);
    clock->start();
    std::vector<SysTime> woken;
    asio::co_spawn(io, sleep_and_note(*clock, kStart + 1h, woken), asio::detached);
    ASSERT_TRUE(test::run_until(
        io, [&] { return !woken.empty(); }, 5s));
    EXPECT_GE(woken.front(), kStart + 1h);
    EXPECT_LT(woken.front(), kStart + 1h + 2min) << "the moment between waking and noting";
}

TEST(AcceleratedClock, KeepsRealPaceWhileWorkIsInHand) {
    asio::io_context io(1);
    const auto clock = make_accelerated_clock(io.get_executor(), kStart, 1e6);
    clock->start();
    const WorkGuard working(*clock);
    const SysTime began = clock->now();
    const auto real = std::chrono::steady_clock::now();
    test::run_until(
        io, [&] { return std::chrono::steady_clock::now() - real > 20ms; }, 1s);
    const auto passed = clock->now() - began;
    const auto real_passed = std::chrono::steady_clock::now() - real;
    EXPECT_LE(passed, std::chrono::ceil<Millis>(real_passed));
}

TEST(AcceleratedClock, StandsStillUntilItIsStarted) {
    asio::io_context io(1);
    const auto clock = make_accelerated_clock(io.get_executor(), kStart, 1e6);
    const auto real = std::chrono::steady_clock::now();
    test::run_until(
        io, [&] { return std::chrono::steady_clock::now() - real > 5ms; }, 1s);
    EXPECT_EQ(clock->now(), kStart);
}

TEST(Alarm, RingBeforeTheWaitIsKept) {
    asio::io_context io(1);
    const auto clock = make_system_clock(io.get_executor());
    const auto alarm = clock->make_alarm();
    alarm->ring();
    test::run(io, alarm->wait_until(clock->now() + 1h), 2s);
}

}  // namespace
}  // namespace outreach
