// How one notice reaches one endpoint in one attempt.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "campaigns/model/notice.hpp"
#include "connectors/outcome.hpp"
#include "connectors/url.hpp"
#include "connectors/webhook_signature.hpp"

namespace outreach::connectors {

// An endpoint with everything looked up: address parsed, keys loaded.
struct Target {
    std::string partner;
    std::string endpoint;
    std::string connector;
    Url url;
    std::vector<SigningKey> keys;
    std::map<std::string, std::string> headers;
    std::chrono::milliseconds timeout{15'000};
};

// One attempt: never throws, keeps the target's timeout, never retries by itself.
class Connector {
public:
    virtual ~Connector() = default;
    virtual boost::asio::awaitable<Outcome> send(
        std::shared_ptr<const Target> target,
        std::shared_ptr<const campaigns::OutgoingNotice> notice) = 0;
};

}  // namespace outreach::connectors
