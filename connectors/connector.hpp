// How one notice reaches one endpoint in one attempt.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "campaigns/model/notice.hpp"
#include "campaigns/model/partner.hpp"
#include "connectors/outcome.hpp"
#include "connectors/reach.hpp"
#include "connectors/url.hpp"
#include "connectors/webhook_signature.hpp"

namespace outreach::connectors {

struct TemplateFile;

// An endpoint with everything looked up: address parsed, keys loaded.
struct Target {
    std::string partner;
    std::string endpoint;
    std::string connector;
    Url url;
    std::vector<LoadedKey> keys;                 // webhook
    std::string token;                           // line, template
    std::vector<std::string> to;                 // line; empty: broadcast
    std::string folder;                          // file
    std::shared_ptr<const TemplateFile> recipe;  // template
    std::map<std::string, std::string> headers;
    std::chrono::milliseconds timeout{15'000};
    std::shared_ptr<const Reach> reach;  // null: public addresses, the system's certificates
    bool handshake = false;
    std::optional<campaigns::Rate> rate;  // what a handshake asks for
    campaigns::Order order = campaigns::Order::none;
    campaigns::DeliveryPromise promise = campaigns::DeliveryPromise::at_least_once;
    std::vector<std::chrono::seconds> retries;  // empty: the usual ladder
    std::vector<std::string> secret_texts;      // never to be shown, whatever an answer echoes
    std::string problem;  // for people: why nothing can be sent; empty if all is well
    // Stands for where it sends; changes when the address does. Says nothing about it.
    std::string fingerprint;
};

// What an attempt should know of those before it.
struct Trial {
    int attempt = 1;
    bool maybe_repeat = false;  // an earlier attempt ended without an answer
};

// One attempt: never throws, keeps the target's timeout, never retries by itself.
class Connector {
public:
    virtual ~Connector() = default;
    virtual boost::asio::awaitable<Outcome> send(
        std::shared_ptr<const Target> target,
        std::shared_ptr<const campaigns::OutgoingNotice> notice,
        Trial trial) = 0;
    // Asks an endpoint ("partner/endpoint") anew for what it granted or refused.
    virtual void forget(const std::string& /*endpoint*/) {}
};

}  // namespace outreach::connectors
