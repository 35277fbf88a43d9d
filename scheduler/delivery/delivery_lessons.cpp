// What an attempt teaches about its endpoint, and what is unlearned when a person enables it.
#include <algorithm>
#include <boost/asio/use_awaitable.hpp>

#include "scheduler/delivery/delivery_service.hpp"

namespace outreach::delivery {
namespace {

namespace asio = boost::asio;
using queue::Verdict;

// An endpoint that has asked for so many pauses in a row, and taken nothing, gets at least this
// one.
constexpr int kTiredOfAsking = 20;
constexpr std::chrono::seconds kTiredPause{30};

}  // namespace

// What an attempt says about its endpoint; may lengthen the step's gate.
void DeliveryService::learn(const std::string& endpoint,
                            EndpointState& state,
                            const connectors::Target& target,
                            const connectors::Outcome& outcome,
                            NextStep& step) {
    const SysTime now = doors_.clock.now();
    if (target.handshake && connectors::arrived(outcome.verdict)) {
        desk_.agree(state, outcome.agreed, now);
    }
    const Luck luck = luck_of(outcome);
    if (connectors::arrived(outcome.verdict)) {
        state.last_success = now;
        state.last_problem.clear();
    } else {
        state.last_failure = now;
        state.last_problem = outcome.detail;
    }
    if (luck == Luck::good) {
        state.breaker.succeeded();
        // What was under way when the pause began says nothing of the time after it.
        if (now >= state.not_before) state.speed_up();
    }
    if (luck == Luck::refused) state.breaker.refused(now);
    if (luck == Luck::busy) {
        state.slow_down();
        // Of attempts side by side one counts, and a long pause is a plan, not a fault.
        const bool counts = now >= state.not_before && *outcome.pause < journal::kHonestPause;
        if (counts) state.breaker.refused(now);
        const bool tired = state.breaker.refusals() >= kTiredOfAsking;
        if (tired) step.gate = std::max(step.gate.value_or(now), now + kTiredPause);
    }
    if (luck == Luck::bad) {
        if (const auto until = state.breaker.failed(now)) {
            doors_.log->warn("endpoint.resting",
                             {{"endpoint", endpoint},
                              {"until", to_rfc3339_utc(*until)},
                              {"failures", state.breaker.failures()},
                              {"problem", outcome.detail}});
            step.gate = std::max(step.gate.value_or(*until), *until);
        }
    }
    if (luck != Luck::none && state.breaker.hopeless(now)) step.disable = true;
    if (step.gate) {
        state.not_before = std::max(state.not_before, *step.gate);
        next_sweep_ = std::min(next_sweep_, now + kBetweenSweeps);
        shelve(state, *step.gate);
    }
    if (!step.disable) return;
    if (state.disabled == target.fingerprint) return;
    state.disabled = target.fingerprint;
    doors_.source.disable(endpoint, target.fingerprint, outcome.detail);
}

// What waits for a free slot goes back: it will not get one soon.
void DeliveryService::shelve(EndpointState& state, SysTime until) {
    std::deque<queue::Claimed> waiting;
    waiting.swap(state.waiting);
    for (const queue::Claimed& claimed : waiting) {
        Closing closing = put_back(claimed, until);
        if (state.ordered) closing.settlement.verdict = Verdict::wait;
        settler_.add(std::move(closing));
    }
}

asio::awaitable<void> DeliveryService::forgive(std::string endpoint) {
    EndpointState& state = desk_.at(endpoint);
    state.breaker.succeeded();
    state.allowance = 0;
    state.not_before = SysTime{};
    state.disabled.clear();
    state.last_problem.clear();
    doors_.connector.forget(endpoint);
    const queue::Gate lifted{endpoint, SysTime{}, "enabled"};
    const auto done = co_await doors_.queue.set_gate(lifted);
    if (!done) doors_.log->warn("gate.failed", {{"error", done.error().message()}});
    doors_.queue.look_everywhere();
    alarm_->ring();
}

}  // namespace outreach::delivery
