// A clock that stands still until a test moves it; sleepers whose time has come are woken.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>

#include "config/base/clock.hpp"

namespace outreach::test {

class ManualClock final : public Clock {
public:
    ManualClock(boost::asio::any_io_executor executor, SysTime start)
        : executor_(std::move(executor)), now_(start) {}

    SysTime now() const override { return now_; }
    bool simulated() const override { return true; }
    std::unique_ptr<Alarm> make_alarm() override { return std::make_unique<Bell>(*this); }
    void advance(Millis by) {
        now_ += by;
        for (Bell* bell : bells_) bell->look();
    }

private:
    class Bell final : public Alarm {
    public:
        explicit Bell(ManualClock& clock)
            : clock_(clock), timer_(clock.executor_, std::chrono::steady_clock::time_point::max()) {
            clock_.bells_.insert(this);
        }
        ~Bell() override { clock_.bells_.erase(this); }
        boost::asio::awaitable<void> wait_until(SysTime when) override {
            until_ = when;
            while (!rung_ && clock_.now_ < until_) {
                timer_.expires_at(std::chrono::steady_clock::time_point::max());
                co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
            }
            rung_ = false;
        }
        void ring() override {
            rung_ = true;
            timer_.cancel();
        }
        void look() {
            if (clock_.now_ >= until_) timer_.cancel();
        }

    private:
        ManualClock& clock_;
        boost::asio::steady_timer timer_;
        SysTime until_ = SysTime::max();
        bool rung_ = false;
    };

    boost::asio::any_io_executor executor_;
    SysTime now_;
    std::set<Bell*> bells_;
};

}  // namespace outreach::test
