// NoticeQueue in memory: what the contract suite runs over beside Redis, and the model that random
// operations are compared with.
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "config/base/clock.hpp"
#include "scheduler/queue/notice_queue.hpp"

namespace outreach::test {

class InMemoryQueue final : public queue::NoticeQueue {
public:
    explicit InMemoryQueue(Clock& clock) : clock_(clock) {}

    Awaitable<Opened> open() override {
        const Opened answer = opened_ ? Opened::known : Opened::empty;
        opened_ = true;
        co_return answer;
    }
    Awaitable<queue::Revision> begin_revision(CampaignId campaign,
                                              std::int64_t seen,
                                              std::string digest,
                                              std::string) override {
        auto& [number, known] = campaigns_[campaign];
        queue::Revision revision;
        revision.number = number;
        if (known == digest) {
            revision.answer = queue::Revision::Answer::equal;
        } else if (number != seen) {
            revision.answer = queue::Revision::Answer::stale;
        } else {
            known = digest;
            revision.number = ++number;
        }
        co_return revision;
    }
    Awaitable<std::vector<queue::LaneName>> list_lanes() override {
        std::vector<queue::LaneName> names;
        for (const auto& [name, lane] : lanes_) names.push_back(name);
        co_return names;
    }
    Awaitable<std::vector<std::vector<queue::QueueEntry>>> read_lanes(
        std::vector<queue::LaneName> names) override {
        std::vector<std::vector<queue::QueueEntry>> all;
        for (const auto& name : names) {
            auto& entries = all.emplace_back();
            for (const auto& [number, item] : lanes_[name].items) {
                entries.push_back({number, item.score, 0});
            }
        }
        co_return all;
    }
    Awaitable<std::vector<queue::LaneChangeResult>> set_lanes(
        std::vector<queue::LaneChange> changes) override {
        std::vector<queue::LaneChangeResult> results;
        for (const auto& change : changes) results.push_back(set_lane(change));
        if (wake_) wake_();
        co_return results;
    }
    Awaitable<queue::ClaimResult> claim(queue::ClaimRequest request) override {
        queue::ClaimResult result;
        result.now = clock_.now();
        for (const char suffix : {'u', 'n'}) {
            for (auto& [name, lane] : lanes_) {
                if (name.back() == suffix) claim_from(name, lane, request, result);
            }
        }
        for (auto& [name, lane] : lanes_) {
            const SysTime head = head_of(name, lane);
            if (head == SysTime::max()) continue;
            if (head <= result.now) result.more = true;
            if (head > result.now) result.next = std::min(result.next, head);
        }
        co_return result;
    }
    Awaitable<std::vector<bool>> settle(std::vector<queue::Settlement> settlements,
                                        std::vector<queue::Gate> gates) override {
        std::vector<bool> taken;
        for (const auto& each : settlements) taken.push_back(settle_one(each));
        for (const auto& gate : gates) {
            auto& [until, reason] = gates_[gate.endpoint];
            if (gate.not_before > until) until = gate.not_before;
        }
        co_return taken;
    }
    Awaitable<int> release(std::vector<queue::Lease> leases) override {
        int released = 0;
        for (const auto& lease : leases) {
            Item* item = held(lease);
            if (item == nullptr) continue;
            item->token.clear();
            item->score = clock_.now();
            ++released;
        }
        co_return released;
    }
    Awaitable<int> release_former() override {
        int released = 0;
        for (auto& [name, lane] : lanes_) {
            for (auto& [number, item] : lane.items) {
                if (item.token.empty() || item.score <= clock_.now()) continue;
                item.score = clock_.now();
                ++released;
            }
        }
        co_return released;
    }
    Awaitable<std::vector<bool>> extend(std::vector<queue::Lease> leases, Millis length) override {
        std::vector<bool> answers;
        for (const auto& lease : leases) {
            Item* item = held(lease);
            if (item != nullptr) item->score = clock_.now() + length;
            answers.push_back(item != nullptr);
        }
        co_return answers;
    }
    Awaitable<int> set_gate(queue::Gate gate) override {
        gates_[gate.endpoint] = {gate.not_before, gate.reason};
        co_return static_cast<int>(
            std::count_if(lanes_.begin(), lanes_.end(), [&](const auto& each) {
                return queue::endpoint_of_lane(each.first) == gate.endpoint;
            }));
    }
    Awaitable<queue::Change> withdraw(queue::LaneName lane, queue::NoticeNumber number) override {
        auto& items = lanes_[lane].items;
        const auto found = items.find(number);
        if (found == items.end()) co_return queue::Change::absent;
        if (leased(found->second)) co_return queue::Change::leased;
        items.erase(found);
        lanes_[lane].done.insert(number);
        co_return queue::Change::done;
    }
    Awaitable<queue::Change> move(queue::LaneName lane,
                                  queue::NoticeNumber number,
                                  SysTime due) override {
        auto& items = lanes_[lane].items;
        const auto found = items.find(number);
        if (found == items.end()) co_return queue::Change::absent;
        if (leased(found->second)) co_return queue::Change::leased;
        found->second.score = due;
        co_return queue::Change::done;
    }
    Awaitable<queue::LaneDigest> verify(queue::LaneName lane) override {
        queue::LaneDigest digest;
        digest.waiting = lanes_[lane].items.size();
        digest.final_count = lanes_[lane].done.size();
        for (const auto& [number, item] : lanes_[lane].items) digest.xor_of_waiting ^= number;
        co_return digest;
    }
    void look_everywhere() override {}
    void on_wake(std::function<void()> wake) override { wake_ = std::move(wake); }

private:
    struct Item {
        SysTime score;
        std::string token;  // empty: not leased
        int settled = 0;
    };
    struct Lane {
        std::map<queue::NoticeNumber, Item> items;
        std::set<queue::NoticeNumber> done;
        std::int64_t revision = 0;
    };

    [[nodiscard]] bool leased(const Item& item) const {
        return !item.token.empty() && item.score > clock_.now();
    }
    Item* held(const queue::Lease& lease) {
        auto& items = lanes_[lease.lane].items;
        const auto found = items.find(lease.number);
        const bool ours =
            found != items.end() && found->second.token == lease.token && !lease.token.empty();
        return ours ? &found->second : nullptr;
    }
    SysTime head_of(const queue::LaneName& name, const Lane& lane) const {
        SysTime first = SysTime::max();
        for (const auto& [number, item] : lane.items) first = std::min(first, item.score);
        const auto gate = gates_.find(queue::endpoint_of_lane(name));
        if (first == SysTime::max() || gate == gates_.end()) return first;
        return std::max(first, gate->second.first);
    }
    queue::LaneChangeResult set_lane(const queue::LaneChange& change) {
        Lane& lane = lanes_[change.lane];
        queue::LaneChangeResult result;
        result.stale = lane.revision > change.revision;
        if (result.stale) return result;
        lane.revision = change.revision;
        for (const auto number : change.finals) {
            lane.done.insert(number);
            lane.items.erase(number);
        }
        for (const auto& entry : change.upserts) {
            if (lane.done.contains(entry.number)) continue;
            const auto [found, fresh] =
                lane.items.try_emplace(entry.number, Item{entry.due, {}, entry.settled_attempts});
            Item& item = found->second;
            result.added += fresh ? 1 : 0;
            const bool begun =
                (!item.token.empty() || item.settled > 0) && entry.due <= clock_.now();
            if (fresh || leased(item) || begun || item.score == entry.due) continue;
            item.score = entry.due;
            if (item.token.empty()) item.settled = 0;
            ++result.moved;
        }
        for (const auto number : change.drops) {
            const auto found = lane.items.find(number);
            if (found == lane.items.end() || leased(found->second)) continue;
            lane.items.erase(found);
            ++result.dropped;
        }
        return result;
    }
    void claim_from(const queue::LaneName& name,
                    Lane& lane,
                    queue::ClaimRequest& request,
                    queue::ClaimResult& result) {
        if (head_of(name, lane) > result.now) return;
        const auto room = request.rooms.find(queue::endpoint_of_lane(name));
        int want =
            std::min(request.per_lane, request.limit - static_cast<int>(result.notices.size()));
        if (room != request.rooms.end()) want = std::min(want, room->second);
        std::vector<std::pair<SysTime, queue::NoticeNumber>> due;
        for (const auto& [number, item] : lane.items) {
            if (item.score <= result.now) due.emplace_back(item.score, number);
        }
        std::sort(due.begin(), due.end());
        for (const auto& [score, number] : due) {
            if (want-- <= 0) return;
            Item& item = lane.items[number];
            queue::Claimed claimed;
            claimed.outcome_unknown = !item.token.empty();
            item.token = std::to_string(++ticket_);
            item.score = result.now + request.lease;
            claimed.lease = {name, number, item.token};
            claimed.settled_attempts = item.settled;
            claimed.due = score;
            claimed.lease_end = item.score;
            result.notices.push_back(std::move(claimed));
            if (room != request.rooms.end()) --room->second;
        }
    }
    bool settle_one(const queue::Settlement& each) {
        Item* item = held(each.lease);
        if (item == nullptr) return false;
        if (each.verdict == queue::Verdict::retry || each.verdict == queue::Verdict::put_back) {
            item->token.clear();
            item->score = each.retry_at;
            item->settled += each.verdict == queue::Verdict::retry ? 1 : 0;
            return true;
        }
        lanes_[each.lease.lane].done.insert(each.lease.number);
        lanes_[each.lease.lane].items.erase(each.lease.number);
        return true;
    }

    Clock& clock_;
    std::map<queue::LaneName, Lane> lanes_;
    std::map<CampaignId, std::pair<std::int64_t, std::string>> campaigns_;
    std::map<std::string, std::pair<SysTime, std::string>> gates_;
    std::function<void()> wake_;
    std::int64_t ticket_ = 0;
    bool opened_ = false;
};

}  // namespace outreach::test
