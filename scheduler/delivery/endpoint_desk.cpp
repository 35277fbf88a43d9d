#include "scheduler/delivery/endpoint_desk.hpp"

#include <algorithm>

namespace outreach::delivery {
namespace {

void set_bucket(EndpointState& state, SysTime now) {
    std::optional<Pace> pace;
    for (const auto& rate : {state.rate, state.agreed}) {
        if (!rate) continue;
        pace = pace ? stricter(*pace, pace_of(*rate)) : pace_of(*rate);
    }
    if (!pace) {
        state.bucket.reset();
    } else if (!state.bucket || !(state.bucket->pace() == *pace)) {
        state.bucket.emplace(*pace, now);
    }
}

// 0: urgent, 1: a first attempt, 2: another one.
int rank(const queue::Claimed& claimed) {
    if (claimed.lease.lane.ends_with("/u")) return 0;
    return claimed.settled_attempts == 0 ? 1 : 2;
}

}  // namespace

int EndpointState::limit_at(SysTime now) const {
    switch (breaker.state(now)) {
        case Breaker::State::closed:
            return allowance == 0 ? limit : std::min(limit, allowance);
        case Breaker::State::open:
            return 0;
        case Breaker::State::half_open:
            return 1;
    }
    return limit;
}

void EndpointState::slow_down() {
    allowance = 1;
}

void EndpointState::speed_up() {
    if (allowance == 0) return;
    allowance *= 2;
    if (allowance >= limit) allowance = 0;
}

std::vector<EndpointDesk::Stale> EndpointDesk::adopt_limits(const NoticeSource& source,
                                                            SysTime now) {
    std::vector<Stale> stale;
    if (source.limits_version() == version_) return stale;
    version_ = source.limits_version();
    for (const auto& [name, limits] : source.limits()) {
        const auto [place, fresh] = endpoints_.try_emplace(name);
        EndpointState& state = place->second;
        const bool moved = !fresh && state.fingerprint != limits.fingerprint;
        const bool other_rate = fresh || !(state.rate == limits.rate);
        if (moved) {
            state.breaker.succeeded();
            state.not_before = SysTime{};
            state.allowance = 0;
            state.last_problem.clear();
            state.agreed.reset();
        }
        if (moved || other_rate) stale.push_back({name, moved, fresh});
        state.fingerprint = limits.fingerprint;
        state.ordered = limits.ordered;
        state.limit = limits.ordered ? 1 : limits.concurrency;
        state.rate = limits.rate;
        set_bucket(state, now);
    }
    return stale;
}

void EndpointDesk::recall(const std::string& endpoint,
                          const journal::EndpointMemory& memory,
                          SysTime now) {
    EndpointState& state = endpoints_[endpoint];
    state.last_success = std::max(state.last_success, memory.last_success);
    if (memory.fingerprint != state.fingerprint) return;
    state.last_failure = std::max(state.last_failure, memory.last_failure);
    if (memory.rest > now) rest(state, memory.rest);
    if (memory.failures == 0) return;
    state.last_problem = memory.problem;
    state.breaker.recall(memory.failures, memory.first_failure);
}

void EndpointDesk::rest(EndpointState& state, SysTime until) {
    state.not_before = std::max(state.not_before, until);
    state.slow_down();
}

void EndpointDesk::agree(EndpointState& state, std::optional<campaigns::Rate> rate, SysTime now) {
    if (state.agreed == rate) return;
    state.agreed = rate;
    set_bucket(state, now);
}

std::map<std::string, queue::Room> EndpointDesk::rooms(int per_lane,
                                                       SysTime now,
                                                       std::optional<int> scarce) const {
    std::map<std::string, queue::Room> rooms;
    for (const auto& [name, state] : endpoints_) {
        const int in_hand = state.running + static_cast<int>(state.waiting.size());
        const int limit = state.limit_at(now);
        queue::Room room;
        const bool single = state.ordered || limit < state.limit;
        room.most = std::max(0, (single ? limit : limit * 2) - in_hand);
        room.ordered = state.ordered;
        if (state.bucket) {
            room.burst = state.bucket->pace().burst;
            room.interval = state.bucket->pace().interval;
        }
        if (scarce) {
            constexpr int kShare = 8;
            room.most = in_hand > 0 ? 0 : std::min(room.most, std::max(1, *scarce / kShare));
        } else if (room.most >= per_lane && in_hand == 0 && !state.bucket && !state.ordered) {
            continue;
        }
        room.most = std::min(room.most, per_lane);
        rooms[name] = room;
    }
    return rooms;
}

void EndpointDesk::wait(EndpointState& state, queue::Claimed claimed) {
    const int own = rank(claimed);
    auto place = state.waiting.end();
    while (place != state.waiting.begin() && rank(*std::prev(place)) > own) --place;
    state.waiting.insert(place, std::move(claimed));
}

std::optional<queue::Claimed> EndpointDesk::start_one(EndpointState& state, SysTime now) {
    if (state.waiting.empty() || state.running >= state.limit_at(now)) return {};
    if (state.bucket) {
        if (state.bucket->available(now) < 1) return {};
        state.bucket->take();
    }
    queue::Claimed claimed = std::move(state.waiting.front());
    state.waiting.pop_front();
    ++state.running;
    return claimed;
}

SysTime EndpointDesk::next_token(SysTime now) {
    SysTime next = SysTime::max();
    for (auto& [name, state] : endpoints_) {
        if (state.waiting.empty()) continue;
        if (state.bucket && state.bucket->available(now) < 1) {
            next = std::min(next, state.bucket->next(now));
        }
    }
    return next;
}

}  // namespace outreach::delivery
