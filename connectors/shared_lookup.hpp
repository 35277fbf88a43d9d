// Look-ups that cannot be interrupted, off the loop: one call for all who ask for the same name at
// once, answers kept for a while, and a caller that gives up at its deadline.
#pragma once

#include <functional>

#include "connectors/resolver.hpp"

namespace outreach::connectors {

// Blocks, on a thread of its own; several names at once.
using BlockingLookup = std::function<Result<Resolver::Addresses>(const std::string& host)>;

struct LookupLimits {
    std::size_t threads = 8;   // look-ups at once; further names wait for one of them
    std::size_t names = 1000;  // kept at once
    std::chrono::milliseconds keep{30'000};
};

// `executor`: the loop's; resolve() and the destructor are called there, and there it resumes.
// asio::error::operation_aborted for who still waits when it is destroyed. Errors are not kept.
// The destructor does not wait for a look-up that hangs: its thread is detached, holds nothing but
// its own state, and ends when the look-up does, or with the process.
[[nodiscard]] std::unique_ptr<Resolver> make_shared_lookup(boost::asio::any_io_executor executor,
                                                           BlockingLookup look_up,
                                                           LookupLimits limits = {});

}  // namespace outreach::connectors
