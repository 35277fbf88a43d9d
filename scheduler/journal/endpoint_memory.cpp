#include "scheduler/journal/endpoint_memory.hpp"

#include <algorithm>

namespace outreach::journal {

void EndpointMemory::take(const Attempt& attempt) {
    if (attempt.attempt == 0) return;
    if (attempt.verdict == queue::Verdict::delivered) {
        last_success = attempt.at;
        failures = 0;
        problem.clear();
        return;
    }
    if (fingerprint != attempt.fingerprint) {
        forgive();
        fingerprint = attempt.fingerprint;
    }
    const bool resting = attempt.spared && attempt.at < rest;
    const bool planned = attempt.spared && attempt.rest - attempt.at >= kHonestPause;
    if (!resting && !planned && failures++ == 0) first_failure = attempt.at;
    last_failure = attempt.at;
    problem = attempt.detail;
    rest = std::max(rest, attempt.rest);
}

void EndpointMemory::forgive() {
    failures = 0;
    rest = SysTime{};
    problem.clear();
}

}  // namespace outreach::journal
