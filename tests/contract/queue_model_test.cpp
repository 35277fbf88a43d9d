// Random operations on a real Redis and on the queue in memory: the same answers throughout.
// The seed is printed on failure; OUTREACH_MODEL_SEED repeats one run.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <set>

#include "tests/support/in_memory_queue.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/redis_fixture.hpp"

namespace outreach::queue {
namespace {

using test::run;
constexpr int kSteps = 600;
constexpr NoticeNumber kNumbers = 12;
const std::vector<LaneName> kLanes{"c/a/main/n", "c/a/main/u", "d/a/main/n", "c/b/main/n"};

// A lease in both worlds: tokens differ, everything else must not.
struct Pair {
    Lease redis;
    Lease model;
};

class QueueModel : public testing::Test {
protected:
    QueueModel()
        : server_(io_),
          up_(io_, server_.address()),
          redis_(up_.client, 4, {"d", "r"}, clock_, make_quiet_log()),
          model_(clock_) {}

    std::size_t pick(std::size_t below) { return engine_() % below; }
    const LaneName& lane() { return kLanes[pick(kLanes.size())]; }
    // Never the same time twice: among equal times any order is right.
    SysTime soon() {
        SysTime time = clock_.now() + Millis{static_cast<std::int64_t>(pick(40'000)) - 10'000};
        while (!times_.insert(time).second) time += Millis{1};
        return time;
    }

    void set_some() {
        LaneChange change;
        change.lane = lane();
        change.revision = ++revision_;
        for (NoticeNumber n = 1; n <= kNumbers; ++n) {
            const auto what = pick(6);
            if (what < 2) change.upserts.push_back({n, soon(), 0});
            if (what == 2) change.drops.push_back(n);
        }
        const auto a = run(io_, redis_.set_lanes({change})).value().front();
        const auto b = run(io_, model_.set_lanes({change})).value().front();
        ASSERT_EQ(std::tuple(a.stale, a.added, a.moved, a.dropped),
                  std::tuple(b.stale, b.added, b.moved, b.dropped));
    }
    // Ties between equal times may be broken differently, so whole due sets are claimed.
    void claim_all() {
        redis_.look_everywhere();
        ClaimRequest request;
        request.limit = 256;
        request.per_lane = 256;
        request.lease = Millis{20'000};
        request.rooms["b/main"].most = 256;
        request.rooms["b/main"].ordered = true;
        auto a = run(io_, redis_.claim(request)).value();
        for (auto more = run(io_, redis_.claim(request)).value(); !more.notices.empty();
             more = run(io_, redis_.claim(request)).value()) {
            std::ranges::move(more.notices, std::back_inserter(a.notices));
        }
        auto b = run(io_, model_.claim(request)).value();
        const auto by_place = [](const Claimed& x, const Claimed& y) {
            return std::tie(x.lease.lane, x.lease.number) < std::tie(y.lease.lane, y.lease.number);
        };
        std::ranges::sort(a.notices, by_place);
        std::ranges::sort(b.notices, by_place);
        ASSERT_EQ(a.notices.size(), b.notices.size());
        for (std::size_t i = 0; i < a.notices.size(); ++i) {
            const Claimed& x = a.notices[i];
            const Claimed& y = b.notices[i];
            ASSERT_EQ(std::tuple(x.lease.lane,
                                 x.lease.number,
                                 x.settled_attempts,
                                 x.outcome_unknown,
                                 x.due,
                                 x.lease_end),
                      std::tuple(y.lease.lane,
                                 y.lease.number,
                                 y.settled_attempts,
                                 y.outcome_unknown,
                                 y.due,
                                 y.lease_end));
            leases_.push_back({x.lease, y.lease});
        }
    }
    void settle_one() {
        if (leases_.empty()) return;
        const std::size_t i = pick(leases_.size());
        const Pair pair = leases_[i];
        if (pick(4) != 0) leases_.erase(leases_.begin() + static_cast<std::ptrdiff_t>(i));
        static constexpr Verdict kAll[] = {Verdict::delivered,
                                           Verdict::retry,
                                           Verdict::retry,
                                           Verdict::dead,
                                           Verdict::expired,
                                           Verdict::put_back,
                                           Verdict::wait};
        Verdict verdict = kAll[pick(std::size(kAll))];
        const bool in_order = pair.redis.lane == "c/b/main/n";
        if (verdict == Verdict::wait && !in_order) verdict = Verdict::put_back;
        const SysTime later = soon();
        std::vector<Gate> gates;
        if (pick(5) == 0) gates.push_back({endpoint_of_lane(pair.redis.lane), soon(), "t"});
        const auto a = run(io_, redis_.settle({{pair.redis, verdict, later}}, gates)).value();
        const auto b = run(io_, model_.settle({{pair.model, verdict, later}}, gates)).value();
        ASSERT_EQ(a, b);
    }
    void release_or_extend() {
        if (leases_.empty()) return;
        const Pair pair = leases_[pick(leases_.size())];
        if (pick(2) == 0) {
            ASSERT_EQ(run(io_, redis_.release({pair.redis})).value(),
                      run(io_, model_.release({pair.model})).value());
        } else {
            ASSERT_EQ(run(io_, redis_.extend({pair.redis}, Millis{15'000})).value(),
                      run(io_, model_.extend({pair.model}, Millis{15'000})).value());
        }
    }
    void change_one() {
        const LaneName name = lane();
        const NoticeNumber number = 1 + pick(kNumbers);
        const SysTime when = soon();
        if (pick(2) == 0) {
            ASSERT_EQ(run(io_, redis_.withdraw(name, number)).value(),
                      run(io_, model_.withdraw(name, number)).value());
        } else {
            ASSERT_EQ(run(io_, redis_.move(name, number, when)).value(),
                      run(io_, model_.move(name, number, when)).value());
        }
    }
    void gate_one() {
        const Gate gate{pick(2) == 0 ? "a/main" : "b/main", pick(3) == 0 ? SysTime{} : soon(), "g"};
        ASSERT_TRUE(run(io_, redis_.set_gate(gate)));
        ASSERT_TRUE(run(io_, model_.set_gate(gate)));
    }
    void compare() {
        for (const LaneName& name : kLanes) {
            ASSERT_EQ(run(io_, redis_.verify(name)).value(), run(io_, model_.verify(name)).value());
        }
    }

    boost::asio::io_context io_{1};
    test::ManualClock clock_{io_.get_executor(), from_ms(1'751'338'800'000)};
    test::RedisServer server_;
    test::RedisConnectionUp up_;
    RedisNoticeQueue redis_;
    test::InMemoryQueue model_;
    std::mt19937_64 engine_;
    std::vector<Pair> leases_;
    std::set<SysTime> times_;
    std::int64_t revision_ = 0;
};

TEST_F(QueueModel, RedisDoesWhatTheModelDoes) {
    const char* told = std::getenv("OUTREACH_MODEL_SEED");
    const std::uint64_t seed = told != nullptr ? std::stoull(told) : std::random_device{}();
    engine_.seed(seed);
    SCOPED_TRACE("OUTREACH_MODEL_SEED=" + std::to_string(seed));
    ASSERT_TRUE(run(io_, redis_.open()));
    ASSERT_TRUE(run(io_, model_.open()));
    for (int step = 0; step < kSteps; ++step) {
        switch (pick(8)) {
            case 0:
                set_some();
                break;
            case 1:
            case 2:
                claim_all();
                break;
            case 3:
            case 4:
                settle_one();
                break;
            case 5:
                release_or_extend();
                break;
            case 6:
                change_one();
                break;
            default:
                gate_one();
                break;
        }
        if (HasFatalFailure()) FAIL() << "at step " << step;
        clock_.advance(Millis{static_cast<std::int64_t>(pick(6'000))});
        compare();
        if (HasFatalFailure()) FAIL() << "after step " << step;
    }
}

}  // namespace
}  // namespace outreach::queue
