// The sending half of the daemon as it is, over the queue in memory and a clock that stands still,
// with two endpoints: one that a case makes hostile, and a healthy neighbour that checks all it
// gets.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connectors/http_client.hpp"
#include "connectors/http_connector.hpp"
#include "scheduler/delivery/delivery_service.hpp"
#include "scheduler/http/http_server.hpp"
#include "tests/integration/hostile_cases.hpp"
#include "tests/support/fake_services.hpp"
#include "tests/support/in_memory_queue.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temp_dir.hpp"

namespace outreach::test {

// Partners, each with the endpoint "main".
inline constexpr const char* kHostile = "hostile";
inline constexpr const char* kNeighbour = "neighbour";
// To each of both and in each wave, all at once; fewer than an endpoint's slots.
constexpr int kWave = 6;

// One attempt that has ended.
struct Watched {
    connectors::Outcome outcome;
    Millis took{0};
    Millis since_due{0};  // from the moment the wave was given, in real time
};

// Hands everything on, and notes what came of it.
class WatchedConnector final : public connectors::Connector {
public:
    explicit WatchedConnector(connectors::Connector& inner) : inner_(inner) {}
    boost::asio::awaitable<connectors::Outcome> send(
        std::shared_ptr<const connectors::Target> target,
        std::shared_ptr<const campaigns::OutgoingNotice> notice,
        connectors::Trial trial) override;

    std::map<std::string, int> begun;                   // by partner
    std::map<std::string, std::vector<Watched>> ended;  // by partner
    std::chrono::steady_clock::time_point due;

private:
    connectors::Connector& inner_;
};

// Every number of every lane is a notice with three days left.
class TwoEndpoints final : public delivery::NoticeSource {
public:
    std::optional<delivery::Prepared> prepare(const queue::LaneName& lane,
                                              queue::NoticeNumber number,
                                              SysTime now) const override;
    int limits_version() const override { return 1; }
    std::map<std::string, delivery::EndpointLimits> limits() const override { return {}; }
    std::vector<journal::NoticePlace> overdue(const std::string&,
                                              SysTime,
                                              std::size_t) const override {
        return {};
    }
    void request_rebuild() override {}
    void found_unknown(const queue::LaneName&) override {}
    void disable(const std::string& endpoint,
                 const std::string& fingerprint,
                 const std::string&) override {
        disabled.emplace_back(endpoint, fingerprint);
    }
    void was_delivered(const queue::LaneName&, int) override {}

    std::map<std::string, std::shared_ptr<const connectors::Target>> targets;  // by partner
    std::vector<std::pair<std::string, std::string>> disabled;
};

class HostileWorld {
public:
    HostileWorld();
    // Drains the service.
    ~HostileWorld();
    HostileWorld(const HostileWorld&) = delete;
    HostileWorld& operator=(const HostileWorld&) = delete;

    void aim(const FarEnd& far_end, Millis timeout);
    // kWave more notices to each, due now.
    void send_wave();
    [[nodiscard]] bool until(const std::function<bool()>& ready);
    [[nodiscard]] int ended(const std::string& partner);
    // All that was begun is in the journal and told to the queue.
    [[nodiscard]] bool settled(int attempts) const;
    // Of all waves, in order; null where the journal knows nothing.
    [[nodiscard]] std::vector<const journal::NoticeRecord*> records(const char* partner) const;

    boost::asio::io_context io{1};
    ManualClock clock{io.get_executor(), kMatrixNow};
    TwoEndpoints source;
    connectors::HttpClient client{io.get_executor()};
    connectors::HttpConnector sender{client, clock, "test.example"};
    WatchedConnector connector{sender};
    FakeWebhook neighbour;
    std::vector<journal::Attempt> entries;  // of the journal
    std::unique_ptr<delivery::DeliveryService> service;

private:
    boost::asio::awaitable<http::Answer> answer_for_neighbour(http::Request request);

    TempDir dir_;
    InMemoryQueue queue_{clock};
    journal::Ledger ledger_;
    Random random_{1};
    Metrics metrics_;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<http::HttpServer> server_;
    int given_ = 0;  // to each
};

// Of this process.
[[nodiscard]] int open_files();

}  // namespace outreach::test
