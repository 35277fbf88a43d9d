#include "scheduler/delivery/endpoint_alerts.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "config/base/spawn.hpp"

namespace outreach::delivery {
namespace {

namespace asio = boost::asio;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
// In real time: an alert is for people of today, in rehearsals too.
constexpr std::chrono::minutes kBetweenTries{5};
constexpr std::chrono::hours kLongestTrying{72};

}  // namespace

EndpointAlerts::EndpointAlerts(asio::any_io_executor executor, Doors doors)
    : executor_(executor), doors_(std::move(doors)), bell_(executor) {}

void EndpointAlerts::start() {
    asio::co_spawn(executor_, run(), kFailLoudly);
}

void EndpointAlerts::stop() {
    stopping_ = true;
    bell_.cancel();
}

void EndpointAlerts::ring() {
    rung_ = true;
    bell_.cancel();
}

asio::awaitable<void> EndpointAlerts::run() {
    while (!stopping_) {
        rung_ = false;
        const bool all = co_await tell_all();
        if (stopping_) break;
        if (rung_) continue;
        if (all) {
            bell_.expires_at(std::chrono::steady_clock::time_point::max());
        } else {
            bell_.expires_after(kBetweenTries);
        }
        co_await bell_.async_wait(kTuple);
    }
}

asio::awaitable<bool> EndpointAlerts::tell_all() {
    bool all = true;
    // A copy: an endpoint may be enabled, or another disabled, while a letter is under way.
    const auto disabled = doors_.ledger.disabled();
    for (const auto& [endpoint, each] : disabled) {
        if (doors_.clock.now() - each.since > kLongestTrying) continue;
        std::vector<Letter> letters = doors_.letters(endpoint, each);
        for (Letter& letter : letters) {
            if (stopping_) co_return false;
            if (each.told.contains(letter.to)) continue;
            const bool told = co_await tell(endpoint, std::move(letter));
            all = all && told;
        }
    }
    co_return all;
}

asio::awaitable<bool> EndpointAlerts::tell(std::string endpoint, Letter letter) {
    const connectors::Trial trial;
    const connectors::Outcome outcome =
        co_await doors_.connector.send(letter.target, letter.notice, trial);
    const bool told = connectors::arrived(outcome.verdict);
    doors_.log->info("alert.sent",
                     {{"endpoint", endpoint},
                      {"to", letter.to},
                      {"result", connectors::word(outcome.verdict)},
                      {"detail", outcome.detail}});
    if (!told) co_return false;
    const journal::AlertSent entry{doors_.clock.now(), endpoint, letter.to};
    const auto written = co_await doors_.journal.append(journal::to_line(entry));
    if (written) doors_.ledger.apply(entry);
    co_return true;
}

}  // namespace outreach::delivery
