#include "scheduler/queue/redis_notice_queue.hpp"

#include <algorithm>
#include <charconv>

#include "scheduler/queue/embedded_lua.hpp"
#include "scheduler/queue/script_arguments.hpp"

namespace outreach::queue {
namespace {

namespace asio = boost::asio;
using redis::RedisReply;
using redis::ScriptCall;

constexpr std::int64_t kMostSkewMs = 30'000;
constexpr const char* kFormat = "1";

std::int64_t integer_or(const RedisReply& reply, std::int64_t otherwise) {
    const auto value = reply.integer();
    return value ? *value : otherwise;
}

// From "partner/endpoint" and "<not before, ms> <reason>"; nothing for a lane's order or a rate.
std::optional<Gate> read_gate(std::string_view name, std::string_view value) {
    const auto space = value.find(' ');
    if (std::ranges::count(name, '/') != 1 || space == value.npos) return {};
    std::int64_t until = 0;
    const auto read = std::from_chars(value.data(), value.data() + space, until);
    const std::string_view reason = value.substr(space + 1);
    if (read.ec != std::errc{} || reason == "rate") return {};
    return Gate{std::string(name), from_ms(until), std::string(reason)};
}

}  // namespace

const QueueScripts& queue_scripts() {
    static const QueueScripts scripts{{"begin_revision", lua::begin_revision},
                                      {"claim", lua::claim},
                                      {"extend", lua::extend},
                                      {"gate", lua::gate},
                                      {"move", lua::move},
                                      {"release", lua::release},
                                      {"release_former", lua::release_former},
                                      {"set_lane", lua::set_lane},
                                      {"settle", lua::settle},
                                      {"verify", lua::verify},
                                      {"withdraw", lua::withdraw}};
    return scripts;
}

RedisNoticeQueue::RedisNoticeQueue(redis::RedisClient& client,
                                   int partitions,
                                   Owner owner,
                                   Clock& clock,
                                   std::shared_ptr<const Log> log)
    : client_(client),
      keys_(partitions),
      owner_(std::move(owner)),
      clock_(clock),
      log_(std::move(log)),
      outlooks_(static_cast<std::size_t>(partitions)),
      has_lanes_(static_cast<std::size_t>(partitions), false) {}

ScriptCall RedisNoticeQueue::call(const redis::Script& script, int partition) const {
    return {&script, QueueKeys::common(partition), {}};
}

std::string RedisNoticeQueue::simulated_now() const {
    return clock_.simulated() ? text(to_ms(clock_.now())) : "0";
}

asio::awaitable<RedisNoticeQueue::Replies> RedisNoticeQueue::run(std::vector<ScriptCall> calls) {
    std::vector<std::string_view> names;
    for (const ScriptCall& each : calls) names.push_back(each.script->name());
    auto replies = co_await redis::run_scripts(client_, std::move(calls));
    if (!replies) co_return replies;
    for (std::size_t i = 0; i < replies->size(); ++i) {
        if (!(*replies)[i].is_error()) continue;
        const std::string_view said = (*replies)[i].text();
        log_->error("redis.refused",
                    {{"script", std::string(names[i])}, {"error", std::string(said)}});
        // A server that is loading its data or was demoted is as good as away.
        const bool passing = said.starts_with("LOADING") || said.starts_with("READONLY") ||
                             said.starts_with("MASTERDOWN") || said.starts_with("MISCONF");
        if (said.starts_with("READONLY")) client_.reconnect();
        co_return passing ? Errc::redis_down : Errc::redis_refused;
    }
    co_return replies;
}

NoticeQueue::Awaitable<NoticeQueue::Opened> RedisNoticeQueue::open() {
    const std::string partitions = text(keys_.partitions());
    std::vector<redis::Command> commands{{"HSETNX", QueueKeys::meta(), "format", kFormat},
                                         {"HSETNX", QueueKeys::meta(), "partitions", partitions},
                                         {"HMGET", QueueKeys::meta(), "format", "partitions"}};
    auto replies = co_await client_.execute(std::move(commands));
    if (!replies) co_return replies.error();
    for (const RedisReply& reply : *replies) {
        if (!reply.is_error()) continue;
        log_->error("redis.refused", {{"error", std::string(reply.text())}});
        co_return reply.text().starts_with("LOADING") ? Errc::redis_down : Errc::redis_refused;
    }
    const RedisReply& found = replies->back();
    if (found.size() != 2 || found.at(0).text() != kFormat || found.at(1).text() != partitions) {
        log_->error("redis.foreign_layout",
                    {{"partitions", std::string(found.at(1).text())}, {"wanted", partitions}});
        co_return Errc::bad_input;
    }
    const bool was_empty = integer_or(replies->front(), 0) == 1;
    if (was_empty) std::fill(has_lanes_.begin(), has_lanes_.end(), false);
    look_everywhere();
    co_return was_empty ? Opened::empty : Opened::known;
}

NoticeQueue::Awaitable<Revision> RedisNoticeQueue::begin_revision(CampaignId campaign,
                                                                  std::int64_t seen,
                                                                  std::string digest,
                                                                  std::string campaign_text) {
    std::vector<ScriptCall> calls(1);
    calls[0].script = &queue_scripts().begin_revision;
    calls[0].keys = {QueueKeys::campaign(campaign)};
    calls[0].args = {text(seen), std::move(digest), std::move(campaign_text)};
    const auto replies = co_await run(std::move(calls));
    if (!replies) co_return replies.error();
    const RedisReply& reply = replies->front();
    if (reply.size() != 2) co_return Errc::redis_protocol;
    Revision revision;
    revision.number = integer_or(reply.at(1), 0);
    if (reply.at(0).text() == "EQUAL") revision.answer = Revision::Answer::equal;
    if (reply.at(0).text() == "STALE") revision.answer = Revision::Answer::stale;
    co_return revision;
}

NoticeQueue::Awaitable<std::vector<LaneName>> RedisNoticeQueue::list_lanes() {
    std::vector<redis::Command> commands;
    for (int partition = 0; partition < keys_.partitions(); ++partition) {
        commands.push_back({"HKEYS", QueueKeys::revisions(partition)});
    }
    const auto replies = co_await client_.execute(std::move(commands));
    if (!replies) co_return replies.error();
    std::vector<LaneName> lanes;
    for (const RedisReply& reply : *replies) {
        if (reply.is_error()) co_return Errc::redis_refused;
        for (std::size_t i = 0; i < reply.size(); ++i) lanes.emplace_back(reply.at(i).text());
    }
    co_return lanes;
}

NoticeQueue::Awaitable<std::vector<std::vector<QueueEntry>>> RedisNoticeQueue::read_lanes(
    std::vector<LaneName> lanes) {
    std::vector<redis::Command> commands;
    commands.reserve(lanes.size());
    for (const LaneName& lane : lanes) {
        commands.push_back({"ZRANGE",
                            QueueKeys::lane(keys_.partition_of_lane(lane), lane),
                            "0",
                            "-1",
                            "WITHSCORES"});
    }
    const auto replies = co_await client_.execute(std::move(commands));
    if (!replies) co_return replies.error();
    std::vector<std::vector<QueueEntry>> all;
    for (const RedisReply& reply : *replies) {
        if (reply.is_error()) co_return Errc::redis_refused;
        auto& entries = all.emplace_back();
        for (std::size_t i = 0; i + 1 < reply.size(); i += 2) {
            QueueEntry entry;
            entry.number = static_cast<NoticeNumber>(integer_or(reply.at(i), 0));
            entry.due = from_ms(integer_or(reply.at(i + 1), 0));
            entries.push_back(entry);
        }
    }
    co_return all;
}

NoticeQueue::Awaitable<std::vector<LaneChangeResult>> RedisNoticeQueue::set_lanes(
    std::vector<LaneChange> changes) {
    std::vector<ScriptCall> calls;
    std::vector<std::size_t> owner_of_call;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const int partition = keys_.partition_of_lane(changes[i].lane);
        for (Part& part : split(changes[i])) {
            ScriptCall one = call(queue_scripts().set_lane, partition);
            one.keys.push_back(QueueKeys::revisions(partition));
            one.args = {changes[i].lane, text(changes[i].revision), simulated_now()};
            one.args.push_back(std::to_string(part.upserts.size() / 3));
            std::ranges::move(part.upserts, std::back_inserter(one.args));
            one.args.push_back(std::to_string(part.drops.size()));
            std::ranges::move(part.drops, std::back_inserter(one.args));
            one.args.push_back(std::to_string(part.finals.size()));
            std::ranges::move(part.finals, std::back_inserter(one.args));
            one.args.push_back(std::to_string(part.revived.size()));
            std::ranges::move(part.revived, std::back_inserter(one.args));
            calls.push_back(std::move(one));
            owner_of_call.push_back(i);
        }
    }
    std::vector<LaneChangeResult> results(changes.size());
    const auto replies = co_await run(std::move(calls));
    if (!replies) co_return replies.error();
    for (std::size_t i = 0; i < replies->size(); ++i) {
        const RedisReply& reply = (*replies)[i];
        if (reply.size() != 4) co_return Errc::redis_protocol;
        LaneChangeResult& result = results[owner_of_call[i]];
        result.stale = result.stale || reply.at(0).text() == "STALE";
        result.added += static_cast<int>(integer_or(reply.at(1), 0));
        result.moved += static_cast<int>(integer_or(reply.at(2), 0));
        result.dropped += static_cast<int>(integer_or(reply.at(3), 0));
    }
    for (const LaneChange& change : changes) {
        has_lanes_[static_cast<std::size_t>(keys_.partition_of_lane(change.lane))] = true;
        for (const QueueEntry& entry : change.upserts) look_at(change.lane, entry.due);
    }
    co_return results;
}

Result<void> RedisNoticeQueue::read_claim(
    const RedisReply& reply, int partition, Millis lease, SysTime asked_at, ClaimResult& into) {
    if (reply.size() >= 2 && reply.at(0).text() == "SKEW") return Errc::clock_skew;
    if (reply.size() >= 2 && reply.at(0).text() == "LOST") return Errc::store_lost;
    if (reply.size() < 3) return Errc::redis_protocol;
    into.now = from_ms(integer_or(reply.at(0), 0));
    const std::int64_t next = integer_or(reply.at(1), -1);
    Outlook& outlook = outlooks_[static_cast<std::size_t>(partition)];
    // Redis' clock decides; where it is behind ours, asking at our time would be too early.
    const Millis behind = std::max(Millis{0}, asked_at - into.now);
    outlook.next = next < 0 ? SysTime::max() : from_ms(next) + behind;
    outlook.left_over = integer_or(reply.at(2), 0) == 1;
    for (std::size_t i = 3; i + 5 < reply.size(); i += 6) {
        Claimed claimed;
        claimed.lease.lane = reply.at(i).text();
        claimed.lease.number = static_cast<NoticeNumber>(integer_or(reply.at(i + 1), 0));
        claimed.lease.token = reply.at(i + 2).text();
        claimed.settled_attempts = static_cast<int>(integer_or(reply.at(i + 3), 0));
        claimed.outcome_unknown = integer_or(reply.at(i + 4), 0) == 1;
        claimed.due = from_ms(integer_or(reply.at(i + 5), 0));
        claimed.lease_end = into.now + lease;
        into.notices.push_back(std::move(claimed));
    }
    return {};
}

NoticeQueue::Awaitable<ClaimResult> RedisNoticeQueue::claim(ClaimRequest request) {
    const SysTime now = clock_.now();
    std::vector<ScriptCall> calls;
    std::vector<int> asked;
    std::size_t due = 0;
    for (const Outlook& each : outlooks_) due += each.worth_asking(now) ? 1 : 0;
    // Each partition gets a fair part of the room, so that the sum stays within the limit.
    const int share = std::max(1, request.limit / static_cast<int>(std::max<std::size_t>(1, due)));
    int left = request.limit;
    for (std::size_t i = 0; i < outlooks_.size() && left > 0; ++i) {
        const std::size_t partition = (first_ + i) % outlooks_.size();
        if (!outlooks_[partition].worth_asking(now)) continue;
        outlooks_[partition].woken = false;
        ScriptCall one = call(queue_scripts().claim, static_cast<int>(partition));
        one.args = {simulated_now(),
                    text(to_ms(now)),
                    text(kMostSkewMs),
                    text(request.lease.count()),
                    std::to_string(std::min({share, left, static_cast<int>(kMostItems)})),
                    std::to_string(request.per_lane),
                    owner_.daemon + "-" + owner_.run,
                    has_lanes_[partition] ? "1" : "0"};
        one.keys.push_back(QueueKeys::revisions(static_cast<int>(partition)));
        for (const auto& [endpoint, room] : request.rooms) {
            const std::string lane = "-/" + endpoint + "/n";
            if (keys_.partition_of_lane(lane) != static_cast<int>(partition)) continue;
            one.args.push_back(endpoint);
            one.args.push_back(std::to_string(room.most));
            one.args.emplace_back(room.ordered ? "1" : "0");
            one.args.push_back(std::to_string(room.burst));
            one.args.push_back(text(room.interval.count()));
        }
        left -= share;
        asked.push_back(static_cast<int>(partition));
        calls.push_back(std::move(one));
    }
    first_ = (first_ + std::max<std::size_t>(1, asked.size())) % outlooks_.size();
    ClaimResult result;
    result.now = now;
    const auto replies = co_await run(std::move(calls));
    if (!replies) {
        // Asked again by the next claim; nobody is woken for it, or a failing claim would never
        // rest.
        for (Outlook& each : outlooks_) each.woken = true;
        co_return replies.error();
    }
    // What one partition handed out is in our hands, whatever another one answers.
    Result<void> first_error;
    for (std::size_t i = 0; i < replies->size(); ++i) {
        const auto read = read_claim((*replies)[i], asked[i], request.lease, now, result);
        if (read) continue;
        outlooks_[static_cast<std::size_t>(asked[i])].woken = true;
        if (first_error) first_error = read;
    }
    if (!first_error && result.notices.empty()) co_return first_error.error();
    for (const Outlook& each : outlooks_) {
        result.more = result.more || each.left_over;
        result.unasked = result.unasked || each.woken || each.next <= now;
        if (each.next > now) result.next = std::min(result.next, each.next);
    }
    co_return result;
}

NoticeQueue::Awaitable<std::vector<bool>> RedisNoticeQueue::settle(
    std::vector<Settlement> settlements, std::vector<Gate> gates) {
    auto groups = by_partition<Settlement>(keys_, settlements, lane_of_settlement);
    std::map<int, std::vector<std::string>> gate_args;
    for (const Gate& gate : gates) {
        const int partition = keys_.partition_of_lane("-/" + gate.endpoint + "/n");
        groups[partition];
        for (std::string arg : {gate.endpoint, text(to_ms(gate.not_before)), gate.reason}) {
            gate_args[partition].push_back(std::move(arg));
        }
    }
    auto parts = chunks(groups);
    for (const auto& [partition, indexes] : groups) {
        if (indexes.empty()) parts.emplace_back(partition, indexes);
    }
    std::vector<ScriptCall> calls;
    for (const auto& [partition, indexes] : parts) {
        ScriptCall one = call(queue_scripts().settle, partition);
        one.keys.push_back(QueueKeys::dead(partition));
        one.args = {simulated_now(), std::to_string(indexes.size())};
        for (const std::size_t i : indexes) {
            add_lease(one.args, settlements[i].lease);
            one.args.emplace_back(1, letter(settlements[i].verdict));
            one.args.push_back(text(to_ms(settlements[i].retry_at)));
        }
        std::vector<std::string> asked;
        asked.swap(gate_args[partition]);
        one.args.push_back(std::to_string(asked.size() / 3));
        std::ranges::move(asked, std::back_inserter(one.args));
        calls.push_back(std::move(one));
    }
    const auto replies = co_await run(std::move(calls));
    if (!replies) co_return replies.error();
    std::vector<bool> taken(settlements.size(), false);
    for (std::size_t c = 0; c < parts.size(); ++c) {
        const auto& indexes = parts[c].second;
        for (std::size_t i = 0; i < indexes.size() && i < (*replies)[c].size(); ++i) {
            taken[indexes[i]] = integer_or((*replies)[c].at(i), 0) == 1;
        }
    }
    for (const Settlement& each : settlements) {
        const bool again = each.verdict == Verdict::retry || each.verdict == Verdict::put_back ||
                           each.verdict == Verdict::wait;
        if (again) look_at(each.lease.lane, each.retry_at);
    }
    co_return taken;
}

NoticeQueue::Awaitable<int> RedisNoticeQueue::release(std::vector<Lease> leases) {
    std::vector<ScriptCall> calls;
    for (const auto& [partition, indexes] :
         chunks(by_partition<Lease>(keys_, leases, lane_of_lease))) {
        ScriptCall one = call(queue_scripts().release, partition);
        one.args = {simulated_now(), std::to_string(indexes.size())};
        for (const std::size_t i : indexes) add_lease(one.args, leases[i]);
        calls.push_back(std::move(one));
    }
    const auto replies = co_await run(std::move(calls));
    if (!replies) co_return replies.error();
    int released = 0;
    for (const RedisReply& reply : *replies) released += static_cast<int>(integer_or(reply, 0));
    look_everywhere();
    co_return released;
}

NoticeQueue::Awaitable<int> RedisNoticeQueue::release_former() {
    int released = 0;
    for (int partition = 0; partition < keys_.partitions(); ++partition) {
        std::string cursor = "0";
        do {
            std::vector<ScriptCall> calls{call(queue_scripts().release_former, partition)};
            calls[0].args = {simulated_now(), owner_.daemon, cursor};
            const auto replies = co_await run(std::move(calls));
            if (!replies) co_return replies.error();
            if (replies->front().size() != 2) co_return Errc::redis_protocol;
            cursor = replies->front().at(0).text();
            released += static_cast<int>(integer_or(replies->front().at(1), 0));
        } while (cursor != "0");
    }
    look_everywhere();
    co_return released;
}

NoticeQueue::Awaitable<std::vector<bool>> RedisNoticeQueue::extend(std::vector<Lease> leases,
                                                                   Millis lease) {
    const auto parts = chunks(by_partition<Lease>(keys_, leases, lane_of_lease));
    std::vector<ScriptCall> calls;
    for (const auto& [partition, indexes] : parts) {
        ScriptCall one = call(queue_scripts().extend, partition);
        one.args = {simulated_now(), text(lease.count()), std::to_string(indexes.size())};
        for (const std::size_t i : indexes) add_lease(one.args, leases[i]);
        calls.push_back(std::move(one));
    }
    const auto replies = co_await run(std::move(calls));
    if (!replies) co_return replies.error();
    std::vector<bool> held(leases.size(), false);
    for (std::size_t c = 0; c < parts.size(); ++c) {
        const auto& indexes = parts[c].second;
        for (std::size_t i = 0; i < indexes.size() && i < (*replies)[c].size(); ++i) {
            held[indexes[i]] = integer_or((*replies)[c].at(i), 0) == 1;
        }
    }
    co_return held;
}

NoticeQueue::Awaitable<int> RedisNoticeQueue::set_gate(Gate gate) {
    const int partition = keys_.partition_of_lane("-/" + gate.endpoint + "/n");
    std::vector<ScriptCall> calls{call(queue_scripts().gate, partition)};
    calls[0].args = {gate.endpoint, text(to_ms(gate.not_before)), gate.reason, gate.only_over};
    const auto replies = co_await run(std::move(calls));
    if (!replies) co_return replies.error();
    look_everywhere();
    co_return static_cast<int>(integer_or(replies->front(), 0));
}

NoticeQueue::Awaitable<std::vector<Gate>> RedisNoticeQueue::read_gates() {
    std::vector<redis::Command> commands;
    for (int partition = 0; partition < keys_.partitions(); ++partition) {
        commands.push_back({"HGETALL", QueueKeys::gates(partition)});
    }
    const auto replies = co_await client_.execute(std::move(commands));
    if (!replies) co_return replies.error();
    std::vector<Gate> gates;
    for (const RedisReply& reply : *replies) {
        if (reply.is_error()) co_return Errc::redis_refused;
        for (std::size_t i = 0; i + 1 < reply.size(); i += 2) {
            auto gate = read_gate(reply.at(i).text(), reply.at(i + 1).text());
            if (gate && gate->not_before > clock_.now()) gates.push_back(std::move(*gate));
        }
    }
    co_return gates;
}

asio::awaitable<Result<Change>> RedisNoticeQueue::change_one(ScriptCall one) {
    std::vector<ScriptCall> calls{std::move(one)};
    const auto replies = co_await run(std::move(calls));
    if (!replies) co_return replies.error();
    look_everywhere();
    const std::string_view said = replies->front().text();
    if (said == "OK") co_return Change::done;
    if (said == "LEASED") co_return Change::leased;
    co_return Change::absent;
}

NoticeQueue::Awaitable<Change> RedisNoticeQueue::withdraw(LaneName lane, NoticeNumber number) {
    ScriptCall one = call(queue_scripts().withdraw, keys_.partition_of_lane(lane));
    one.args = {simulated_now(), lane, number_text(number)};
    return change_one(std::move(one));
}

NoticeQueue::Awaitable<Change> RedisNoticeQueue::move(LaneName lane,
                                                      NoticeNumber number,
                                                      SysTime due) {
    ScriptCall one = call(queue_scripts().move, keys_.partition_of_lane(lane));
    one.args = {simulated_now(), lane, number_text(number), text(to_ms(due))};
    return change_one(std::move(one));
}

NoticeQueue::Awaitable<LaneDigest> RedisNoticeQueue::verify(LaneName lane) {
    LaneDigest digest;
    std::uint64_t read = 0;
    do {
        std::vector<ScriptCall> calls{call(queue_scripts().verify, keys_.partition_of_lane(lane))};
        calls[0].args = {lane, std::to_string(read), std::to_string(kMostItems)};
        const auto replies = co_await run(std::move(calls));
        if (!replies) co_return replies.error();
        const RedisReply& reply = replies->front();
        if (reply.size() != 4) co_return Errc::redis_protocol;
        digest.waiting = static_cast<std::uint64_t>(integer_or(reply.at(0), 0));
        digest.final_count = static_cast<std::uint64_t>(integer_or(reply.at(1), 0));
        digest.xor_of_waiting ^= static_cast<std::uint64_t>(integer_or(reply.at(2), 0)) << 32U;
        digest.xor_of_waiting ^= static_cast<std::uint64_t>(integer_or(reply.at(3), 0));
        read += kMostItems;
    } while (read < digest.waiting);
    co_return digest;
}

// Our own changes need no message from Redis: the next claim looks there in time.
void RedisNoticeQueue::look_at(std::string_view lane, SysTime when) {
    Outlook& outlook = outlooks_[static_cast<std::size_t>(keys_.partition_of_lane(lane))];
    if (when >= outlook.next) return;
    outlook.next = when;
    if (wake_) wake_();
}

void RedisNoticeQueue::look_everywhere() {
    for (Outlook& each : outlooks_) each.woken = true;
    if (wake_) wake_();
}

void RedisNoticeQueue::on_message(std::string_view channel, std::string_view payload) {
    (void)payload;
    if (channel.empty()) {
        look_everywhere();
        return;
    }
    for (int partition = 0; partition < keys_.partitions(); ++partition) {
        if (QueueKeys::wake(partition) != channel) continue;
        outlooks_[static_cast<std::size_t>(partition)].woken = true;
        if (wake_) wake_();
    }
}

std::vector<std::string> RedisNoticeQueue::wake_channels() const {
    std::vector<std::string> channels;
    for (int partition = 0; partition < keys_.partitions(); ++partition) {
        channels.push_back(QueueKeys::wake(partition));
    }
    return channels;
}

}  // namespace outreach::queue
