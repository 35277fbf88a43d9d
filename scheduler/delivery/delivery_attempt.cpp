// One attempt, from what was claimed to what is settled.
#include <algorithm>
#include <boost/asio/use_awaitable.hpp>

#include "scheduler/delivery/delivery_service.hpp"

namespace outreach::delivery {
namespace {

namespace asio = boost::asio;
using queue::Verdict;

// A number that no campaign in force knows is another daemon's, or about to be dropped.
constexpr std::chrono::seconds kUnknownPause{30};
// How far Redis' clock may be ahead of ours when it hands something out (claim.lua).
constexpr std::chrono::seconds kClockTolerance{30};

void tell(journal::Attempt& entry, const Prepared& prepared) {
    if (!prepared.notice->facts.empty()) entry.told = prepared.notice->facts;
}

}  // namespace

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
    if (obstacle == "withdrawn") return end(claimed, *prepared, Verdict::withdrawn, obstacle);
    if (now >= prepared->deadline) {
        const bool free = obstacle.empty();
        return end(claimed, *prepared, Verdict::expired, free ? "deadline" : obstacle);
    }
    const bool once = prepared->target->promise == campaigns::DeliveryPromise::at_most_once;
    if (once && (claimed.outcome_unknown || (record != nullptr && record->sending))) {
        return end(claimed, *prepared, Verdict::dead, "outcome unknown");
    }
    if (!obstacle.empty()) return put_back(claimed, prepared->deadline);
    if (prepared->due > now + kClockTolerance) return put_back(claimed, prepared->due);
    const bool untried = record == nullptr || record->attempts == 0;
    if (untried && prepared->late && prepared->drop_if_late) {
        return end(claimed, *prepared, Verdict::expired, "late");
    }
    if (!state.disabled.empty() && state.disabled == prepared->target->fingerprint) {
        return put_back(claimed, prepared->deadline);
    }
    if (record != nullptr && record->retry_at() > now) {
        Closing closing = put_back(claimed, record->retry_at());
        if (state.ordered) closing.settlement.verdict = Verdict::wait;
        return closing;
    }
    if (state.not_before > now) {
        Closing closing = put_back(claimed, state.not_before);
        if (state.ordered) closing.settlement.verdict = Verdict::wait;
        return closing;
    }
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
    const bool once = prepared.target->promise == campaigns::DeliveryPromise::at_most_once;
    if (once) {
        const bool noted = co_await note_sending(claimed.lease, false);
        if (!noted) {
            settler_.add(put_back(claimed, doors_.clock.now() + kUnknownPause));
            co_return;
        }
    }
    connectors::Trial trial;
    trial.attempt = entry.attempt;
    trial.maybe_repeat = claimed.outcome_unknown || (record != nullptr && record->unknown);
    const auto began = std::chrono::steady_clock::now();
    const connectors::Outcome outcome =
        co_await doors_.connector.send(prepared.target, prepared.notice, trial);
    const auto took = std::chrono::steady_clock::now() - began;
    doors_.metrics.delivery_duration(took);
    doors_.metrics.attempt(prepared.target->connector, connectors::word(outcome.verdict));

    AttemptFacts facts;
    facts.attempt = entry.attempt - (record == nullptr ? 0 : record->spared);
    facts.permanent_before = record == nullptr ? 0 : record->permanent_refusals;
    facts.now = doors_.clock.now();
    facts.deadline = prepared.deadline;
    if (!prepared.target->retries.empty()) facts.ladder = prepared.target->retries;
    facts.at_most_once = once;
    NextStep step = next_step(outcome, facts, doors_.random);
    const std::string endpoint = queue::endpoint_of_lane(claimed.lease.lane);
    learn(endpoint, state, *prepared.target, outcome, step);

    Closing closing;
    closing.settlement = {claimed.lease, step.verdict, step.retry_at};
    const bool rate = connectors::arrived(outcome.verdict);
    if (step.gate) {
        closing.gate =
            queue::Gate{endpoint, *step.gate, rate ? "rate" : connectors::word(outcome.verdict)};
    }
    if (step.verdict == Verdict::put_back) {
        // Nothing was sent: no attempt, and in an ordered lane no place lost.
        if (state.ordered) closing.settlement.verdict = Verdict::wait;
        if (once) co_await note_sending(claimed.lease, true);
        settler_.add(std::move(closing));
        co_return;
    }
    entry.at = facts.now;
    entry.verdict = step.verdict;
    entry.result = step.reason.empty() ? connectors::word(outcome.verdict) : step.reason;
    if (outcome.verdict == connectors::Verdict::permanent) entry.result = "permanent";
    entry.status = outcome.status;
    entry.detail = outcome.detail;
    entry.unknown = outcome.unknown || claimed.outcome_unknown;
    entry.reference = outcome.reference;
    entry.answer = outcome.answer;
    if (outcome.verdict == connectors::Verdict::delivered) entry.detail.clear();
    if (step.verdict == Verdict::delivered || entry.unknown) tell(entry, prepared);
    entry.retry_at = step.retry_at;
    entry.spared = step.spared;
    if (!rate) entry.fingerprint = prepared.target->fingerprint;
    if (step.gate && !rate) entry.rest = *step.gate;
    entry.took_ms = std::chrono::duration_cast<Millis>(took).count();
    closing.entry = std::move(entry);
    closing.generation = prepared.generation;
    settler_.add(std::move(closing));
}

// What must not be sent twice is on record before it is sent: a Redis that is wiped in a crash
// forgets the lease. False if the journal cannot be written.
asio::awaitable<bool> DeliveryService::note_sending(queue::Lease lease, bool called_off) {
    const journal::Sending sending{doors_.clock.now(), lease.lane, lease.number, called_off};
    const auto written = co_await doors_.journal.append(journal::to_line(sending));
    if (!written) co_return false;
    doors_.ledger.apply(sending);
    co_return true;
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

Closing DeliveryService::end(const queue::Claimed& claimed,
                             const Prepared& prepared,
                             Verdict verdict,
                             std::string result) const {
    Closing closing;
    closing.settlement = {claimed.lease, verdict, {}};
    closing.entry = entry_for(claimed, prepared);
    closing.entry->verdict = verdict;
    closing.entry->result = std::move(result);
    // Whoever may have been told must hear of what changes.
    const auto* record = doors_.ledger.find(claimed.lease.lane, claimed.lease.number);
    closing.entry->unknown = claimed.outcome_unknown || (record != nullptr && record->sending);
    if (closing.entry->unknown) tell(*closing.entry, prepared);
    return closing;
}

}  // namespace outreach::delivery
