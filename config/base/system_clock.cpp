// The wall clock, with one steady timer per alarm.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "config/base/clock.hpp"

namespace outreach {
namespace {

namespace asio = boost::asio;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

SysTime wall_now() {
    return std::chrono::floor<Millis>(std::chrono::system_clock::now());
}

class SystemAlarm final : public Alarm {
public:
    explicit SystemAlarm(asio::any_io_executor executor) : timer_(std::move(executor)) {}

    asio::awaitable<void> wait_until(SysTime when) override {
        // Slept in slices, so that a wall clock that is set while we sleep is noticed.
        constexpr Millis kSlice{60'000};
        while (!rung_) {
            const auto exact = std::chrono::system_clock::now();
            if (exact >= when) break;
            const auto left = when - exact;
            timer_.expires_after(left < kSlice ? left : kSlice);
            co_await timer_.async_wait(kTuple);
        }
        rung_ = false;
    }
    void ring() override {
        rung_ = true;
        timer_.cancel();
    }

private:
    asio::steady_timer timer_;
    bool rung_ = false;
};

class SystemClock final : public Clock {
public:
    explicit SystemClock(asio::any_io_executor executor) : executor_(std::move(executor)) {}
    SysTime now() const override { return wall_now(); }
    std::unique_ptr<Alarm> make_alarm() override {
        return std::make_unique<SystemAlarm>(executor_);
    }
    bool simulated() const override { return false; }

private:
    asio::any_io_executor executor_;
};

}  // namespace

asio::awaitable<void> Clock::sleep_until(SysTime when) {
    const std::unique_ptr<Alarm> alarm = make_alarm();
    co_await alarm->wait_until(when);
}

std::unique_ptr<Clock> make_system_clock(asio::any_io_executor executor) {
    return std::make_unique<SystemClock>(std::move(executor));
}

}  // namespace outreach
