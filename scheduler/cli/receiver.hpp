// A partner's side: an HTTP server that verifies each notice and says what it thinks of it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/base/random.hpp"
#include "connectors/webhook_signature.hpp"
#include "scheduler/http/http_server.hpp"

namespace outreach::cli {

// One request as a partner sees it.
struct Received {
    std::string path;
    std::string id;
    bool verified = false;     // false too where there was no key to verify with
    std::string verification;  // why, in words
    std::string type;
    std::string activity;
    std::string partner;
    std::string due;
    std::string subject;
    std::string text;
    bool well_formed = false;  // a CloudEvent with all that is read above
    std::string advice;        // which mistake a bad signature looks like; else empty
    std::map<std::string, std::string> headers;  // lower-case names
    std::string body;
};

struct ReceiverBehaviour {
    std::vector<connectors::SigningKey> keys;  // none: nothing is verified
    int status = 204;
    std::chrono::milliseconds delay{0};
    double fail_rate = 0;  // share of requests answered with 503
    // What OPTIONS is answered: "*" or requests a minute. None: no consent is given.
    std::optional<std::string> consent_rate;
    std::function<void(const std::string& origin)> on_handshake;
};

class Receiver {
public:
    using OnNotice = std::function<void(const Received& received, int answered)>;
    // Loopback only. The system's error if the port is taken; port 0 takes a free one.
    static Result<std::unique_ptr<Receiver>> start(boost::asio::any_io_executor executor,
                                                   std::uint16_t port,
                                                   ReceiverBehaviour behaviour,
                                                   OnNotice on_notice);
    [[nodiscard]] std::uint16_t port() const { return server_->port(); }
    void stop() { server_->stop(); }

private:
    Receiver() = default;
    boost::asio::awaitable<http::Answer> answer(http::Request request);
    [[nodiscard]] http::Answer answer_other(const http::Request& request) const;

    ReceiverBehaviour behaviour_;
    OnNotice on_notice_;
    Random random_;
    std::unique_ptr<http::HttpServer> server_;
};

}  // namespace outreach::cli
