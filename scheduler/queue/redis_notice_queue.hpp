// NoticeQueue on Redis: one method, one script.
#pragma once

#include <memory>

#include "config/base/clock.hpp"
#include "config/base/log.hpp"
#include "scheduler/queue/notice_queue.hpp"
#include "scheduler/queue/queue_keys.hpp"
#include "scheduler/redis/redis_client.hpp"
#include "scheduler/redis/script.hpp"

namespace outreach::queue {

class RedisNoticeQueue final : public NoticeQueue {
public:
    // `daemon` names this data directory for ever, `run` this process: together they own leases.
    struct Owner {
        std::string daemon;
        std::string run;
    };
    RedisNoticeQueue(redis::RedisClient& client,
                     int partitions,
                     Owner owner,
                     Clock& clock,
                     std::shared_ptr<const Log> log);

    Awaitable<Opened> open() override;
    Awaitable<Revision> begin_revision(CampaignId campaign,
                                       std::int64_t seen,
                                       std::string digest,
                                       std::string text) override;
    Awaitable<std::vector<LaneName>> list_lanes() override;
    Awaitable<std::vector<std::vector<QueueEntry>>> read_lanes(
        std::vector<LaneName> lanes) override;
    Awaitable<std::vector<LaneChangeResult>> set_lanes(std::vector<LaneChange> changes) override;
    Awaitable<ClaimResult> claim(ClaimRequest request) override;
    Awaitable<std::vector<bool>> settle(std::vector<Settlement> settlements,
                                        std::vector<Gate> gates) override;
    Awaitable<int> release(std::vector<Lease> leases) override;
    Awaitable<int> release_former() override;
    Awaitable<std::vector<bool>> extend(std::vector<Lease> leases, Millis lease) override;
    Awaitable<int> set_gate(Gate gate) override;
    Awaitable<std::vector<Gate>> read_gates() override;
    Awaitable<Change> withdraw(LaneName lane, NoticeNumber number) override;
    Awaitable<Change> move(LaneName lane, NoticeNumber number, SysTime due) override;
    Awaitable<LaneDigest> verify(LaneName lane) override;
    void look_everywhere() override;
    void on_wake(std::function<void()> wake) override { wake_ = std::move(wake); }

    // A message on the wake channel of a partition, or, with an empty channel, a new subscription.
    void on_message(std::string_view channel, std::string_view payload);
    [[nodiscard]] std::vector<std::string> wake_channels() const;

private:
    using Replies = Result<std::vector<redis::RedisReply>>;
    boost::asio::awaitable<Replies> run(std::vector<redis::ScriptCall> calls);
    [[nodiscard]] redis::ScriptCall call(const redis::Script& script, int partition) const;
    [[nodiscard]] std::string simulated_now() const;
    void look_at(std::string_view lane, SysTime when);
    boost::asio::awaitable<Result<Change>> change_one(redis::ScriptCall call);
    Result<void> read_claim(const redis::RedisReply& reply,
                            int partition,
                            Millis lease,
                            SysTime asked_at,
                            ClaimResult& into);

    redis::RedisClient& client_;
    QueueKeys keys_;
    Owner owner_;
    Clock& clock_;
    std::shared_ptr<const Log> log_;
    // What is known of a partition since it was last asked.
    struct Outlook {
        SysTime next = SysTime::max();  // when its next claim may find something
        bool left_over = false;         // something due was left behind for want of room
        bool woken = true;              // something may have come earlier: ask
        [[nodiscard]] bool worth_asking(SysTime now) const {
            return woken || left_over || next <= now;
        }
    };
    std::vector<Outlook> outlooks_;
    std::vector<bool> has_lanes_;  // per partition: we set lanes there since open()
    std::size_t first_ = 0;        // the partition asked first, turn by turn
    std::function<void()> wake_;
};

// The scripts, in the order of their files.
struct QueueScripts {
    redis::Script begin_revision, claim, extend, gate, move, release, release_former, set_lane,
        settle, verify, withdraw;
};
[[nodiscard]] const QueueScripts& queue_scripts();

}  // namespace outreach::queue
