#include "scheduler/delivery/endpoint_desk.hpp"

#include <algorithm>

namespace outreach::delivery {

void EndpointDesk::adopt_limits(const NoticeSource& source, SysTime now) {
    if (source.limits_version() == version_) return;
    version_ = source.limits_version();
    for (const auto& [name, limits] : source.limits()) {
        EndpointState& state = endpoints_[name];
        state.limit = limits.concurrency;
        state.bucket.reset();
        if (limits.rate) state.bucket.emplace(*limits.rate, now);
    }
}

std::map<std::string, int> EndpointDesk::rooms(int per_lane, SysTime now) {
    std::map<std::string, int> rooms;
    for (auto& [name, state] : endpoints_) {
        const int in_hand = state.running + static_cast<int>(state.waiting.size());
        int room = std::max(0, state.limit * 2 - in_hand);
        if (state.bucket) {
            const int waiting = static_cast<int>(state.waiting.size());
            room = std::min(room, std::max(0, state.bucket->available(now) - waiting));
        }
        if (room < per_lane || in_hand > 0 || state.bucket) rooms[name] = std::min(room, per_lane);
    }
    return rooms;
}

std::optional<queue::Claimed> EndpointDesk::start_one(EndpointState& state, SysTime now) {
    if (state.waiting.empty() || state.running >= state.limit) return {};
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
        if (state.bucket && state.bucket->available(now) < 1) {
            next = std::min(next, state.bucket->next(now));
        }
    }
    return next;
}

}  // namespace outreach::delivery
