// What any NoticeQueue must do: run over the queue in memory and over a real Redis.
#include <gtest/gtest.h>

#include "tests/support/in_memory_queue.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/redis_fixture.hpp"

namespace outreach::queue {
namespace {

using namespace std::chrono_literals;
using test::run;

const SysTime kNoon = from_ms(1'751'338'800'000);
const LaneName kLane = "c/a/main/n";
const LaneName kUrgent = "c/a/main/u";
const LaneName kOther = "c/b/main/n";

// One backend: its queue and what keeps it alive.
struct Backend {
    virtual ~Backend() = default;
    virtual NoticeQueue& queue() = 0;
};

struct MemoryBackend final : Backend {
    explicit MemoryBackend(Clock& clock) : memory(clock) {}
    NoticeQueue& queue() override { return memory; }
    test::InMemoryQueue memory;
};

struct RedisBackend final : Backend {
    RedisBackend(boost::asio::io_context& io, Clock& clock)
        : server(io),
          up(io, server.address()),
          redis(up.client, 1, {"daemon", "run"}, clock, make_quiet_log()) {}
    NoticeQueue& queue() override { return redis; }
    test::RedisServer server;
    test::RedisConnectionUp up;
    RedisNoticeQueue redis;
};

class NoticeQueueContract : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (std::string(GetParam()) == "memory") {
            backend_ = std::make_unique<MemoryBackend>(clock_);
        } else {
            backend_ = std::make_unique<RedisBackend>(io_, clock_);
        }
        ASSERT_EQ(run(io_, queue().open()).value(), NoticeQueue::Opened::empty);
    }
    NoticeQueue& queue() { return backend_->queue(); }
    LaneChangeResult set(const LaneName& lane,
                         std::vector<QueueEntry> upserts,
                         std::int64_t revision = 1,
                         std::vector<NoticeNumber> drops = {},
                         std::vector<NoticeNumber> finals = {}) {
        LaneChange change;
        change.lane = lane;
        change.revision = revision;
        change.upserts = std::move(upserts);
        change.drops = std::move(drops);
        change.finals = std::move(finals);
        return run(io_, queue().set_lanes({std::move(change)})).value().front();
    }
    ClaimResult claim(ClaimRequest request = {}) {
        return run(io_, queue().claim(std::move(request))).value();
    }
    bool settle(const Claimed& claimed, Verdict verdict, SysTime retry_at = {}) {
        return run(io_, queue().settle({{claimed.lease, verdict, retry_at}}, {})).value().front();
    }
    std::vector<NoticeNumber> numbers(const ClaimResult& result) {
        std::vector<NoticeNumber> all;
        for (const Claimed& each : result.notices) all.push_back(each.lease.number);
        return all;
    }

    boost::asio::io_context io_{1};
    test::ManualClock clock_{io_.get_executor(), kNoon};
    std::unique_ptr<Backend> backend_;
};

TEST_P(NoticeQueueContract, NothingIsHandedOutBeforeItsTime) {
    set(kLane, {{1, kNoon + 5s, 0}});
    const auto early = claim();
    EXPECT_TRUE(early.notices.empty());
    EXPECT_EQ(early.next, kNoon + 5s);
    clock_.advance(5s);
    EXPECT_EQ(numbers(claim()), (std::vector<NoticeNumber>{1}));
}

TEST_P(NoticeQueueContract, LeasedNoticeIsNobodyElsesUntilItsLeaseEnds) {
    set(kLane, {{7, kNoon, 0}});
    const auto first = claim();
    ASSERT_EQ(first.notices.size(), 1U);
    EXPECT_FALSE(first.notices[0].outcome_unknown);
    EXPECT_EQ(first.notices[0].lease_end, kNoon + 60s);
    EXPECT_TRUE(claim().notices.empty());
    clock_.advance(60s);
    const auto again = claim();
    ASSERT_EQ(again.notices.size(), 1U);
    EXPECT_TRUE(again.notices[0].outcome_unknown);
    EXPECT_EQ(again.notices[0].settled_attempts, 0) << "a crash uses up no attempt";
}

TEST_P(NoticeQueueContract, StaleTokenIsFenced) {
    set(kLane, {{7, kNoon, 0}});
    const auto first = claim();
    clock_.advance(61s);
    const auto second = claim();
    EXPECT_FALSE(settle(first.notices[0], Verdict::delivered));
    EXPECT_TRUE(settle(second.notices[0], Verdict::delivered));
    EXPECT_FALSE(settle(second.notices[0], Verdict::delivered)) << "a repeat finds the token gone";
}

TEST_P(NoticeQueueContract, FinalNumberIsNeverHandedOutAgain) {
    for (const Verdict verdict :
         {Verdict::delivered, Verdict::dead, Verdict::expired, Verdict::withdrawn}) {
        const auto number = static_cast<NoticeNumber>(10 + static_cast<int>(verdict));
        set(kLane, {{number, kNoon, 0}});
        ASSERT_TRUE(settle(claim().notices.at(0), verdict));
        EXPECT_EQ(set(kLane, {{number, kNoon - 1s, 0}}).added, 0);
        clock_.advance(1s);
        EXPECT_TRUE(claim().notices.empty());
    }
}

TEST_P(NoticeQueueContract, RetryComesAtItsTimeAndCountsTheAttempt) {
    set(kLane, {{3, kNoon, 0}});
    ASSERT_TRUE(settle(claim().notices.at(0), Verdict::retry, kNoon + 30s));
    clock_.advance(29s);
    EXPECT_TRUE(claim().notices.empty());
    clock_.advance(1s);
    const auto again = claim();
    ASSERT_EQ(again.notices.size(), 1U);
    EXPECT_EQ(again.notices[0].settled_attempts, 1);
    EXPECT_FALSE(again.notices[0].outcome_unknown);
}

TEST_P(NoticeQueueContract, ReleasedLeaseIsDueAtOnceWithoutAnAttempt) {
    set(kLane, {{3, kNoon, 0}});
    const auto first = claim();
    EXPECT_EQ(run(io_, queue().release({first.notices[0].lease})).value(), 1);
    EXPECT_EQ(run(io_, queue().release({first.notices[0].lease})).value(), 0);
    const auto again = claim();
    ASSERT_EQ(again.notices.size(), 1U);
    EXPECT_EQ(again.notices[0].settled_attempts, 0);
    EXPECT_FALSE(again.notices[0].outcome_unknown);
}

TEST_P(NoticeQueueContract, FormerSelfsLeasesAreGivenBackAsUnknown) {
    set(kLane, {{3, kNoon, 0}});
    (void)claim();
    EXPECT_EQ(run(io_, queue().release_former()).value(), 1);
    const auto again = claim();
    ASSERT_EQ(again.notices.size(), 1U);
    EXPECT_TRUE(again.notices[0].outcome_unknown);
}

TEST_P(NoticeQueueContract, ExtendedLeaseHolds) {
    set(kLane, {{3, kNoon, 0}});
    const auto first = claim();
    clock_.advance(50s);
    EXPECT_EQ(run(io_, queue().extend({first.notices[0].lease}, 60s)).value(),
              std::vector<bool>{true});
    clock_.advance(50s);
    EXPECT_TRUE(claim().notices.empty());
    clock_.advance(10s);
    EXPECT_EQ(claim().notices.size(), 1U);
    EXPECT_EQ(run(io_, queue().extend({first.notices[0].lease}, 60s)).value(),
              std::vector<bool>{false});
}

TEST_P(NoticeQueueContract, UrgentLaneGoesFirst) {
    set(kLane, {{1, kNoon - 60s, 0}});
    set(kUrgent, {{2, kNoon, 0}});
    ClaimRequest one;
    one.limit = 1;
    EXPECT_EQ(numbers(claim(one)), (std::vector<NoticeNumber>{2}));
}

TEST_P(NoticeQueueContract, OldestOfALaneGoesFirst) {
    set(kLane, {{1, kNoon - 1s, 0}, {2, kNoon - 3s, 0}, {3, kNoon - 2s, 0}});
    ClaimRequest two;
    two.limit = 2;
    const auto first = claim(two);
    EXPECT_EQ(numbers(first), (std::vector<NoticeNumber>{2, 3}));
    EXPECT_TRUE(first.more);
    EXPECT_EQ(numbers(claim(two)), (std::vector<NoticeNumber>{1}));
}

TEST_P(NoticeQueueContract, FullEndpointIsPassedOver) {
    set(kLane, {{1, kNoon, 0}, {2, kNoon, 0}});
    set(kOther, {{3, kNoon, 0}});
    ClaimRequest request;
    request.rooms["a/main"].most = 0;
    const auto result = claim(request);
    EXPECT_EQ(numbers(result), (std::vector<NoticeNumber>{3}));
    EXPECT_TRUE(result.more);
    request.rooms["a/main"].most = 1;
    queue().look_everywhere();
    EXPECT_EQ(claim(request).notices.size(), 1U);
}

ClaimRequest ordered_request() {
    ClaimRequest request;
    request.rooms["a/main"].most = 1;
    request.rooms["a/main"].ordered = true;
    return request;
}

TEST_P(NoticeQueueContract, OrderedLaneLetsNothingPastTheNoticeBeingTried) {
    set(kLane, {{1, kNoon - 2s, 0}, {2, kNoon - 1s, 0}});
    const auto first = claim(ordered_request());
    ASSERT_EQ(numbers(first), (std::vector<NoticeNumber>{1}));
    EXPECT_TRUE(claim(ordered_request()).notices.empty());
    ASSERT_TRUE(settle(first.notices[0], Verdict::retry, kNoon + 30s));
    const auto waiting = claim(ordered_request());
    EXPECT_TRUE(waiting.notices.empty());
    EXPECT_EQ(waiting.next, kNoon + 30s);
    clock_.advance(30s);
    const auto again = claim(ordered_request());
    ASSERT_EQ(numbers(again), (std::vector<NoticeNumber>{1}));
    EXPECT_EQ(again.notices[0].settled_attempts, 1);
    ASSERT_TRUE(settle(again.notices[0], Verdict::delivered));
    queue().look_everywhere();
    EXPECT_EQ(numbers(claim(ordered_request())), (std::vector<NoticeNumber>{2}));
}

TEST_P(NoticeQueueContract, OrderedLaneKeepsItsOrderAcrossACrash) {
    set(kLane, {{1, kNoon - 2s, 0}, {2, kNoon - 1s, 0}});
    ASSERT_EQ(numbers(claim(ordered_request())), (std::vector<NoticeNumber>{1}));
    clock_.advance(60s);
    const auto again = claim(ordered_request());
    ASSERT_EQ(numbers(again), (std::vector<NoticeNumber>{1}));
    EXPECT_TRUE(again.notices[0].outcome_unknown);
}

TEST_P(NoticeQueueContract, WaitingKeepsThePlaceInAnOrderedLane) {
    set(kLane, {{1, kNoon - 2s, 0}, {2, kNoon - 1s, 0}});
    ASSERT_TRUE(settle(claim(ordered_request()).notices.at(0), Verdict::wait, kNoon + 10s));
    EXPECT_TRUE(claim(ordered_request()).notices.empty());
    clock_.advance(10s);
    const auto again = claim(ordered_request());
    ASSERT_EQ(numbers(again), (std::vector<NoticeNumber>{1}));
    EXPECT_EQ(again.notices[0].settled_attempts, 0);
}

TEST_P(NoticeQueueContract, RateIsAGateThatWaitsExactlyAsLongAsItSays) {
    set(kLane, {{1, kNoon, 0}, {2, kNoon, 0}, {3, kNoon, 0}, {4, kNoon, 0}, {5, kNoon, 0}});
    ClaimRequest request;
    request.rooms["a/main"].most = 16;
    request.rooms["a/main"].burst = 3;
    request.rooms["a/main"].interval = 20s;
    EXPECT_EQ(claim(request).notices.size(), 3U);
    queue().look_everywhere();
    const auto held = claim(request);
    EXPECT_TRUE(held.notices.empty());
    EXPECT_EQ(held.next, kNoon + 20s);
    clock_.advance(20s - 1ms);
    EXPECT_TRUE(claim(request).notices.empty());
    clock_.advance(1ms);
    EXPECT_EQ(claim(request).notices.size(), 1U);
    clock_.advance(20s);
    EXPECT_EQ(claim(request).notices.size(), 1U);
}

TEST_P(NoticeQueueContract, FirstAttemptsAreNotStarvedByRetries) {
    std::vector<QueueEntry> entries;
    for (NoticeNumber n = 1; n <= 20; ++n) entries.push_back({n, kNoon - 60s, 1});
    for (NoticeNumber n = 21; n <= 40; ++n) entries.push_back({n, kNoon, 0});
    set(kLane, entries);
    ClaimRequest request;
    request.rooms["a/main"].most = 8;
    const auto mixed = claim(request);
    ASSERT_EQ(mixed.notices.size(), 8U);
    EXPECT_EQ(std::ranges::count_if(mixed.notices,
                                    [](const Claimed& each) { return each.settled_attempts == 0; }),
              4);
}

TEST_P(NoticeQueueContract, RetriesTakeAllTheRoomThatNobodyElseWants) {
    set(kLane, {{1, kNoon, 1}, {2, kNoon, 1}, {3, kNoon, 2}, {4, kNoon, 3}});
    ClaimRequest request;
    request.rooms["a/main"].most = 4;
    EXPECT_EQ(claim(request).notices.size(), 4U);
}

TEST_P(NoticeQueueContract, FirstAttemptsAreFoundBehindAnyNumberOfRetries) {
    std::vector<QueueEntry> entries;
    for (NoticeNumber n = 1; n <= 2000; ++n) entries.push_back({n, kNoon - 60s, 1});
    for (NoticeNumber n = 2001; n <= 2020; ++n) entries.push_back({n, kNoon, 0});
    set(kLane, entries);
    ClaimRequest request;
    request.rooms["a/main"].most = 16;
    const auto result = claim(request);
    EXPECT_EQ(std::ranges::count_if(result.notices,
                                    [](const Claimed& each) { return each.settled_attempts == 0; }),
              8);
}

TEST_P(NoticeQueueContract, LanesOfOneEndpointShareItsRoom) {
    std::vector<QueueEntry> entries;
    for (NoticeNumber n = 1; n <= 100; ++n) entries.push_back({n, kNoon, 0});
    for (const char* lane : {"c/a/main/n", "d/a/main/n", "e/a/main/n", "f/a/main/u"}) {
        set(lane, entries);
    }
    ClaimRequest request;
    request.per_lane = 16;
    EXPECT_EQ(claim(request).notices.size(), 16U) << "though it is not listed";
}

TEST_P(NoticeQueueContract, FasterRateIsNotHeldByTheSlowerOneBefore) {
    set(kLane, {{1, kNoon, 0}, {2, kNoon, 0}, {3, kNoon, 0}});
    ClaimRequest hourly;
    hourly.rooms["a/main"].most = 16;
    hourly.rooms["a/main"].burst = 1;
    hourly.rooms["a/main"].interval = 1h;
    ASSERT_EQ(claim(hourly).notices.size(), 1U);
    queue().look_everywhere();
    ASSERT_TRUE(claim(hourly).notices.empty());
    ASSERT_TRUE(run(io_, queue().set_gate({"a/main", SysTime{}, "changed", "throttled"})));
    EXPECT_TRUE(claim(hourly).notices.empty()) << "the gate is there for another reason";
    ASSERT_TRUE(run(io_, queue().set_gate({"a/main", SysTime{}, "changed", "rate"})));
    ClaimRequest quick = hourly;
    quick.rooms["a/main"].interval = 100ms;
    (void)claim(quick);
    clock_.advance(100ms);
    queue().look_everywhere();
    EXPECT_EQ(claim(quick).notices.size(), 1U);
}

TEST_P(NoticeQueueContract, OrderedLaneGoesOnWhenItsFirstIsPutOff) {
    set(kLane, {{1, kNoon - 2s, 0}, {2, kNoon - 1s, 0}});
    const auto first = claim(ordered_request());
    ASSERT_TRUE(settle(first.notices.at(0), Verdict::retry, kNoon + 1h));
    ASSERT_EQ(run(io_, queue().move(kLane, 1, kNoon + 24h)).value(), Change::done);
    EXPECT_EQ(numbers(claim(ordered_request())), (std::vector<NoticeNumber>{2}));
}

TEST_P(NoticeQueueContract, RevivedNumberMayBeSentAgain) {
    set(kLane, {{1, kNoon, 0}});
    ASSERT_TRUE(settle(claim().notices.at(0), Verdict::dead));
    LaneChange second;
    second.lane = kLane;
    second.revision = 2;
    second.revived = {1};
    second.upserts = {{1, kNoon, 0}};
    EXPECT_EQ(run(io_, queue().set_lanes({second})).value().front().added, 1);
    const auto again = claim();
    ASSERT_EQ(numbers(again), (std::vector<NoticeNumber>{1}));
    EXPECT_EQ(again.notices[0].settled_attempts, 0) << "with a fresh budget";
}

TEST_P(NoticeQueueContract, GateHoldsAllLanesOfAnEndpointAndNoOther) {
    set(kLane, {{1, kNoon, 0}});
    set(kUrgent, {{2, kNoon, 0}});
    set(kOther, {{3, kNoon, 0}});
    EXPECT_EQ(run(io_, queue().set_gate({"a/main", kNoon + 10s, "pause"})).value(), 2);
    const auto held = claim();
    EXPECT_EQ(numbers(held), (std::vector<NoticeNumber>{3}));
    EXPECT_EQ(held.next, kNoon + 10s);
    clock_.advance(10s);
    EXPECT_EQ(claim().notices.size(), 2U);
}

TEST_P(NoticeQueueContract, TellsWhatHoldsWholeEndpointsBack) {
    set("c/a/main/n", {{1, kNoon, 0}, {2, kNoon, 0}});
    set("c/o/main/n", {{3, kNoon, 0}, {4, kNoon, 0}});
    ClaimRequest request = ordered_request();
    request.rooms["o/main"] = request.rooms.at("a/main");
    request.rooms["a/main"] = {};
    request.rooms["a/main"].most = 1;
    request.rooms["a/main"].burst = 1;
    request.rooms["a/main"].interval = 1h;
    ASSERT_EQ(claim(request).notices.size(), 2U) << "a rate and an order leave gates, too";
    ASSERT_TRUE(run(io_, queue().read_gates()).value().empty());
    ASSERT_TRUE(run(io_, queue().set_gate({"b/main", kNoon + 10s, "throttled"})));
    ASSERT_TRUE(run(io_, queue().set_gate({"d/main", kNoon + 20s, "retry"})));
    ASSERT_TRUE(run(io_, queue().set_gate({"e/main", kNoon - 1s, "throttled"})));
    std::map<std::string, SysTime> held;
    for (const Gate& gate : run(io_, queue().read_gates()).value()) {
        held[gate.endpoint] = gate.not_before;
        EXPECT_EQ(gate.reason, gate.endpoint == "b/main" ? "throttled" : "retry");
    }
    EXPECT_EQ(held,
              (std::map<std::string, SysTime>{{"b/main", kNoon + 10s}, {"d/main", kNoon + 20s}}));
}

TEST_P(NoticeQueueContract, LiftedGateLetsGo) {
    set(kLane, {{1, kNoon, 0}});
    ASSERT_TRUE(run(io_, queue().set_gate({"a/main", kPaused, "pause"})));
    EXPECT_TRUE(claim().notices.empty());
    ASSERT_TRUE(run(io_, queue().set_gate({"a/main", SysTime{}, "resume"})));
    EXPECT_EQ(claim().notices.size(), 1U);
}

TEST_P(NoticeQueueContract, SettlementMaySetAGate) {
    set(kLane, {{1, kNoon, 0}, {2, kNoon + 1s, 0}});
    const auto first = claim();
    const auto settled = run(io_,
                             queue().settle({{first.notices[0].lease, Verdict::retry, kNoon + 5s}},
                                            {{"a/main", kNoon + 20s, "throttled"}}));
    ASSERT_TRUE(settled);
    clock_.advance(10s);
    EXPECT_TRUE(claim().notices.empty());
    clock_.advance(10s);
    EXPECT_EQ(claim().notices.size(), 2U);
}

TEST_P(NoticeQueueContract, SamePlanASecondTimeChangesNothing) {
    const std::vector<QueueEntry> plan{{1, kNoon + 1s, 0}, {2, kNoon + 2s, 0}};
    EXPECT_EQ(set(kLane, plan).added, 2);
    const auto again = set(kLane, plan);
    EXPECT_EQ(again.added + again.moved + again.dropped, 0);
}

TEST_P(NoticeQueueContract, OlderRevisionIsRefused) {
    set(kLane, {{1, kNoon, 0}}, 5);
    EXPECT_TRUE(set(kLane, {{2, kNoon, 0}}, 4).stale);
    EXPECT_EQ(numbers(claim()), (std::vector<NoticeNumber>{1}));
}

TEST_P(NoticeQueueContract, EditMovesAndDropsWhatIsPendingOnly) {
    set(kLane, {{1, kNoon, 0}, {2, kNoon + 60s, 0}, {3, kNoon + 60s, 0}});
    const auto first = claim();  // number 1 is being sent
    const auto edit = set(kLane, {{1, kNoon + 90s, 0}, {2, kNoon + 5s, 0}}, 2, {3});
    EXPECT_EQ(edit.moved, 1);
    EXPECT_EQ(edit.dropped, 1);
    EXPECT_TRUE(settle(first.notices[0], Verdict::delivered)) << "its lease was not touched";
    clock_.advance(5s);
    EXPECT_EQ(numbers(claim()), (std::vector<NoticeNumber>{2}));
}

TEST_P(NoticeQueueContract, LargeLaneIsSetInParts) {
    std::vector<QueueEntry> many;
    for (NoticeNumber i = 1; i <= 1000; ++i) many.push_back({i, kNoon, 0});
    EXPECT_EQ(set(kLane, many).added, 1000);
    EXPECT_EQ(run(io_, queue().verify(kLane)).value().waiting, 1000U);
    std::size_t claimed = 0;
    for (int i = 0; i < 100 && claimed < 1000; ++i) claimed += claim().notices.size();
    EXPECT_EQ(claimed, 1000U);
}

TEST_P(NoticeQueueContract, RebuiltRetryKeepsItsAttempts) {
    set(kLane, {{1, kNoon, 4}});
    EXPECT_EQ(claim().notices.at(0).settled_attempts, 4);
}

TEST_P(NoticeQueueContract, WithdrawAndMoveRefuseWhatIsBeingSent) {
    set(kLane, {{1, kNoon, 0}, {2, kNoon + 60s, 0}});
    (void)claim();
    EXPECT_EQ(run(io_, queue().withdraw(kLane, 1)).value(), Change::leased);
    EXPECT_EQ(run(io_, queue().move(kLane, 1, kNoon)).value(), Change::leased);
    EXPECT_EQ(run(io_, queue().move(kLane, 2, kNoon + 1s)).value(), Change::done);
    EXPECT_EQ(run(io_, queue().withdraw(kLane, 2)).value(), Change::done);
    EXPECT_EQ(run(io_, queue().withdraw(kLane, 2)).value(), Change::absent);
    clock_.advance(1s);
    EXPECT_TRUE(claim().notices.empty());
}

TEST_P(NoticeQueueContract, VerifyTellsCountAndXor) {
    const NoticeNumber big = kLargestNumber;
    set(kLane, {{1, kNoon, 0}, {6, kNoon, 0}, {big, kNoon, 0}});
    const auto digest = run(io_, queue().verify(kLane)).value();
    EXPECT_EQ(digest.waiting, 3U);
    EXPECT_EQ(digest.xor_of_waiting, 1U ^ 6U ^ big);
}

TEST_P(NoticeQueueContract, RevisionIsComparedAndSet) {
    const CampaignId id("c");
    const auto first = run(io_, queue().begin_revision(id, 0, "d1", "{}")).value();
    EXPECT_EQ(first.answer, Revision::Answer::begun);
    EXPECT_EQ(first.number, 1);
    EXPECT_EQ(run(io_, queue().begin_revision(id, 0, "d1", "{}")).value().answer,
              Revision::Answer::equal);
    EXPECT_EQ(run(io_, queue().begin_revision(id, 0, "d2", "{}")).value().answer,
              Revision::Answer::stale);
    EXPECT_EQ(run(io_, queue().begin_revision(id, 1, "d2", "{}")).value().number, 2);
}

INSTANTIATE_TEST_SUITE_P(Queue,
                         NoticeQueueContract,
                         testing::Values("memory", "redis"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace outreach::queue
