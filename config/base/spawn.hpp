// The completion handler of every long-running coroutine: what it throws ends the program with a
// message, instead of leaving a daemon that looks alive and does nothing.
#pragma once

#include <exception>

namespace outreach {

inline constexpr auto kFailLoudly = [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
};

}  // namespace outreach
