// What is known of an endpoint from before a restart.
#pragma once

#include "scheduler/journal/entries.hpp"

namespace outreach::journal {

// Who asks for so long a pause (a month's quota is used up, say) is not failing.
constexpr std::chrono::hours kHonestPause{1};

struct EndpointMemory {
    std::string fingerprint;  // of the address that what follows is about
    SysTime last_success;     // the epoch where there was none
    SysTime last_failure;
    SysTime first_failure;  // of those in a row
    int failures = 0;       // in a row, refusals among them
    SysTime rest;           // it is left alone until then
    std::string problem;    // of the last failure; empty after a success

    // Ends without an attempt teach nothing; another address begins anew.
    void take(const Attempt& attempt);
    // A person said: it is well again.
    void forgive();
};

}  // namespace outreach::journal
