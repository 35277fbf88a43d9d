// One attempt over HTTP: the service says what to send, the client sends it, the service says what
// the answer means. Asks for consent first where the endpoint wants to be asked.
#pragma once

#include <map>

#include "config/base/clock.hpp"
#include "connectors/handshake.hpp"
#include "connectors/http_client.hpp"
#include "connectors/service.hpp"

namespace outreach::connectors {

class HttpConnector final : public Connector {
public:
    // `wall_clock` is the real one even where the daemon's clock is simulated: receivers compare
    // webhook-timestamp with their own. `origin` names us in handshakes, as a host name.
    HttpConnector(HttpClient& client, Clock& wall_clock, std::string origin)
        : client_(client), wall_clock_(wall_clock), origin_(std::move(origin)) {}

    boost::asio::awaitable<Outcome> send(std::shared_ptr<const Target> target,
                                         std::shared_ptr<const campaigns::OutgoingNotice> notice,
                                         Trial trial) override;
    void forget(const std::string& endpoint) override;

private:
    struct Agreement {
        Consent consent;
        std::chrono::steady_clock::time_point asked;
        bool asking = false;
    };
    // An outcome if there is no consent.
    boost::asio::awaitable<std::optional<Outcome>> ask(const Target& target, Agreement& agreement);

    HttpClient& client_;
    Clock& wall_clock_;
    std::string origin_;
    std::map<std::string, Agreement> agreements_;  // by partner, endpoint and fingerprint
};

// Nothing was sent, for a reason of our own.
[[nodiscard]] Outcome held_back(std::string why, std::chrono::seconds pause);

}  // namespace outreach::connectors
