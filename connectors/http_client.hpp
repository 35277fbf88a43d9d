// An HTTP/1.1 client over Beast: keep-alive connections per origin, TLS with verification, one
// deadline from the name look-up to the last byte of the answer, an answer of limited size.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connectors/url.hpp"

namespace outreach::connectors {

struct HttpRequest {
    std::string method = "POST";
    Url url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::chrono::milliseconds timeout{15'000};
    std::uint64_t answer_limit = 64 * 1024;  // bytes of body that are read
};

struct HttpAnswer {
    int status = 0;  // 0: no answer, see `error`
    std::string retry_after;
    std::string body;   // what came in time, up to the limit
    std::string error;  // for people, e.g. "connection refused"
};

class HttpClient {
public:
    explicit HttpClient(boost::asio::any_io_executor executor);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    // Sends once. Redirects are not followed, nothing is repeated. Never throws.
    boost::asio::awaitable<HttpAnswer> send(HttpRequest request);
    // Closes the idle connections.
    void close();

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace outreach::connectors
