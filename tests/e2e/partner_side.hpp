// Partners' receivers for end-to-end tests, in a thread of their own: the daemon is answered while
// a test waits for the daemon.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "scheduler/http/http_server.hpp"

namespace outreach::test {

class PartnerSide {
public:
    // `answer` is called in the thread, one request at a time.
    explicit PartnerSide(std::function<http::Answer(const http::Request&)> answer)
        : answer_(std::move(answer)) {
        auto listening = http::HttpServer::listen(
            io_.get_executor(),
            "127.0.0.1",
            0,
            http::HttpServer::Limits{},
            [this](http::Request request) -> boost::asio::awaitable<http::Answer> {
                co_return take(request);
            });
        server_ = std::move(*listening);
        port_ = server_->port();
        thread_ = std::thread([this] { io_.run(); });
    }
    ~PartnerSide() {
        io_.stop();
        thread_.join();
    }
    PartnerSide(const PartnerSide&) = delete;
    PartnerSide& operator=(const PartnerSide&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::vector<http::Request> requests(const std::string& path = {}) const {
        const std::lock_guard lock(mutex_);
        std::vector<http::Request> found;
        for (const auto& each : requests_) {
            if (path.empty() || each.path == path) found.push_back(each);
        }
        return found;
    }

private:
    http::Answer take(const http::Request& request) {
        http::Answer answer = answer_(request);
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
        return answer;
    }

    std::function<http::Answer(const http::Request&)> answer_;
    boost::asio::io_context io_{1};
    std::unique_ptr<http::HttpServer> server_;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::vector<http::Request> requests_;
    std::thread thread_;
};

// Looks again every few milliseconds, as people reload a page; false after ten seconds.
inline bool comes_true(const std::function<bool()>& wanted) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!wanted()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});  // polling another process
    }
    return true;
}

}  // namespace outreach::test
