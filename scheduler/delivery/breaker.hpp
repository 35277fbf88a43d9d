// When an endpoint that only fails is left alone, and for how long. Pure: the time is handed in.
//
//   closed ──(5 failures in a row over 10 s, or 20)──▶ open ──(30 s, then twice that, up to 10 min)
//      ▲                                                          │
//      └──────────(the probe succeeds)────── half-open ◀──────────┘   one attempt at a time
//
// No success for five days and at least 20 failures or refusals: hopeless, the endpoint is to be
// disabled.
#pragma once

#include <optional>

#include "config/base/time.hpp"

namespace outreach::delivery {

class Breaker {
public:
    enum class State { closed, open, half_open };

    // The far end answered sensibly.
    void succeeded() { *this = Breaker(); }
    // An attempt failed by the far end's fault. Not-before if the endpoint is to be left alone.
    std::optional<SysTime> failed(SysTime now);
    // An answer that did not take the notice: it opens nothing, but is no success either.
    void refused(SysTime now);
    // What is known from before a restart.
    void recall(int failures, SysTime first);
    [[nodiscard]] State state(SysTime now) const;
    // When it may be tried again; the epoch while closed.
    [[nodiscard]] SysTime until() const { return until_; }
    [[nodiscard]] bool hopeless(SysTime now) const;
    [[nodiscard]] int failures() const { return before_ + failures_ + refusals_; }
    [[nodiscard]] int refusals() const { return refusals_; }

private:
    int failures_ = 0;   // in a row
    int refusals_ = 0;   // since the last success
    int before_ = 0;     // of either kind, before a restart
    SysTime first_;      // of all three
    SysTime row_began_;  // its first failure
    int openings_ = 0;   // since the last success
    SysTime until_;
};

[[nodiscard]] constexpr const char* word(Breaker::State state) noexcept {
    switch (state) {
        case Breaker::State::closed:
            return "closed";
        case Breaker::State::open:
            return "open";
        case Breaker::State::half_open:
            return "half_open";
    }
    return "closed";
}

}  // namespace outreach::delivery
