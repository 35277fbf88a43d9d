#include "scheduler/delivery/retry_policy.hpp"

#include <algorithm>
#include <array>

namespace outreach::delivery {
namespace {

using connectors::Outcome;
using queue::Verdict;
using namespace std::chrono;

constexpr std::array<seconds, 9> kLadder{seconds{5},
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

Ladder usual_ladder() {
    return kLadder;
}

NextStep next_step(const Outcome& outcome, const AttemptFacts& facts, Random& random) {
    using connectors::Verdict;
    const Millis pause = outcome.pause.value_or(kPlainPause);
    if (connectors::arrived(outcome.verdict)) {
        // A delivery may use up the endpoint's last token.
        NextStep step;
        if (outcome.pause) step.gate = facts.now + pause;
        step.disable = outcome.no_more;
        return step;
    }
    if (outcome.verdict == Verdict::held) {
        NextStep step;
        step.verdict = queue::Verdict::put_back;
        step.retry_at = facts.now + pause;
        step.gate = step.retry_at;
        return step;
    }
    if (outcome.verdict == Verdict::gone) {
        NextStep step = dead("endpoint gone");
        step.disable = true;
        return step;
    }
    if (outcome.verdict == Verdict::rejected) {
        NextStep step = dead("rejected");
        if (outcome.pause) step.gate = facts.now + pause;
        return step;
    }
    if (outcome.unknown && facts.at_most_once) return dead("outcome unknown");
    if (outcome.verdict == Verdict::permanent) {
        if (facts.permanent_before + 1 >= kPermanentTries) return dead("refused three times");
        const Millis wait = std::max<Millis>(jittered(kBetweenPermanentTries, random),
                                             outcome.pause.value_or(seconds{0}));
        return retry_or_end(facts.now + wait, facts);
    }
    const bool throttled = outcome.verdict == Verdict::throttled;
    const bool asked = throttled && outcome.pause.has_value() && !facts.ladder.empty();
    const auto tries = static_cast<int>(facts.ladder.size()) + 1;
    if (!asked && facts.attempt >= tries) return dead("every attempt failed");
    const auto rung = static_cast<std::size_t>(std::max(facts.attempt, 1) - 1);
    Millis wait =
        jittered(asked ? std::min(facts.ladder.front(), kPlainPause) : facts.ladder[rung], random);
    if (throttled) wait = std::max(wait, pause);
    NextStep step = retry_or_end(facts.now + wait, facts);
    if (throttled) step.gate = facts.now + pause;
    step.spared = asked;
    return step;
}

Luck luck_of(const connectors::Outcome& outcome) {
    using connectors::Verdict;
    switch (outcome.verdict) {
        case Verdict::delivered:
        case Verdict::accepted:
            return Luck::good;
        case Verdict::retry:
            return Luck::bad;
        case Verdict::throttled:
            return outcome.pause ? Luck::busy : Luck::bad;
        case Verdict::permanent:
        case Verdict::rejected:
            return Luck::refused;
        case Verdict::gone:
        case Verdict::held:
            return Luck::none;
    }
    return Luck::none;
}

}  // namespace outreach::delivery
