// A small HTTP/1.1 server over Beast: limits on size, time and count for every connection.
// Serves the daemon's pages and, in `outreach listen` and rehearsals, plays a partner.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "config/base/errc.hpp"
#include "scheduler/http/http_types.hpp"

namespace outreach::http {

class HttpServer {
public:
    struct Limits {
        std::size_t connections = 1024;
        std::size_t body = 1024 * 1024;  // bytes of one request
        std::chrono::seconds idle{60};   // between and within requests
    };
    // A handler may wait (a receiver that answers late on purpose).
    using AsyncHandler = std::function<boost::asio::awaitable<Answer>(Request)>;

    // Binds at once; port 0 takes a free one. The system's error if the address is taken.
    static Result<std::unique_ptr<HttpServer>> listen(boost::asio::any_io_executor executor,
                                                      const std::string& address,
                                                      std::uint16_t port,
                                                      Limits limits,
                                                      AsyncHandler handler);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    // Ends the listener and every connection.
    void stop();

private:
    struct State;
    explicit HttpServer(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;
};

}  // namespace outreach::http
