#include "scheduler/delivery/retry_policy.hpp"

#include <algorithm>
#include <array>

namespace outreach::delivery {
namespace {

using connectors::Outcome;
using queue::Verdict;
using namespace std::chrono;

constexpr std::array<seconds, kMostAttempts - 1> kLadder{seconds{5},
                                                         minutes{5},
                                                         minutes{30},
                                                         hours{2},
                                                         hours{5},
                                                         hours{10},
                                                         hours{14},
                                                         hours{20},
                                                         hours{24}};

Millis jittered(seconds wait, Random& random) {
    return Millis{static_cast<std::int64_t>(static_cast<double>(wait.count()) * 1000.0 *
                                            random.between(0.9, 1.1))};
}

NextStep retry_or_end(SysTime retry_at, const AttemptFacts& facts) {
    NextStep step;
    if (retry_at >= facts.deadline) {
        step.verdict = Verdict::expired;
        step.reason = "deadline before the next attempt";
        return step;
    }
    step.verdict = Verdict::retry;
    step.retry_at = retry_at;
    return step;
}

NextStep dead(const char* reason) {
    NextStep step;
    step.verdict = Verdict::dead;
    step.reason = reason;
    return step;
}

}  // namespace

seconds ladder_wait(int attempt) {
    const auto index = static_cast<std::size_t>(std::clamp(attempt, 1, kMostAttempts - 1) - 1);
    return kLadder[index];
}

NextStep next_step(const Outcome& outcome, const AttemptFacts& facts, Random& random) {
    using connectors::Verdict;
    if (outcome.verdict == Verdict::delivered) return {};
    if (outcome.verdict == Verdict::gone) {
        NextStep step = dead("endpoint gone");
        step.disable = true;
        return step;
    }
    const Millis pause = outcome.pause.value_or(kPlainPause);
    if (outcome.verdict == Verdict::permanent) {
        if (facts.permanent_before + 1 >= kPermanentTries) return dead("refused three times");
        const Millis wait = std::max<Millis>(jittered(kBetweenPermanentTries, random),
                                             outcome.pause.value_or(seconds{0}));
        return retry_or_end(facts.now + wait, facts);
    }
    if (facts.attempt >= kMostAttempts) return dead("ten attempts");
    Millis wait = jittered(ladder_wait(facts.attempt), random);
    const bool throttled = outcome.verdict == Verdict::throttled;
    if (throttled) wait = std::max(wait, pause);
    NextStep step = retry_or_end(facts.now + wait, facts);
    if (throttled) step.gate = facts.now + pause;
    return step;
}

}  // namespace outreach::delivery
