// The only composer: builds every object, starts and stops them in their order. The same code
// runs in the daemon and in a rehearsal; only clock, data directory and targets differ.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "config/base/clock.hpp"
#include "config/base/log.hpp"
#include "config/settings.hpp"
#include "scheduler/delivery/delivery_service.hpp"
#include "scheduler/http/daemon_view.hpp"
#include "scheduler/plan/plan_service.hpp"

namespace outreach::app {

class App {
public:
    struct Options {
        config::Settings settings;
        std::shared_ptr<const Log> log;
        // Rehearsals redirect every endpoint to their own receiver.
        std::function<void(connectors::Target&)> adjust_target;
        bool assume_approved = false;  // rehearsals do not wait for people
        std::function<void(const journal::Attempt&)> on_settled;
    };
    App(boost::asio::io_context& io, Options options);
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    // Starts everything; returns once the queue is set for the first time. With a sentence for
    // people when it cannot: the data directory is in use, the port is taken, no redis-server.
    boost::asio::awaitable<std::string> start();
    // Takes nothing new in, finishes what is in hand, gives back the rest, closes.
    boost::asio::awaitable<void> shut_down();
    // Reads all files again (SIGHUP).
    void reload();

    [[nodiscard]] Clock& clock();
    [[nodiscard]] const plan::PlanService& plan() const;
    [[nodiscard]] const delivery::DeliveryService& delivery() const;
    [[nodiscard]] std::uint16_t http_port() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace outreach::app
