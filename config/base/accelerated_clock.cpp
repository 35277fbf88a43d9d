// A clock for rehearsals: it leaps from sleeper to sleeper and slows to real pace for work.
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>

#include "config/base/clock.hpp"

namespace outreach {
namespace {

namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

class AcceleratedClock;

class AcceleratedAlarm final : public Alarm {
public:
    AcceleratedAlarm(AcceleratedClock& clock, const asio::any_io_executor& executor)
        : clock_(clock), bell_(executor, Steady::time_point::max()) {}
    asio::awaitable<void> wait_until(SysTime when) override;
    void ring() override {
        rung_ = true;
        bell_.cancel();
    }

private:
    AcceleratedClock& clock_;
    asio::steady_timer bell_;
    bool rung_ = false;
};

class AcceleratedClock final : public Clock {
public:
    AcceleratedClock(asio::any_io_executor executor, SysTime start, double speed)
        : executor_(std::move(executor)),
          timer_(executor_),
          speed_(speed),
          sim_anchor_(start),
          real_anchor_(Steady::now()) {}

    SysTime now() const override {
        const SysTime free = sim_anchor_ + elapsed();
        return sleepers_.empty() ? free : std::min(free, sleepers_.begin()->first);
    }
    std::unique_ptr<Alarm> make_alarm() override {
        return std::make_unique<AcceleratedAlarm>(*this, executor_);
    }
    bool simulated() const override { return true; }
    void start() override {
        if (started_) return;
        started_ = true;
        real_anchor_ = Steady::now();
        arm();
    }
    void begin_work() override {
        if (work_ == 0) anchor();
        ++work_;
        arm();
    }
    void end_work() override {
        if (work_ == 1) anchor();
        --work_;
        arm();
    }

    using Sleepers = std::multimap<SysTime, AcceleratedAlarm*>;
    Sleepers::iterator enter(SysTime when, AcceleratedAlarm& alarm) {
        anchor();
        const auto place = sleepers_.emplace(when, &alarm);
        arm();
        return place;
    }
    void leave(Sleepers::iterator place) {
        anchor();
        sleepers_.erase(place);
        if (waking_ > 0 && --waking_ == 0) real_anchor_ = Steady::now();
        arm();
    }

private:
    // Simulated time since the anchor. At top speed without work, time waits for the sleepers.
    Millis elapsed() const {
        // Whoever was woken sees the instant it waited for.
        if (!started_ || waking_ > 0) return Millis{0};
        const double rate = work_ > 0 ? 1.0 : speed_;
        const std::chrono::duration<double, std::milli> real = Steady::now() - real_anchor_;
        return Millis{static_cast<std::int64_t>(real.count() * rate)};
    }
    void anchor() {
        sim_anchor_ = now();
        real_anchor_ = Steady::now();
    }
    void arm() {
        if (sleepers_.empty() || !started_) {
            timer_.cancel();
            return;
        }
        const SysTime first = sleepers_.begin()->first;
        const double rate = work_ > 0 ? 1.0 : speed_;
        const double left = static_cast<double>((first - now()).count());
        const double real_ms = rate > 0 ? std::max(0.0, left / rate) : 0.0;
        timer_.expires_after(std::chrono::duration_cast<Steady::duration>(
            std::chrono::duration<double, std::milli>(std::min(real_ms, 3.6e6))));
        timer_.async_wait([this](const boost::system::error_code& ec) {
            if (!ec) fire();
        });
    }
    void fire() {
        if (sleepers_.empty()) return;
        const SysTime first = sleepers_.begin()->first;
        const bool leap = work_ == 0 && speed_ <= 0;
        if (!leap && sim_anchor_ + elapsed() < first) {
            arm();
            return;
        }
        sim_anchor_ = first;
        real_anchor_ = Steady::now();
        for (auto it = sleepers_.begin(); it != sleepers_.end() && it->first <= first; ++it) {
            it->second->ring();
            ++waking_;
        }
        // The sleepers that were rung leave by themselves, which arms the timer again.
    }

    asio::any_io_executor executor_;
    asio::steady_timer timer_;
    double speed_;
    SysTime sim_anchor_;
    Steady::time_point real_anchor_;
    bool started_ = false;
    int work_ = 0;
    int waking_ = 0;  // rung by fire() and not yet awake
    Sleepers sleepers_;
};

asio::awaitable<void> AcceleratedAlarm::wait_until(SysTime when) {
    if (!rung_ && clock_.now() < when) {
        const auto place = clock_.enter(when, *this);
        bell_.expires_at(Steady::time_point::max());
        co_await bell_.async_wait(kTuple);
        clock_.leave(place);
    }
    rung_ = false;
}

}  // namespace

std::unique_ptr<Clock> make_accelerated_clock(asio::any_io_executor executor,
                                              SysTime start,
                                              double speed) {
    return std::make_unique<AcceleratedClock>(std::move(executor), start, speed);
}

}  // namespace outreach
