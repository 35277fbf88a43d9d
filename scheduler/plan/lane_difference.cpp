#include "scheduler/plan/lane_difference.hpp"

#include <algorithm>
#include <set>

namespace outreach::plan {
namespace {

// Later than what the queue takes for a moment that has begun already.
constexpr std::chrono::seconds kSoon{1};

}  // namespace

queue::LaneChange lane_difference(const LaneInput& input,
                                  const queue::LaneName& lane,
                                  const std::vector<queue::QueueEntry>& present) {
    queue::LaneChange change;
    change.lane = lane;
    change.revision = input.revision;
    std::map<queue::NoticeNumber, SysTime> there;
    for (const auto& entry : present) there.emplace(entry.number, entry.due);
    std::set<queue::NoticeNumber> wanted;
    const SysTime now = input.now;
    const auto planned =
        input.compiled != nullptr
            ? input.compiled->lanes().find(lane)
            : std::map<queue::LaneName, std::vector<std::uint32_t>>::const_iterator();
    if (input.compiled != nullptr && planned != input.compiled->lanes().end()) {
        for (const std::uint32_t index : planned->second) {
            const PlannedNotice& notice = input.compiled->plan().notices[index];
            const auto* record = input.ledger.find(lane, notice.number);
            if (record != nullptr && record->is_final()) continue;
            wanted.insert(notice.number);
            const bool revived = record != nullptr && record->revived;
            if (revived) change.revived.push_back(notice.number);
            const auto found = there.find(notice.number);
            // A person may have given it a later deadline than the plan's.
            const SysTime deadline = record != nullptr
                                         ? std::max(notice.deadline, SysTime{record->deadline})
                                         : notice.deadline;
            const SysTime when = notice.hold == Hold::none ? notice.queue_time() : deadline;
            const bool retrying =
                record != nullptr && notice.hold == Hold::none && (notice.due <= now || revived);
            if (input.in_flight(notice.number)) continue;
            // In an ordered lane it keeps its place; delivery makes the lane wait for the retry.
            const bool ordered =
                input.compiled->endpoint_of(notice).order == campaigns::Order::fifo;
            const SysTime again = retrying && !ordered ? record->retry_at() : when;
            if (found == there.end()) {
                change.upserts.push_back({notice.number, again, retrying ? record->attempts : 0});
            } else if (found->second != when && !retrying) {
                change.upserts.push_back({notice.number, when, 0});
            } else if (retrying && found->second >= deadline && record->retry_at() < deadline) {
                // It was put aside at its deadline and may go again.
                change.upserts.push_back({notice.number,
                                          ordered ? when : std::max(again, input.now + kSoon),
                                          record->attempts});
            }
        }
    }
    for (const auto& entry : present) {
        if (wanted.contains(entry.number)) continue;
        const auto* record = input.ledger.find(lane, entry.number);
        const bool over = record != nullptr && record->is_final();
        // What we skip, a daemon that has seen it earlier may have planned.
        const auto* here = input.compiled != nullptr ? input.compiled->find(entry.number) : nullptr;
        const bool known = here != nullptr && here->hold != Hold::withdrawn &&
                           input.compiled->lane_of(*here) == lane;
        if (!over && known) continue;
        (over ? change.finals : change.drops).push_back(entry.number);
    }
    if (input.everything || present.empty()) {
        change.finals.clear();
        if (const auto* records = input.ledger.lane(lane)) {
            for (const auto& [number, record] : *records) {
                if (record.is_final()) change.finals.push_back(number);
            }
        }
    }
    return change;
}

}  // namespace outreach::plan
