// Time as the daemon sees it. Nobody else calls system_clock::now() or sets a timer to a date.
// Network deadlines are not dates: they use steady timers and stay real on every clock.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <utility>

#include "config/base/time.hpp"

namespace outreach {

// One sleeper's bell. A ring that comes before the wait is kept, so no wake-up is ever missed.
class Alarm {
public:
    virtual ~Alarm() = default;
    // Returns at `when`, or earlier when rung; one waiter at a time.
    virtual boost::asio::awaitable<void> wait_until(SysTime when) = 0;
    virtual void ring() = 0;
};

class Clock {
public:
    Clock() : alive_(std::make_shared<Clock*>(this)) {}
    virtual ~Clock() { *alive_ = nullptr; }
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    [[nodiscard]] virtual SysTime now() const = 0;
    [[nodiscard]] virtual std::unique_ptr<Alarm> make_alarm() = 0;
    boost::asio::awaitable<void> sleep_until(SysTime when);
    // True where now() is not the wall clock, so Redis must be told the time.
    [[nodiscard]] virtual bool simulated() const = 0;
    // Time begins to pass; on the wall clock it always has.
    virtual void start() {}
    // Work in hand: an accelerated clock lets time pass at its real pace meanwhile.
    virtual void begin_work() {}
    virtual void end_work() {}

private:
    friend class WorkGuard;
    std::shared_ptr<Clock*> alive_;  // a null pointer once the clock is gone
};

// Holds begin_work/end_work while work is in hand. May outlive the clock: a coroutine that was cut
// short is destroyed with its loop, after everything else.
class WorkGuard {
public:
    explicit WorkGuard(Clock& clock) : clock_(clock.alive_) { clock.begin_work(); }
    WorkGuard(WorkGuard&& other) noexcept = default;
    WorkGuard(const WorkGuard&) = delete;
    WorkGuard& operator=(const WorkGuard&) = delete;
    WorkGuard& operator=(WorkGuard&&) = delete;
    ~WorkGuard() {
        if (clock_ != nullptr && *clock_ != nullptr) (*clock_)->end_work();
    }

private:
    std::shared_ptr<Clock*> clock_;
};

[[nodiscard]] std::unique_ptr<Clock> make_system_clock(boost::asio::any_io_executor executor);

// A clock that starts at `start` and runs `speed` times as fast (0: as fast as the work allows).
// It never runs past the earliest sleeper, and at real pace while work is in hand, so what is
// due at an instant is seen at that instant whatever the speed. It stands still until start().
[[nodiscard]] std::unique_ptr<Clock> make_accelerated_clock(boost::asio::any_io_executor executor,
                                                            SysTime start,
                                                            double speed);

}  // namespace outreach
