#include "scheduler/delivery/delivery_service.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>

#include "config/base/spawn.hpp"

namespace outreach::delivery {
namespace {

namespace asio = boost::asio;
using queue::Verdict;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

// A look without a reason, should every wake-up have been lost. Simulated clocks leap, so there
// the interval is long and the wake-ups have to do.
constexpr std::chrono::seconds kSafetyLook{15};
constexpr std::chrono::hours kSimulatedSafetyLook{24 * 30};
constexpr std::chrono::milliseconds kAfterClaimError{100};

}  // namespace

DeliveryService::DeliveryService(asio::any_io_executor executor,
                                 config::DeliverySettings settings,
                                 Doors doors)
    : executor_(executor),
      settings_(settings),
      doors_(std::move(doors)),
      settler_(executor,
               doors_.queue,
               doors_.journal,
               doors_.ledger,
               doors_.log,
               [this](const Closing& closing, bool fenced) { settled(closing, fenced); }),
      alarm_(doors_.clock.make_alarm()),
      lease_timer_(executor),
      pause_(executor) {}

void DeliveryService::start() {
    if (running_) return;
    running_ = true;
    looped_out_ = false;
    doors_.queue.on_wake([this] { alarm_->ring(); });
    settler_.start();
    asio::co_spawn(executor_, run(), kFailLoudly);
    asio::co_spawn(executor_, keep_leases(), kFailLoudly);
}

bool DeliveryService::in_flight(queue::NoticeNumber number) const {
    return in_hand_.contains(number);
}

DeliveryService::Condition DeliveryService::condition() const {
    Condition condition = condition_;
    condition.in_flight = in_hand_.size();
    return condition;
}

asio::awaitable<void> DeliveryService::run() {
    while (running_) {
        Clock& clock = doors_.clock;
        SysTime next = clock.now();
        {
            // Time stands at its real pace from the wake-up until all that was due is handed on.
            const WorkGuard working(clock);
            auto result = co_await claim();
            if (!running_) {
                if (result) co_await give_back(std::move(result->notices));
                break;
            }
            if (!result) {
                handle_claim_error(result.error());
            } else {
                condition_.claim_error.clear();
                condition_.clock_skewed = false;
                condition_.next = result->next;
                const bool got_some = !result->notices.empty();
                const bool full = static_cast<int>(in_hand_.size()) >= settings_.concurrency;
                accept(std::move(result->notices));
                pump_all();
                if (!full && (result->unasked || (result->more && got_some))) continue;
                const SysTime look = clock.now() + (clock.simulated() ? Millis{kSimulatedSafetyLook}
                                                                      : Millis{kSafetyLook});
                next = std::min(
                    {result->next, token_due_, desk_.next_token(clock.now()), next_sweep_, look});
            }
        }
        if (!condition_.claim_error.empty()) {
            // In real time and whatever rings: a store that is away must not be asked in a circle.
            pause_.expires_after(kAfterClaimError);
            co_await pause_.async_wait(kTuple);
            continue;
        }
        co_await alarm_->wait_until(next);
        if (!doors_.clock.simulated() && doors_.clock.now() - looked_everywhere_ >= kSafetyLook) {
            looked_everywhere_ = doors_.clock.now();
            doors_.queue.look_everywhere();
        }
    }
    looped_out_ = true;
}

asio::awaitable<Result<queue::ClaimResult>> DeliveryService::claim() {
    const SysTime now = doors_.clock.now();
    for (EndpointDesk::Stale& each : desk_.adopt_limits(doors_.source, now)) {
        if (each.fresh) unrecalled_.insert(each.endpoint);
        stale_.push_back(std::move(each));
    }
    while (!stale_.empty()) {
        const char* only_over = stale_.back().everything ? "" : "rate";
        queue::Gate lifted{stale_.back().endpoint, SysTime{}, "changed", only_over};
        const auto done = co_await doors_.queue.set_gate(std::move(lifted));
        if (!done) co_return done.error();
        stale_.pop_back();
    }
    if (!unrecalled_.empty()) {
        const auto recalled = co_await recall_rests();
        if (!recalled) co_return recalled.error();
    }
    if (now >= next_sweep_) {
        const auto swept = co_await expire_behind_rests();
        if (!swept) co_return swept.error();
    }
    queue::ClaimRequest request;
    const int room = settings_.concurrency - static_cast<int>(in_hand_.size());
    if (room <= 0 || doors_.journal.failed()) {
        // A settlement rings the alarm; without a journal nothing may be sent at all. No token is
        // waited for: one that has come would have us ask again and again for room.
        token_due_ = SysTime::max();
        queue::ClaimResult nothing;
        nothing.now = now;
        nothing.more = true;
        co_return nothing;
    }
    // The last quarter is for endpoints that have nothing in hand: whoever hangs cannot have it.
    const int kept = settings_.concurrency / 4;
    const bool scarce = room <= kept;
    request.limit = std::min(scarce ? room : room - kept, settings_.batch);
    request.per_lane = settings_.endpoint_concurrency;
    request.lease = settings_.lease;
    request.rooms = desk_.rooms(
        request.per_lane, now, scarce ? std::optional<int>(room) : std::optional<int>());
    // A token that comes while the claim is under way must still be waited for.
    token_due_ = desk_.next_token(now);
    auto result = co_await doors_.queue.claim(std::move(request));
    if (!result) co_return result;
    std::vector<journal::UnknownOutcome> unknown;
    // What is in hand still, its lease having ended meanwhile, is settled by its first lease.
    std::erase_if(result->notices, [this](const queue::Claimed& each) {
        return in_hand_.contains(each.lease.number);
    });
    for (const queue::Claimed& claimed : result->notices) {
        in_hand_.emplace(claimed.lease.number, InHand{claimed, WorkGuard(doors_.clock)});
        if (!claimed.outcome_unknown) continue;
        unknown.push_back({result->now, claimed.lease.lane, claimed.lease.number});
    }
    if (!unknown.empty()) co_await note_unknown(std::move(unknown));
    co_return result;
}

// An endpoint that asked to be left alone before this daemon was started is still resting: other
// daemons' gates are in the store, our own in the journal too, should the store have lost them.
asio::awaitable<Result<void>> DeliveryService::recall_rests() {
    auto gates = co_await doors_.queue.read_gates();
    if (!gates) co_return gates.error();
    std::map<std::string, SysTime> gated;
    for (const queue::Gate& gate : *gates) {
        gated[gate.endpoint] = gate.not_before;
        if (gate.not_before == queue::kPaused || !unrecalled_.contains(gate.endpoint)) continue;
        EndpointDesk::rest(desk_.at(gate.endpoint), gate.not_before);
    }
    while (!unrecalled_.empty()) {
        const std::string endpoint = *unrecalled_.begin();
        const auto known = doors_.ledger.endpoints().find(endpoint);
        EndpointState& state = desk_.at(endpoint);
        if (known != doors_.ledger.endpoints().end()) {
            desk_.recall(endpoint, known->second, doors_.clock.now());
        }
        if (state.not_before > gated[endpoint]) {
            queue::Gate again{endpoint, state.not_before, "recalled"};
            const auto set = co_await doors_.queue.set_gate(std::move(again));
            if (!set) co_return set.error();
        }
        unrecalled_.erase(endpoint);
    }
    next_sweep_ = SysTime{};
    co_return Result<void>();
}

// The gate of a rest keeps what is behind it from being claimed, but not from dying in time. The
// store is asked first: what it does not have, another daemon has ended, or has in hand.
asio::awaitable<Result<void>> DeliveryService::expire_behind_rests() {
    next_sweep_ = SysTime::max();
    std::vector<journal::NoticePlace> places;
    for (const auto& [endpoint, state] : desk_.all()) {
        if (state.not_before <= doors_.clock.now()) continue;
        next_sweep_ = doors_.clock.now() + kBetweenSweeps;
        std::ranges::move(doors_.source.overdue(endpoint, doors_.clock.now(), kMostOfSweep),
                          std::back_inserter(places));
        if (places.size() >= kMostOfSweep) break;
    }
    std::vector<Closing> ended;
    std::string lines;
    for (const journal::NoticePlace& place : places) {
        const auto prepared = doors_.source.prepare(place.lane, place.number, doors_.clock.now());
        if (!prepared || prepared->deadline > doors_.clock.now()) continue;
        const auto gone = co_await doors_.queue.withdraw(place.lane, place.number);
        if (!gone) break;
        const auto* record = doors_.ledger.find(place.lane, place.number);
        if (*gone != queue::Change::done || (record != nullptr && record->is_final())) continue;
        queue::Claimed claimed;
        claimed.lease.lane = place.lane;
        claimed.lease.number = place.number;
        const std::string& obstacle = prepared->obstacle;
        ended.push_back(obstacle == "withdrawn"
                            ? end(claimed, *prepared, queue::Verdict::withdrawn, obstacle)
                            : end(claimed,
                                  *prepared,
                                  queue::Verdict::expired,
                                  obstacle.empty() ? "deadline" : obstacle));
        ended.back().generation = prepared->generation;
        lines += journal::to_line(*ended.back().entry);
    }
    if (places.size() >= kMostOfSweep && !ended.empty()) next_sweep_ = doors_.clock.now();
    const auto written = co_await doors_.journal.append(std::move(lines));
    if (!written) co_return written;
    for (const Closing& closing : ended) {
        doors_.ledger.apply(*closing.entry);
        settled(closing, false);
    }
    co_return Result<void>();
}

// A repeat must be explained by the journal before it is sent.
asio::awaitable<void> DeliveryService::note_unknown(std::vector<journal::UnknownOutcome> unknown) {
    std::string lines;
    for (const auto& each : unknown) lines += journal::to_line(each);
    doors_.log->warn("delivery.outcome_unknown", {{"notices", unknown.size()}});
    const auto written = co_await doors_.journal.append(std::move(lines));
    if (!written) doors_.log->error("journal.failed", {{"error", written.error().message()}});
    if (!written) co_return;
    for (const auto& each : unknown) doors_.ledger.apply(each);
}

void DeliveryService::accept(std::vector<queue::Claimed> claimed) {
    std::map<std::string, bool> touched;
    for (queue::Claimed& each : claimed) {
        const std::string endpoint = queue::endpoint_of_lane(each.lease.lane);
        desk_.wait(desk_.at(endpoint), std::move(each));
        touched[endpoint] = true;
    }
    for (const auto& [endpoint, unused] : touched) pump(endpoint);
}

// A changed limit, or a rate's next token, lets go what has waited here.
void DeliveryService::pump_all() {
    for (const auto& [name, state] : desk_.all()) {
        if (!state.waiting.empty()) pump(name);
    }
}

void DeliveryService::pump(const std::string& endpoint) {
    if (doors_.journal.failed()) return;  // what cannot be recorded is not sent
    EndpointState& state = desk_.at(endpoint);
    while (auto claimed = desk_.start_one(state, doors_.clock.now())) {
        asio::co_spawn(executor_, deliver(endpoint, std::move(*claimed)), kFailLoudly);
    }
}

void DeliveryService::settled(const Closing& closing, bool fenced) {
    const auto hand = in_hand_.find(closing.settlement.lease.number);
    if (hand != in_hand_.end() &&
        hand->second.claimed.lease.token == closing.settlement.lease.token) {
        in_hand_.erase(hand);
    }
    alarm_->ring();
    if (fenced) {
        doors_.log->warn(
            "delivery.fenced",
            {{"lane", closing.settlement.lease.lane}, {"number", closing.settlement.lease.number}});
        // The lease is unknown: either another worker has it, or the store lost it.
        doors_.source.request_rebuild();
    }
    if (!closing.entry) return;
    const journal::Attempt& entry = *closing.entry;
    if (doors_.log->wants(LogLevel::info)) {
        doors_.log->info("delivery.attempted",
                         {{"notice", entry.id},
                          {"partner", entry.partner.str()},
                          {"attempt", entry.attempt},
                          {"status", entry.status},
                          {"result", entry.result},
                          {"verdict", journal::word(entry.verdict)},
                          {"late", entry.late},
                          {"took_ms", entry.took_ms},
                          {"detail", entry.detail}});
    }
    if (entry.verdict != Verdict::retry) {
        doors_.metrics.notice_settled(entry.kind, entry.purpose, journal::word(entry.verdict));
    }
    if (entry.verdict == Verdict::delivered || entry.unknown) {
        doors_.source.was_delivered(entry.lane, closing.generation);
    }
    // News that reached nobody leaves somebody with what no longer holds.
    const bool lost = entry.verdict == Verdict::dead || entry.verdict == Verdict::expired;
    if (lost && entry.news) doors_.source.was_delivered(entry.lane, 0);
    if (listener_) listener_(entry);
}

void DeliveryService::handle_claim_error(const boost::system::error_code& error) {
    const bool news = condition_.claim_error != error.message();
    condition_.claim_error = error.message();
    condition_.clock_skewed = error == Errc::clock_skew;
    if (news) doors_.log->warn("claim.failed", {{"error", error.message()}});
    if (error == Errc::store_lost) doors_.source.request_rebuild();
}

// What a claim brought after the daemon was told to stop was never sent.
asio::awaitable<void> DeliveryService::give_back(std::vector<queue::Claimed> claimed) {
    std::vector<queue::Lease> leases;
    for (const queue::Claimed& each : claimed) {
        leases.push_back(each.lease);
        in_hand_.erase(each.lease.number);
    }
    if (leases.empty()) co_return;
    const auto released = co_await doors_.queue.release(std::move(leases));
    if (!released) doors_.log->warn("release.failed", {{"error", released.error().message()}});
}

asio::awaitable<void> DeliveryService::keep_leases() {
    while (running_) {
        lease_timer_.expires_after(settings_.lease / 4);
        co_await lease_timer_.async_wait(kTuple);
        std::vector<queue::Lease> old;
        const SysTime half = doors_.clock.now() + settings_.lease / 2;
        for (const auto& [number, each] : in_hand_) {
            if (each.claimed.lease_end <= half) old.push_back(each.claimed.lease);
        }
        if (!running_ || old.empty()) continue;
        const auto held = co_await doors_.queue.extend(old, settings_.lease);
        if (!held) continue;
        const SysTime end = doors_.clock.now() + settings_.lease;
        for (std::size_t i = 0; i < old.size(); ++i) {
            const auto found = in_hand_.find(old[i].number);
            if ((*held)[i] && found != in_hand_.end()) found->second.claimed.lease_end = end;
        }
    }
}

asio::awaitable<void> DeliveryService::drain(std::chrono::milliseconds drain_time) {
    running_ = false;
    condition_.draining = true;
    doors_.queue.on_wake(nullptr);
    alarm_->ring();
    lease_timer_.cancel();
    pause_.cancel();
    std::vector<queue::Lease> unsent;
    for (const auto& [name, unused] : desk_.all()) {
        for (const queue::Claimed& claimed : desk_.at(name).waiting) {
            unsent.push_back(claimed.lease);
            in_hand_.erase(claimed.lease.number);
        }
        desk_.at(name).waiting.clear();
    }
    const auto began = std::chrono::steady_clock::now();
    asio::steady_timer look(executor_);
    while ((!looped_out_ || !in_hand_.empty() || !settler_.idle()) &&
           std::chrono::steady_clock::now() - began < drain_time) {
        look.expires_after(std::chrono::milliseconds{10});
        co_await look.async_wait(kTuple);
    }
    settler_.stop();
    // What is still being sent keeps its lease: its outcome is unknown, and the next run, which
    // gives the leases of this one back, must know that.
    if (!in_hand_.empty()) {
        doors_.log->warn("delivery.unfinished", {{"notices", in_hand_.size()}});
    }
    const std::size_t count = unsent.size();
    if (count != 0) {
        const auto released = co_await doors_.queue.release(std::move(unsent));
        doors_.log->info("delivery.released", {{"notices", count}, {"ok", released.has_value()}});
    }
}

}  // namespace outreach::delivery
