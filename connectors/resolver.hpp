// Names to addresses. An interface, so that tests can have a name change its mind.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "config/base/errc.hpp"

namespace outreach::connectors {

class Resolver {
public:
    using Addresses = std::vector<boost::asio::ip::address>;
    using Deadline = std::chrono::steady_clock::time_point;

    virtual ~Resolver() = default;
    // In the order to try them. asio::error::timed_out at the deadline; the system's error else.
    virtual boost::asio::awaitable<Result<Addresses>> resolve(std::string host,
                                                              Deadline deadline) = 0;
};

// getaddrinfo on threads of its own: a name server that hangs holds one of them for each name, not
// the loop and not the other names. Answers are kept for half a minute.
[[nodiscard]] std::unique_ptr<Resolver> make_system_resolver(boost::asio::any_io_executor executor);

}  // namespace outreach::connectors
