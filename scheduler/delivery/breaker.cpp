#include "scheduler/delivery/breaker.hpp"

#include <algorithm>

namespace outreach::delivery {
namespace {

constexpr int kFewest = 5;
constexpr std::chrono::seconds kSpread{10};
constexpr int kEnough = 20;
constexpr std::chrono::seconds kFirstPause{30};
constexpr std::chrono::seconds kLongestPause{600};
constexpr int kMostDoublings = 5;
constexpr std::chrono::hours kHopelessAfter{24 * 5};
constexpr int kHopelessFailures = 20;

}  // namespace

std::optional<SysTime> Breaker::failed(SysTime now) {
    if (failures() == 0) first_ = now;
    if (failures_ == 0) row_began_ = now;
    ++failures_;
    if (state(now) == State::open) return {};  // was under way when it opened
    const bool often =
        failures_ >= kEnough || (failures_ >= kFewest && now - row_began_ >= kSpread);
    if (!often) return {};
    const int doublings = std::min(openings_, kMostDoublings);
    ++openings_;
    const std::chrono::seconds pause =
        std::min<std::chrono::seconds>(kFirstPause * (1 << doublings), kLongestPause);
    until_ = now + pause;
    return until_;
}

void Breaker::refused(SysTime now) {
    if (failures() == 0) first_ = now;
    ++refusals_;
}

void Breaker::recall(int failures, SysTime first) {
    if (this->failures() > 0) return;
    before_ = failures;
    first_ = first;
}

Breaker::State Breaker::state(SysTime now) const {
    if (openings_ == 0) return State::closed;
    return now < until_ ? State::open : State::half_open;
}

bool Breaker::hopeless(SysTime now) const {
    return failures() >= kHopelessFailures && now - first_ >= kHopelessAfter;
}

}  // namespace outreach::delivery
