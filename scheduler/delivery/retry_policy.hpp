// When to try again. Pure.
//
//   after attempt   1    2      3       4    5    6     7     8     9     10
//   wait            5 s  5 min  30 min  2 h  5 h  10 h  14 h  20 h  24 h  dead
//
// each ±10 % (Standard Webhooks 1.0, "Retries"), never past the notice's deadline. An endpoint may
// have a ladder of its own. What the partner calls permanent is tried three times, an hour apart.
// After a pause that the endpoint asked for, a notice stays where it was on the ladder, so that a
// service's own rate limit does not make it late.
#pragma once

#include <span>

#include "config/base/random.hpp"
#include "config/base/time.hpp"
#include "connectors/outcome.hpp"
#include "scheduler/queue/notice_queue.hpp"

namespace outreach::delivery {

constexpr int kPermanentTries = 3;
constexpr std::chrono::hours kBetweenPermanentTries{1};
// How long an endpoint that throttles without saying how long is left alone.
constexpr std::chrono::seconds kPlainPause{5};

// The waits after attempts; the attempt after the last one is the last.
using Ladder = std::span<const std::chrono::seconds>;
[[nodiscard]] Ladder usual_ladder();

struct AttemptFacts {
    int attempt = 1;           // this one, from 1; without those that were spared
    int permanent_before = 0;  // earlier attempts that the partner called permanent
    SysTime now;               // when it ended
    SysTime deadline;
    Ladder ladder = usual_ladder();
    bool at_most_once = false;  // the endpoint would rather miss a notice than have it twice
};

// What an attempt means for its notice and its endpoint.
struct NextStep {
    queue::Verdict verdict = queue::Verdict::delivered;
    SysTime retry_at;             // for retry and put_back (nothing was sent)
    std::optional<SysTime> gate;  // leave the endpoint alone until then
    bool disable = false;         // the endpoint is no more
    bool spared = false;          // the endpoint asked for a pause: the try does not count
    std::string reason;           // why it ended, where that is not the answer itself
};

[[nodiscard]] NextStep next_step(const connectors::Outcome& outcome,
                                 const AttemptFacts& facts,
                                 Random& random);

// What an attempt says of the far end, for the breaker. `refused`: it lives, but did not take the
// notice (4xx); `busy`: it asked for a pause; `none`: we could not even send.
enum class Luck { good, bad, refused, busy, none };
[[nodiscard]] Luck luck_of(const connectors::Outcome& outcome);

}  // namespace outreach::delivery
