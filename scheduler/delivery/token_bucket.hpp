// A rate limit: `count` tokens, refilled evenly over `per`. Pure: the time is handed in.
#pragma once

#include <algorithm>

#include "campaigns/model/partner.hpp"
#include "config/base/time.hpp"

namespace outreach::delivery {

class TokenBucket {
public:
    TokenBucket(campaigns::Rate rate, SysTime now)
        : rate_(rate), tokens_(rate.count), filled_(now) {}

    [[nodiscard]] const campaigns::Rate& rate() const { return rate_; }
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
        return rate_.count / (static_cast<double>(rate_.per.count()) * 1000);
    }
    void refill(SysTime now) {
        if (now <= filled_) return;
        tokens_ = std::min<double>(
            rate_.count, tokens_ + static_cast<double>((now - filled_).count()) * per_ms());
        filled_ = now;
    }

    campaigns::Rate rate_;
    double tokens_;
    SysTime filled_;
};

}  // namespace outreach::delivery
