// Tells people that an endpoint was disabled, by another endpoint: the partner's own others and
// the organiser's. What could not be told is tried again for three days, also after a restart.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/base/clock.hpp"
#include "config/base/log.hpp"
#include "connectors/connector.hpp"
#include "scheduler/journal/journal.hpp"
#include "scheduler/journal/ledger.hpp"

namespace outreach::delivery {

class EndpointAlerts {
public:
    // Somebody to tell, and in which words.
    struct Letter {
        std::string to;  // "partner/endpoint"
        std::shared_ptr<const connectors::Target> target;
        std::shared_ptr<const campaigns::OutgoingNotice> notice;
    };
    struct Doors {
        connectors::Connector& connector;
        journal::Journal& journal;
        journal::Ledger& ledger;
        Clock& clock;
        std::shared_ptr<const Log> log;
        // Who is to hear of a disabled endpoint; called for each look.
        std::function<std::vector<Letter>(const std::string& endpoint,
                                          const journal::DisabledEndpoint& disabled)>
            letters;
    };
    EndpointAlerts(boost::asio::any_io_executor executor, Doors doors);
    void start();
    void stop();
    // Something was disabled.
    void ring();

private:
    boost::asio::awaitable<void> run();
    // False if somebody is still to be told.
    boost::asio::awaitable<bool> tell_all();
    boost::asio::awaitable<bool> tell(std::string endpoint, Letter letter);

    boost::asio::any_io_executor executor_;
    Doors doors_;
    boost::asio::steady_timer bell_;
    bool stopping_ = false;
    bool rung_ = true;
};

}  // namespace outreach::delivery
