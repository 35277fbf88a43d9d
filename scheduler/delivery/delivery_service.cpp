#include "scheduler/delivery/delivery_service.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "config/base/spawn.hpp"
#include "scheduler/delivery/retry_policy.hpp"

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
// A number that no campaign in force knows is another daemon's, or about to be dropped.
constexpr std::chrono::seconds kUnknownPause{30};
// How far Redis' clock may be ahead of ours when it hands something out (claim.lua).
constexpr std::chrono::seconds kClockTolerance{30};

std::string address_of(const connectors::Target& target) {
    return target.url.host_header() + target.url.path;
}

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
                next = std::min({result->next, token_due_, desk_.next_token(clock.now()), look});
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
    desk_.adopt_limits(doors_.source, now);
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
    request.limit = std::min(room, settings_.batch);
    request.per_lane = settings_.endpoint_concurrency;
    request.lease = settings_.lease;
    request.rooms = desk_.rooms(request.per_lane, now);
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

// A repeat must be explained by the journal before it is sent.
asio::awaitable<void> DeliveryService::note_unknown(std::vector<journal::UnknownOutcome> unknown) {
    std::string lines;
    for (const auto& each : unknown) lines += journal::to_line(each);
    doors_.log->warn("delivery.outcome_unknown", {{"notices", unknown.size()}});
    const auto written = co_await doors_.journal.append(std::move(lines));
    if (!written) doors_.log->error("journal.failed", {{"error", written.error().message()}});
}

void DeliveryService::accept(std::vector<queue::Claimed> claimed) {
    std::map<std::string, bool> touched;
    for (queue::Claimed& each : claimed) {
        const std::string endpoint = queue::endpoint_of_lane(each.lease.lane);
        desk_.at(endpoint).waiting.push_back(std::move(each));
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

asio::awaitable<void> DeliveryService::deliver(std::string endpoint, queue::Claimed claimed) {
    EndpointState& state = desk_.at(endpoint);
    const SysTime now = doors_.clock.now();
    auto prepared = doors_.source.prepare(claimed.lease.lane, claimed.lease.number, now);
    auto closing = without_attempt(state, claimed, prepared);
    if (closing) {
        if (!prepared) doors_.source.found_unknown(claimed.lease.lane);
        settler_.add(std::move(*closing));
    } else {
        co_await attempt(state, std::move(claimed), std::move(*prepared));
    }
    --state.running;
    pump(endpoint);
}

// The reasons not to send what was claimed. The queue may know less than the journal (a Redis that
// lost its last second) or less than the plan (an edit on its way), so both are asked again here.
std::optional<Closing> DeliveryService::without_attempt(
    const EndpointState& state,
    const queue::Claimed& claimed,
    const std::optional<Prepared>& prepared) const {
    const SysTime now = doors_.clock.now();
    const auto* record = doors_.ledger.find(claimed.lease.lane, claimed.lease.number);
    if (record != nullptr && record->is_final()) {
        Closing closing;
        closing.settlement = {claimed.lease, record->verdict, {}};
        return closing;
    }
    if (!prepared) {
        doors_.log->warn("delivery.unknown_number",
                         {{"lane", claimed.lease.lane}, {"number", claimed.lease.number}});
        return put_back(claimed, now + kUnknownPause);
    }
    const std::string& obstacle = prepared->obstacle;
    if (obstacle == "withdrawn") {
        Closing closing = expire(claimed, *prepared, obstacle);
        closing.settlement.verdict = closing.entry->verdict = Verdict::withdrawn;
        return closing;
    }
    if (now >= prepared->deadline) {
        return expire(claimed, *prepared, obstacle.empty() ? "deadline" : obstacle);
    }
    if (!obstacle.empty()) return put_back(claimed, prepared->deadline);
    if (prepared->due > now + kClockTolerance) return put_back(claimed, prepared->due);
    if (record == nullptr && prepared->late && prepared->drop_if_late) {
        return expire(claimed, *prepared, "late");
    }
    if (!state.disabled_url.empty() && state.disabled_url == address_of(*prepared->target)) {
        return put_back(claimed, prepared->deadline);
    }
    if (record != nullptr && record->retry_at > now) return put_back(claimed, record->retry_at);
    if (state.not_before > now) return put_back(claimed, state.not_before);
    return {};
}

asio::awaitable<void> DeliveryService::attempt(EndpointState& state,
                                               queue::Claimed claimed,
                                               Prepared prepared) {
    journal::Attempt entry = entry_for(claimed, prepared);
    const auto* record = doors_.ledger.find(claimed.lease.lane, claimed.lease.number);
    entry.attempt =
        std::max(claimed.settled_attempts, record == nullptr ? 0 : record->attempts) + 1;
    if (entry.attempt == 1) doors_.metrics.lateness(doors_.clock.now() - prepared.due);
    const auto began = std::chrono::steady_clock::now();
    const connectors::Outcome outcome =
        co_await doors_.connector.send(prepared.target, prepared.notice);
    const auto took = std::chrono::steady_clock::now() - began;
    doors_.metrics.delivery_duration(took);
    doors_.metrics.attempt(prepared.target->connector, connectors::word(outcome.verdict));

    AttemptFacts facts;
    facts.attempt = entry.attempt;
    facts.permanent_before = record == nullptr ? 0 : record->permanent_refusals;
    facts.now = doors_.clock.now();
    facts.deadline = prepared.deadline;
    const NextStep step = next_step(outcome, facts, doors_.random);
    if (outcome.verdict == connectors::Verdict::delivered) {
        state.last_success = facts.now;
        state.failures_in_row = 0;
        state.last_problem.clear();
    } else {
        state.last_failure = facts.now;
        ++state.failures_in_row;
        state.last_problem = outcome.detail;
    }
    if (step.gate) state.not_before = *step.gate;
    if (step.disable) state.disabled_url = address_of(*prepared.target);

    entry.at = facts.now;
    entry.verdict = step.verdict;
    entry.result = step.reason.empty() ? connectors::word(outcome.verdict) : step.reason;
    if (outcome.verdict == connectors::Verdict::permanent) entry.result = "permanent";
    entry.status = outcome.status;
    if (outcome.verdict != connectors::Verdict::delivered) entry.detail = outcome.detail;
    if (step.verdict == Verdict::delivered && !prepared.notice->facts.empty()) {
        entry.told = prepared.notice->facts;
    }
    entry.retry_at = step.retry_at;
    entry.took_ms = std::chrono::duration_cast<Millis>(took).count();
    Closing closing;
    closing.settlement = {claimed.lease, step.verdict, step.retry_at};
    if (step.gate) {
        closing.gate =
            queue::Gate{queue::endpoint_of_lane(claimed.lease.lane), *step.gate, "throttled"};
    }
    closing.entry = std::move(entry);
    closing.generation = prepared.generation;
    settler_.add(std::move(closing));
}

journal::Attempt DeliveryService::entry_for(const queue::Claimed& claimed,
                                            const Prepared& prepared) const {
    const campaigns::OutgoingNotice& notice = *prepared.notice;
    journal::Attempt entry;
    entry.at = doors_.clock.now();
    entry.id = notice.id;
    entry.lane = claimed.lease.lane;
    entry.number = claimed.lease.number;
    entry.activity = notice.activity;
    entry.kind = notice.kind;
    entry.purpose = campaigns::word(notice.purpose);
    entry.rule = notice.rule;
    entry.partner = notice.partner;
    entry.due = prepared.due;
    entry.late = prepared.late;
    entry.news = notice.news;
    return entry;
}

Closing DeliveryService::put_back(const queue::Claimed& claimed, SysTime until) const {
    Closing closing;
    closing.settlement = {claimed.lease, Verdict::put_back, until};
    return closing;
}

Closing DeliveryService::expire(const queue::Claimed& claimed,
                                const Prepared& prepared,
                                std::string result) const {
    Closing closing;
    closing.settlement = {claimed.lease, Verdict::expired, {}};
    closing.entry = entry_for(claimed, prepared);
    closing.entry->verdict = Verdict::expired;
    closing.entry->result = std::move(result);
    return closing;
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
    if (entry.verdict == Verdict::delivered) {
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
