// One attempt at a webhook endpoint as the daemon makes it: from the endpoint's settings, over the
// real client and the real clock, to the outcome.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/base/clock.hpp"
#include "connectors/http_connector.hpp"
#include "connectors/secrets.hpp"
#include "scheduler/plan/target_maker.hpp"
#include "tests/support/run.hpp"

namespace outreach::test {

using Networks = std::vector<std::string>;

inline campaigns::Endpoint webhook_endpoint(std::string url, Networks allowed = {"127.0.0.0/8"}) {
    campaigns::Endpoint endpoint;
    endpoint.id = EndpointId("main");
    endpoint.url = std::move(url);
    endpoint.allow_networks = std::move(allowed);
    endpoint.timeout = std::chrono::seconds{10};
    endpoint.secrets.push_back({campaigns::SecretSource::Kind::value, connectors::new_secret()});
    return endpoint;
}

struct WebhookSender {
    // `resolver` may be null: then the system's is used.
    explicit WebhookSender(connectors::Resolver* resolver = nullptr)
        : client(io.get_executor(), resolver) {}

    std::shared_ptr<connectors::Target> target(const campaigns::Endpoint& endpoint) const {
        campaigns::Partner partner;
        partner.id = PartnerId("hogoshikai");
        const plan::TargetMaking making{settings, "."};
        return std::make_shared<connectors::Target>(plan::make_target(partner, endpoint, making));
    }
    connectors::Outcome send(std::shared_ptr<const connectors::Target> to) {
        auto notice = std::make_shared<campaigns::OutgoingNotice>();
        notice->id = "ntc_1";
        notice->message.text = "本文";
        return run(io, connector.send(std::move(to), std::move(notice), {}));
    }
    connectors::Outcome send(const campaigns::Endpoint& endpoint) { return send(target(endpoint)); }

    boost::asio::io_context io{1};
    config::DeliverySettings settings;
    std::unique_ptr<Clock> clock = make_system_clock(io.get_executor());
    connectors::HttpClient client;
    connectors::HttpConnector connector{client, *clock, "outreach.example"};
};

}  // namespace outreach::test
