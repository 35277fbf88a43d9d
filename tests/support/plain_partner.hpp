// A well-behaved partner without TLS, who always answers the same and keeps what was sent.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/http/http_server.hpp"

namespace outreach::test {

class PlainPartner {
public:
    // Throws if the address is taken.
    PlainPartner(boost::asio::any_io_executor executor,
                 const std::string& address,
                 std::uint16_t port = 0,
                 http::Answer answer = accepted()) {
        auto listening = http::HttpServer::listen(
            std::move(executor), address, port, {}, [this, answer](http::Request request) {
                seen.push_back(std::move(request));
                return say(answer);
            });
        server_ = std::move(listening.value());
    }
    PlainPartner(const PlainPartner&) = delete;
    PlainPartner& operator=(const PlainPartner&) = delete;

    static http::Answer accepted() {
        http::Answer answer;
        answer.status = 204;
        return answer;
    }
    [[nodiscard]] std::uint16_t port() const { return server_->port(); }
    [[nodiscard]] std::string url(const std::string& host) const {
        return "http://" + host + ":" + std::to_string(port()) + "/hook";
    }
    std::vector<http::Request> seen;

private:
    static boost::asio::awaitable<http::Answer> say(http::Answer answer) { co_return answer; }
    std::unique_ptr<http::HttpServer> server_;
};

}  // namespace outreach::test
