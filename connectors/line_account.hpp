// Asks LINE how much of an account's monthly quota is left.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "connectors/line_quota.hpp"

namespace outreach::connectors {

struct LineUse {
    LineQuota quota;
    std::int64_t used = 0;  // this month, as LINE counts it: approximate
};

// Two questions, each within the target's timeout. Nothing if LINE does not answer them.
boost::asio::awaitable<std::optional<LineUse>> ask_line(HttpClient& client,
                                                        std::shared_ptr<const Target> target);

}  // namespace outreach::connectors
