// The JSON body of a request that changes something → Order.
#pragma once

#include "config/base/errc.hpp"
#include "scheduler/http/daemon_acts.hpp"

namespace outreach::http {

// A sentence about what is wrong, or the order. An empty body is an empty order.
struct ReadOrder {
    Order order;
    std::string problem;
};
[[nodiscard]] ReadOrder read_order(const std::string& body);

}  // namespace outreach::http
