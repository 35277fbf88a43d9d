// A rate limit, kept in every stretch of its length, wherever it begins. Pure: the time is handed
// in.
#pragma once

#include <algorithm>

#include "campaigns/model/partner.hpp"
#include "config/base/time.hpp"

namespace outreach::delivery {

// At most `burst` at once, then one every `interval`.
struct Pace {
    int burst = 1;
    std::chrono::microseconds interval{0};
    friend bool operator==(const Pace&, const Pace&) = default;
};

// A twentieth may come at once. The interval is as long as it takes for burst and refill together
// not to exceed the rate in any stretch: `per` has room for count - burst refills besides.
[[nodiscard]] constexpr Pace pace_of(const campaigns::Rate& rate) {
    const int burst = std::max(1, rate.count / 20);
    const int refills = rate.count - burst + 1;
    const std::chrono::microseconds per = rate.per;
    return {burst, (per + std::chrono::microseconds{refills - 1}) / refills};
}

// Keeps both.
[[nodiscard]] constexpr Pace stricter(const Pace& one, const Pace& other) {
    return {std::min(one.burst, other.burst), std::max(one.interval, other.interval)};
}

class TokenBucket {
public:
    TokenBucket(Pace pace, SysTime now) : pace_(pace), tokens_(pace.burst), filled_(now) {}

    [[nodiscard]] const Pace& pace() const { return pace_; }
    // Whole tokens there are now.
    [[nodiscard]] int available(SysTime now) {
        refill(now);
        return static_cast<int>(tokens_ + kRounding);
    }
    void take() { tokens_ -= 1; }
    // When there will be one.
    [[nodiscard]] SysTime next(SysTime now) {
        refill(now);
        if (available(now) >= 1) return now;
        const double ms = (1 - tokens_) / per_ms();
        return now + Millis{static_cast<std::int64_t>(ms) + 1};
    }

private:
    static constexpr double kRounding = 1e-9;
    [[nodiscard]] double per_ms() const {
        return 1000.0 / static_cast<double>(pace_.interval.count());
    }
    void refill(SysTime now) {
        if (now <= filled_) return;
        tokens_ = std::min<double>(
            pace_.burst, tokens_ + static_cast<double>((now - filled_).count()) * per_ms());
        filled_ = now;
    }

    Pace pace_;
    double tokens_;
    SysTime filled_;
};

}  // namespace outreach::delivery
