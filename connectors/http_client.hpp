// An HTTP/1.1 client over Beast: keep-alive connections per origin, TLS with verification, one
// deadline from the name look-up to the last byte of the answer, an answer of limited size. Every
// address is vetted, and only a vetted one is connected to.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connectors/reach.hpp"
#include "connectors/resolver.hpp"

namespace outreach::connectors {

struct HttpRequest {
    std::string method = "POST";
    Url url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::chrono::milliseconds timeout{15'000};
    std::uint64_t answer_limit = 64 * 1024;  // bytes of body that are read, after decoding
    std::shared_ptr<const Reach> reach;      // null: public addresses, the system's certificates
    std::vector<std::string> want_headers;   // of the answer, in lower case
};

// Where an exchange broke off.
enum class Stage { none, guard, proxy, lookup, connect, tls, exchange };

struct HttpAnswer {
    int status = 0;  // 0: no answer, see `error` and `stage`
    std::string retry_after;
    std::map<std::string, std::string> headers;  // those of `want_headers` that came
    std::string body;                            // what came in time, decoded, up to the limit
    Stage stage = Stage::none;
    std::string error;  // for people, e.g. "connection refused"
};

class HttpClient {
public:
    // `resolver` may be null: then the system's is used.
    explicit HttpClient(boost::asio::any_io_executor executor, Resolver* resolver = nullptr);
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
