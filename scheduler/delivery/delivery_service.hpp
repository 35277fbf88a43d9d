// The loop that sends: claim what is due, hand it to the connector within the limits, decide what
// the answer means, settle. Sleeps until the next due time; woken by whatever comes earlier.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>

#include "config/base/clock.hpp"
#include "config/base/metrics.hpp"
#include "config/base/random.hpp"
#include "config/settings.hpp"
#include "connectors/connector.hpp"
#include "scheduler/delivery/endpoint_desk.hpp"
#include "scheduler/delivery/retry_policy.hpp"
#include "scheduler/delivery/settler.hpp"

namespace outreach::delivery {

class DeliveryService {
public:
    struct Doors {
        queue::NoticeQueue& queue;
        NoticeSource& source;
        connectors::Connector& connector;
        journal::Journal& journal;
        journal::Ledger& ledger;
        Clock& clock;
        Random& random;
        Metrics& metrics;
        std::shared_ptr<const Log> log;
    };
    // What operators ask about.
    struct Condition {
        std::size_t in_flight = 0;
        std::string claim_error;  // empty: the last claim went well
        bool clock_skewed = false;
        SysTime next = SysTime::max();
        bool draining = false;
    };

    DeliveryService(boost::asio::any_io_executor executor,
                    config::DeliverySettings settings,
                    Doors doors);
    // Claims from now on.
    void start();
    // Claims nothing more, lets attempts in flight end for at most `drain`, gives back the rest.
    boost::asio::awaitable<void> drain(std::chrono::milliseconds drain);
    [[nodiscard]] bool in_flight(queue::NoticeNumber number) const;
    [[nodiscard]] Condition condition() const;
    [[nodiscard]] const std::map<std::string, EndpointState>& endpoints() const {
        return desk_.all();
    }
    // Forgets what an endpoint did wrong: its breaker, its pause, its being disabled.
    boost::asio::awaitable<void> forgive(std::string endpoint);
    // Called when a notice has reached its end or a retry was decided.
    void on_settled(std::function<void(const journal::Attempt&)> listener) {
        listener_ = std::move(listener);
    }

private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<Result<queue::ClaimResult>> claim();
    boost::asio::awaitable<void> note_unknown(std::vector<journal::UnknownOutcome> unknown);
    void accept(std::vector<queue::Claimed> claimed);
    void pump(const std::string& endpoint);
    void pump_all();
    std::optional<Closing> without_attempt(const EndpointState& state,
                                           const queue::Claimed& claimed,
                                           const std::optional<Prepared>& prepared) const;
    boost::asio::awaitable<void> give_back(std::vector<queue::Claimed> claimed);
    boost::asio::awaitable<void> deliver(std::string endpoint, queue::Claimed claimed);
    boost::asio::awaitable<void> attempt(EndpointState& state,
                                         queue::Claimed claimed,
                                         Prepared prepared);
    boost::asio::awaitable<bool> note_sending(queue::Lease lease, bool called_off);
    void learn(const std::string& endpoint,
               EndpointState& state,
               const connectors::Target& target,
               const connectors::Outcome& outcome,
               NextStep& step);
    void shelve(EndpointState& state, SysTime until);
    boost::asio::awaitable<Result<void>> recall_rests();
    boost::asio::awaitable<Result<void>> expire_behind_rests();
    boost::asio::awaitable<void> keep_leases();
    Closing put_back(const queue::Claimed& claimed, SysTime until) const;
    Closing end(const queue::Claimed& claimed,
                const Prepared& prepared,
                queue::Verdict verdict,
                std::string result) const;
    void settled(const Closing& closing, bool fenced);
    void handle_claim_error(const boost::system::error_code& error);
    journal::Attempt entry_for(const queue::Claimed& claimed, const Prepared& prepared) const;

    boost::asio::any_io_executor executor_;
    config::DeliverySettings settings_;
    Doors doors_;
    EndpointDesk desk_;
    std::vector<EndpointDesk::Stale> stale_;  // gates that are still to be lifted
    static constexpr std::chrono::minutes kBetweenSweeps{1};
    static constexpr std::size_t kMostOfSweep = 256;
    SysTime next_sweep_;                // when to look behind rests again
    std::set<std::string> unrecalled_;  // what is known of them was not looked up yet
    Settler settler_;
    std::unique_ptr<Alarm> alarm_;
    boost::asio::steady_timer lease_timer_;
    boost::asio::steady_timer pause_;
    // A leased notice; time keeps its real pace until it is settled, so that no lease runs out.
    struct InHand {
        queue::Claimed claimed;
        WorkGuard working;
    };
    std::unordered_map<queue::NoticeNumber, InHand> in_hand_;
    std::function<void(const journal::Attempt&)> listener_;
    Condition condition_;
    bool running_ = false;
    SysTime looked_everywhere_;
    SysTime token_due_ = SysTime::max();  // as of the last claim
    bool looped_out_ = true;
};

}  // namespace outreach::delivery
