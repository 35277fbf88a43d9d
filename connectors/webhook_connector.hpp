// The `webhook` connector: CloudEvents 1.0 in, Standard Webhooks 1.0 signed, one POST out.
#pragma once

#include "config/base/clock.hpp"
#include "connectors/connector.hpp"
#include "connectors/http_client.hpp"

namespace outreach::connectors {

class WebhookConnector final : public Connector {
public:
    // `wall_clock` is the real one even where the daemon's clock is simulated: receivers compare
    // webhook-timestamp with their own.
    WebhookConnector(HttpClient& client, Clock& wall_clock)
        : client_(client), wall_clock_(wall_clock) {}
    boost::asio::awaitable<Outcome> send(
        std::shared_ptr<const Target> target,
        std::shared_ptr<const campaigns::OutgoingNotice> notice) override;

private:
    HttpClient& client_;
    Clock& wall_clock_;
};

}  // namespace outreach::connectors
