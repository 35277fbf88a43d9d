// NoticeQueue in memory: what the contract suite runs over beside Redis, and the model that random
// operations are compared with.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

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
            std::vector<queue::LaneName> again;
            for (auto& [name, lane] : lanes_) {
                if (name.back() != suffix) continue;
                if (claim_from(name, lane, false, request, result)) again.push_back(name);
            }
            for (const auto& name : again) {
                claim_from(name, lanes_[name], true, request, result);
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
            if (order_gates_.erase(lease.lane) == 0) item->score = clock_.now();
            ++released;
        }
        co_return released;
    }
    Awaitable<int> release_former() override {
        int released = 0;
        for (auto& [name, lane] : lanes_) {
            for (auto& [number, item] : lane.items) {
                if (item.token.empty()) continue;
                const bool ordered = order_gates_.erase(name) != 0;
                if (!ordered && item.score <= clock_.now()) continue;
                if (!ordered) item.score = clock_.now();
                ++released;
            }
        }
        co_return released;
    }
    Awaitable<std::vector<bool>> extend(std::vector<queue::Lease> leases, Millis length) override {
        std::vector<bool> answers;
        for (const auto& lease : leases) {
            Item* item = held(lease);
            const auto gate = order_gates_.find(lease.lane);
            if (item != nullptr && gate != order_gates_.end()) {
                gate->second = clock_.now() + length;
            } else if (item != nullptr) {
                item->score = clock_.now() + length;
            }
            answers.push_back(item != nullptr);
        }
        co_return answers;
    }
    Awaitable<int> set_gate(queue::Gate gate) override {
        if (!gate.only_over.empty() && gates_[gate.endpoint].second != gate.only_over) co_return 0;
        gates_[gate.endpoint] = {gate.not_before, gate.reason};
        co_return static_cast<int>(
            std::count_if(lanes_.begin(), lanes_.end(), [&](const auto& each) {
                return queue::endpoint_of_lane(each.first) == gate.endpoint;
            }));
    }
    Awaitable<std::vector<queue::Gate>> read_gates() override {
        std::vector<queue::Gate> gates;
        for (const auto& [endpoint, gate] : gates_) {
            if (gate.first <= clock_.now() || gate.second == "rate") continue;
            gates.push_back({endpoint, gate.first, gate.second});
        }
        co_return gates;
    }
    Awaitable<queue::Change> withdraw(queue::LaneName lane, queue::NoticeNumber number) override {
        auto& items = lanes_[lane].items;
        const auto found = items.find(number);
        if (found == items.end()) co_return queue::Change::absent;
        if (leased(lane, found->second)) co_return queue::Change::leased;
        lift_order(lane, number);
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
        if (leased(lane, found->second)) co_return queue::Change::leased;
        lift_order(lane, number);
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

    [[nodiscard]] SysTime order_gate(const queue::LaneName& lane) const {
        const auto found = order_gates_.find(lane);
        return found == order_gates_.end() ? SysTime{} : found->second;
    }
    [[nodiscard]] bool leased(const queue::LaneName& lane, const Item& item) const {
        return !item.token.empty() &&
               (item.score > clock_.now() || order_gate(lane) > clock_.now());
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
        if (first == SysTime::max()) return first;
        first = std::max(first, order_gate(name));
        const auto gate = gates_.find(queue::endpoint_of_lane(name));
        return gate == gates_.end() ? first : std::max(first, gate->second.first);
    }
    // An ordered lane's gate is that of its first number; it goes when that one does.
    void lift_order(const queue::LaneName& lane, queue::NoticeNumber number) {
        const auto& items = lanes_[lane].items;
        const auto first =
            std::min_element(items.begin(), items.end(), [](const auto& a, const auto& b) {
                return a.second.score < b.second.score;
            });
        if (first != items.end() && first->first == number) order_gates_.erase(lane);
    }
    queue::LaneChangeResult set_lane(const queue::LaneChange& change) {
        Lane& lane = lanes_[change.lane];
        queue::LaneChangeResult result;
        result.stale = lane.revision > change.revision;
        if (result.stale) return result;
        lane.revision = change.revision;
        for (const auto number : change.revived) lane.done.erase(number);
        for (const auto number : change.finals) {
            lane.done.insert(number);
            const auto found = lane.items.find(number);
            if (found == lane.items.end()) continue;
            lift_order(change.lane, number);
            lane.items.erase(found);
        }
        for (const auto& entry : change.upserts) {
            if (lane.done.contains(entry.number)) continue;
            const auto [found, fresh] =
                lane.items.try_emplace(entry.number, Item{entry.due, {}, entry.settled_attempts});
            Item& item = found->second;
            result.added += fresh ? 1 : 0;
            const bool begun = entry.settled_attempts == 0 &&
                               (!item.token.empty() || item.settled > 0) &&
                               entry.due <= clock_.now();
            if (fresh || leased(change.lane, item) || begun || item.score == entry.due) continue;
            lift_order(change.lane, entry.number);
            item.score = entry.due;
            if (entry.settled_attempts > 0) item.token.clear();
            if (item.token.empty()) item.settled = entry.settled_attempts;
            ++result.moved;
        }
        for (const auto number : change.drops) {
            const auto found = lane.items.find(number);
            if (found == lane.items.end() || leased(change.lane, found->second)) continue;
            lift_order(change.lane, number);
            lane.items.erase(found);
            ++result.dropped;
        }
        return result;
    }
    // How many an endpoint's rate allows now; GCRA as in claim.lua.
    int tokens(const std::string& endpoint, const queue::Room& room) {
        if (room.burst == 0) return room.most;
        const Micros now(clock_.now().time_since_epoch());
        auto& full = full_[endpoint];
        full = std::min(std::max(full, now), now + room.burst * room.interval);
        const double used = static_cast<double>((full - clock_.now().time_since_epoch()).count()) /
                            static_cast<double>(room.interval.count());
        const int left = static_cast<int>(std::floor(room.burst - used + 0.001));
        if (left < 1) {
            const auto next = std::chrono::ceil<Millis>(full + (1 - room.burst) * room.interval);
            auto& [until, reason] = gates_[endpoint];
            if (SysTime{next} > until) {
                until = SysTime{next};
                reason = "rate";
            }
        }
        return std::min(room.most, std::max(0, left));
    }
    // `fill`: retries may take what nobody else wants. True if it left some of them.
    bool claim_from(const queue::LaneName& name,
                    Lane& lane,
                    bool fill,
                    queue::ClaimRequest& request,
                    queue::ClaimResult& result) {
        if (head_of(name, lane) > result.now) return false;
        const std::string endpoint = queue::endpoint_of_lane(name);
        const auto [room, unlisted] = request.rooms.try_emplace(endpoint);
        if (unlisted) room->second.most = request.per_lane;
        int want =
            std::min(request.per_lane, request.limit - static_cast<int>(result.notices.size()));
        want = std::min(want, tokens(endpoint, room->second));
        const bool ordered = room->second.ordered;
        if (ordered) want = std::min(want, 1);
        if (want <= 0) return false;
        std::vector<std::pair<SysTime, queue::NoticeNumber>> picked;
        std::vector<std::pair<SysTime, queue::NoticeNumber>> tried;
        for (const auto& [number, item] : lane.items) {
            if (item.score > result.now) continue;
            (!ordered && item.settled > 0 ? tried : picked).emplace_back(item.score, number);
        }
        std::sort(picked.begin(), picked.end());
        std::sort(tried.begin(), tried.end());
        // Of what there is room for, retries get half at most while first attempts wait.
        const auto odd = static_cast<int>(result.now.time_since_epoch().count() % 2);
        const auto again =
            std::min(tried.size(), static_cast<std::size_t>(fill ? want : (want + odd) / 2));
        picked.resize(std::min(picked.size(), static_cast<std::size_t>(want) - again));
        picked.insert(
            picked.end(), tried.begin(), tried.begin() + static_cast<std::ptrdiff_t>(again));
        for (const auto& [score, number] : picked) {
            Item& item = lane.items[number];
            queue::Claimed claimed;
            claimed.outcome_unknown = !item.token.empty();
            item.token = std::to_string(++ticket_);
            claimed.lease_end = result.now + request.lease;
            if (ordered) {
                order_gates_[name] = claimed.lease_end;
            } else {
                item.score = claimed.lease_end;
            }
            claimed.lease = {name, number, item.token};
            claimed.settled_attempts = item.settled;
            claimed.due = score;
            result.notices.push_back(std::move(claimed));
            --room->second.most;
            auto& full = full_[endpoint];
            full = std::max(full, Micros(clock_.now().time_since_epoch())) + room->second.interval;
        }
        return tried.size() > again;
    }
    bool settle_one(const queue::Settlement& each) {
        Item* item = held(each.lease);
        if (item == nullptr) return false;
        using queue::Verdict;
        const bool ordered = order_gates_.erase(each.lease.lane) != 0;
        const bool again = each.verdict == Verdict::retry || each.verdict == Verdict::wait;
        if (again || each.verdict == Verdict::put_back) {
            item->token.clear();
            item->settled += each.verdict == Verdict::retry ? 1 : 0;
            if (each.verdict == Verdict::wait || (ordered && again)) {
                order_gates_[each.lease.lane] = each.retry_at;
            } else {
                item->score = each.retry_at;
            }
            return true;
        }
        lanes_[each.lease.lane].done.insert(each.lease.number);
        lanes_[each.lease.lane].items.erase(each.lease.number);
        return true;
    }

    using Micros = std::chrono::microseconds;
    Clock& clock_;
    std::map<queue::LaneName, Lane> lanes_;
    std::map<CampaignId, std::pair<std::int64_t, std::string>> campaigns_;
    std::map<std::string, std::pair<SysTime, std::string>> gates_;
    std::map<queue::LaneName, SysTime> order_gates_;  // of ordered lanes
    std::map<std::string, Micros> full_;              // by endpoint: when its tokens are all there
    std::function<void()> wake_;
    std::int64_t ticket_ = 0;
    bool opened_ = false;
};

}  // namespace outreach::test
