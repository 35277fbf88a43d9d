// What a step of the queue carries as the arguments of its script, cut into calls of a bounded
// size.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scheduler/queue/notice_queue.hpp"
#include "scheduler/queue/queue_keys.hpp"

namespace outreach::queue {

// What one script call may carry at most.
inline constexpr std::size_t kMostItems = 256;

inline std::string text(std::int64_t value) {
    return std::to_string(value);
}
inline std::string number_text(NoticeNumber number) {
    return std::to_string(number);
}

// As settle.lua reads it.
[[nodiscard]] char letter(Verdict verdict);

// One part of a lane change, of at most kMostItems items.
struct Part {
    std::vector<std::string> upserts, drops, finals, revived;
    [[nodiscard]] std::size_t items() const {
        return upserts.size() / 3 + drops.size() + finals.size() + revived.size();
    }
};

[[nodiscard]] std::vector<Part> split(const LaneChange& change);

// Indexes of `items`, by the partition of their lanes.
template <class T>
std::map<int, std::vector<std::size_t>> by_partition(const QueueKeys& keys,
                                                     const std::vector<T>& items,
                                                     const LaneName& (*lane_of)(const T&)) {
    std::map<int, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < items.size(); ++i) {
        groups[keys.partition_of_lane(lane_of(items[i]))].push_back(i);
    }
    return groups;
}

// Cuts index lists into chunks that one script call may carry.
[[nodiscard]] std::vector<std::pair<int, std::vector<std::size_t>>> chunks(
    const std::map<int, std::vector<std::size_t>>& groups);

inline const LaneName& lane_of_lease(const Lease& lease) {
    return lease.lane;
}
inline const LaneName& lane_of_settlement(const Settlement& each) {
    return each.lease.lane;
}

void add_lease(std::vector<std::string>& args, const Lease& lease);

}  // namespace outreach::queue
