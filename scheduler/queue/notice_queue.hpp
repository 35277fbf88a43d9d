// The queue of times and ids: which notice is due when, who is sending it, what is over. Knows no
// texts and no addresses. Implemented on Redis (redis_notice_queue) and, for tests, in memory.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "config/base/errc.hpp"
#include "config/base/ids.hpp"
#include "config/base/time.hpp"

namespace outreach::queue {

// First 53 bits of the notice's hash: an integer in Redis, and exact in Lua.
using NoticeNumber = std::uint64_t;
constexpr NoticeNumber kLargestNumber = (std::uint64_t{1} << 53) - 1;

// A campaign's notices to one endpoint: "campaign/partner/endpoint/n", or "…/u" for urgent ones.
using LaneName = std::string;
[[nodiscard]] LaneName lane_name(const CampaignId& campaign,
                                 const PartnerId& partner,
                                 const EndpointId& endpoint,
                                 bool urgent);
[[nodiscard]] std::string endpoint_of_lane(std::string_view lane);  // "partner/endpoint"
[[nodiscard]] std::string_view partner_of_lane(std::string_view lane);

struct QueueEntry {
    NoticeNumber number = 0;
    SysTime due;
    int settled_attempts = 0;  // attempts known from the journal, for a rebuilt queue
};

// What a lane is to become. Numbers named nowhere are left alone.
struct LaneChange {
    LaneName lane;
    std::int64_t revision = 0;
    std::vector<QueueEntry> upserts;
    std::vector<NoticeNumber> drops;    // pending numbers that the plan no longer has
    std::vector<NoticeNumber> finals;   // numbers that must never be sent again
    std::vector<NoticeNumber> revived;  // numbers that were final and may be sent again after all
};
struct LaneChangeResult {
    bool stale = false;  // a newer revision has set this lane: nothing was changed
    int added = 0;
    int moved = 0;
    int dropped = 0;
};

// The notices of an ordered lane keep their times while they are leased or retried, and the lane
// lets nothing else through meanwhile: so the oldest is always the next.
struct Lease {
    LaneName lane;
    NoticeNumber number = 0;
    std::string token;
};
struct Claimed {
    Lease lease;
    int settled_attempts = 0;
    bool outcome_unknown = false;  // an earlier lease ended without a settlement
    SysTime due;                   // the score it had: due time, retry time or end of a lease
    SysTime lease_end;
};
// What an endpoint can take.
struct Room {
    int most = 0;          // how many now
    bool ordered = false;  // one at a time out of each lane, in the order of their times
    // At most `burst` at once, and one more every `interval` (GCRA: ITU-T I.371); 0: no limit.
    // Kept in the store, so that all daemons together keep it.
    int burst = 0;
    std::chrono::microseconds interval{0};
};
struct ClaimRequest {
    int limit = 256;
    int per_lane = 64;
    Millis lease{60'000};
    // "partner/endpoint"; each of the others has room for `per_lane`.
    std::map<std::string, Room> rooms;
};
struct ClaimResult {
    std::vector<Claimed> notices;
    SysTime now;                    // the queue's clock
    SysTime next = SysTime::max();  // when to look again at the latest
    bool more = false;              // something due was left behind for want of room
    bool unasked = false;           // there was no time for every part of the store: claim again
};

enum class Verdict : std::uint8_t {
    delivered,
    retry,  // again at retry_at; the attempt counts
    dead,
    expired,
    withdrawn,
    put_back,  // due again at retry_at; there was no attempt
    wait,      // keeps its place in an ordered lane, which waits until retry_at; no attempt
};
struct Settlement {
    Lease lease;
    Verdict verdict = Verdict::delivered;
    SysTime retry_at;  // for retry, put_back and wait
};
struct Gate {
    std::string endpoint;     // "partner/endpoint"
    SysTime not_before;       // kPaused: until lifted
    std::string reason;       // one word
    std::string only_over{};  // set_gate: only if the present gate has this reason
};
constexpr SysTime kPaused{Millis{static_cast<std::int64_t>(kLargestNumber)}};

enum class Change { done, leased, absent };
struct LaneDigest {
    std::uint64_t waiting = 0;
    std::uint64_t final_count = 0;
    std::uint64_t xor_of_waiting = 0;
    friend bool operator==(const LaneDigest&, const LaneDigest&) = default;
};
struct Revision {
    enum class Answer { begun, equal, stale } answer = Answer::begun;
    std::int64_t number = 0;
};

// All methods: Errc::redis_down when the store cannot be reached, and then any part of the work
// may or may not have been done; every step may be repeated.
class NoticeQueue {
public:
    template <class T>
    using Awaitable = boost::asio::awaitable<Result<T>>;

    virtual ~NoticeQueue() = default;
    // Makes an empty store ours: then everything must be set again.
    // Errc::bad_input if it was laid out with another number of partitions.
    enum class Opened { known, empty };
    virtual Awaitable<Opened> open() = 0;
    virtual Awaitable<Revision> begin_revision(CampaignId campaign,
                                               std::int64_t seen,
                                               std::string digest,
                                               std::string text) = 0;
    // Every lane that was ever set and is not forgotten.
    virtual Awaitable<std::vector<LaneName>> list_lanes() = 0;
    // What waits or is leased in a lane, without attempts.
    virtual Awaitable<std::vector<std::vector<QueueEntry>>> read_lanes(
        std::vector<LaneName> lanes) = 0;
    virtual Awaitable<std::vector<LaneChangeResult>> set_lanes(std::vector<LaneChange> changes) = 0;
    // Errc::clock_skew: our clock and the store's differ by more than 30 s. Errc::store_lost: lanes
    // that were set since open() are gone.
    virtual Awaitable<ClaimResult> claim(ClaimRequest request) = 0;
    // True for each settlement that was taken; false: another worker owns the notice.
    virtual Awaitable<std::vector<bool>> settle(std::vector<Settlement> settlements,
                                                std::vector<Gate> gates) = 0;
    virtual Awaitable<int> release(std::vector<Lease> leases) = 0;
    // Makes the leases of this daemon's former runs due again.
    virtual Awaitable<int> release_former() = 0;
    virtual Awaitable<std::vector<bool>> extend(std::vector<Lease> leases, Millis lease) = 0;
    // A gate at the epoch lifts.
    virtual Awaitable<int> set_gate(Gate gate) = 0;
    // What holds whole endpoints back now, but for their rates.
    virtual Awaitable<std::vector<Gate>> read_gates() = 0;
    virtual Awaitable<Change> withdraw(LaneName lane, NoticeNumber number) = 0;
    virtual Awaitable<Change> move(LaneName lane, NoticeNumber number, SysTime due) = 0;
    virtual Awaitable<LaneDigest> verify(LaneName lane) = 0;
    // Something may be due earlier than the last claim said: look everywhere at the next claim.
    virtual void look_everywhere() = 0;
    // Called when the store says that something earlier has come.
    virtual void on_wake(std::function<void()> wake) = 0;
};

}  // namespace outreach::queue
