#include "scheduler/delivery/endpoint_desk.hpp"

#include <gtest/gtest.h>

namespace outreach::delivery {
namespace {

using namespace std::chrono_literals;
const SysTime kNow = from_ms(1'751'338'800'000);

class Limits final : public NoticeSource {
public:
    std::map<std::string, EndpointLimits> all;
    std::optional<Prepared> prepare(const queue::LaneName&,
                                    queue::NoticeNumber,
                                    SysTime) const override {
        return {};
    }
    int limits_version() const override { return 1; }
    std::map<std::string, EndpointLimits> limits() const override { return all; }
    std::vector<journal::NoticePlace> overdue(const std::string&,
                                              SysTime,
                                              std::size_t) const override {
        return {};
    }
    void request_rebuild() override {}
    void found_unknown(const queue::LaneName&) override {}
    void disable(const std::string&, const std::string&, const std::string&) override {}
    void was_delivered(const queue::LaneName&, int) override {}
};

TEST(TokenBucket, WaitsExactlyAsLongAsItSays) {
    TokenBucket bucket(pace_of({10, 1s}), kNow);
    EXPECT_EQ(bucket.available(kNow), 1);
    bucket.take();
    EXPECT_EQ(bucket.available(kNow), 0);
    const SysTime next = bucket.next(kNow);
    EXPECT_LE(next - kNow, 101ms);
    EXPECT_EQ(bucket.available(next - 2ms), 0);
    EXPECT_EQ(bucket.available(next), 1);
    EXPECT_EQ(bucket.available(kNow + 1h), 1) << "it never holds more than its burst";
}

TEST(TokenBucket, NoStretchOfItsLengthHoldsMoreThanTheRate) {
    for (const campaigns::Rate rate : {campaigns::Rate{1, 1s},
                                       campaigns::Rate{3, 60s},
                                       campaigns::Rate{20, 1s},
                                       campaigns::Rate{60, 60s},
                                       campaigns::Rate{1000, 1s},
                                       campaigns::Rate{100, 3600s}}) {
        TokenBucket bucket(pace_of(rate), kNow);
        std::deque<SysTime> taken;
        std::size_t in_all = 0;
        const SysTime end = kNow + rate.per * 3;
        for (SysTime now = kNow; now < end; now = std::max(bucket.next(now), now + 1ms)) {
            while (bucket.available(now) > 0) {
                bucket.take();
                taken.push_back(now);
                ++in_all;
            }
            while (!taken.empty() && taken.front() <= now - rate.per) taken.pop_front();
            ASSERT_LE(taken.size(), static_cast<std::size_t>(rate.count)) << rate.count;
        }
        EXPECT_GE(in_all, static_cast<std::size_t>(rate.count) * 3 * 9 / 10) << rate.count;
    }
}

TEST(EndpointDesk, StartsNoMoreThanTheLimitAndTheRate) {
    Limits source;
    source.all["a/main"] = {2, {}};
    source.all["b/main"] = {8, campaigns::Rate{3, 1min}};
    EndpointDesk desk;
    desk.adopt_limits(source, kNow);
    for (const char* name : {"a/main", "b/main"}) {
        for (int i = 0; i < 5; ++i) desk.at(name).waiting.emplace_back();
    }
    int a = 0;
    int b = 0;
    while (desk.start_one(desk.at("a/main"), kNow)) ++a;
    while (desk.start_one(desk.at("b/main"), kNow)) ++b;
    EXPECT_EQ(a, 2);
    EXPECT_EQ(b, 1);
    EXPECT_EQ(desk.next_token(kNow), kNow + 20s + 1ms);
    const auto rooms = desk.rooms(16, kNow);
    EXPECT_EQ(rooms.at("a/main").most, 0);
    EXPECT_EQ(rooms.at("a/main").burst, 0) << "no rate, no gate";
    EXPECT_EQ(rooms.at("b/main").burst, 1);
    EXPECT_EQ(rooms.at("b/main").interval, 20s);
}

queue::Claimed claimed(const char* lane, int attempts, queue::NoticeNumber number) {
    queue::Claimed made;
    made.lease.lane = lane;
    made.lease.number = number;
    made.settled_attempts = attempts;
    return made;
}

TEST(EndpointDesk, UrgentGoesFirstThenFirstAttemptsThenRetries) {
    EndpointDesk desk;
    EndpointState& state = desk.at("a/main");
    state.limit = 16;
    desk.wait(state, claimed("c/a/main/n", 3, 1));
    desk.wait(state, claimed("c/a/main/n", 0, 2));
    desk.wait(state, claimed("c/a/main/n", 1, 3));
    desk.wait(state, claimed("c/a/main/u", 2, 4));
    desk.wait(state, claimed("c/a/main/n", 0, 5));
    std::vector<queue::NoticeNumber> order;
    while (auto next = desk.start_one(state, kNow)) order.push_back(next->lease.number);
    EXPECT_EQ(order, (std::vector<queue::NoticeNumber>{4, 2, 5, 1, 3}));
}

TEST(EndpointDesk, OrderedEndpointTakesOneAtATime) {
    Limits source;
    source.all["a/main"] = {16, {}, true};
    EndpointDesk desk;
    desk.adopt_limits(source, kNow);
    EXPECT_EQ(desk.rooms(16, kNow).at("a/main").most, 1);
    EXPECT_TRUE(desk.rooms(16, kNow).at("a/main").ordered);
    desk.wait(desk.at("a/main"), claimed("c/a/main/n", 0, 1));
    desk.wait(desk.at("a/main"), claimed("c/a/main/n", 0, 2));
    EXPECT_TRUE(desk.start_one(desk.at("a/main"), kNow));
    EXPECT_FALSE(desk.start_one(desk.at("a/main"), kNow));
}

TEST(EndpointDesk, OpenBreakerTakesNothingAndHalfOpenTakesOne) {
    Limits source;
    source.all["a/main"] = {16, {}};
    EndpointDesk desk;
    desk.adopt_limits(source, kNow);
    EndpointState& state = desk.at("a/main");
    SysTime now = kNow;
    for (int i = 0; i < 20; ++i) state.breaker.failed(now);
    EXPECT_EQ(desk.rooms(16, now).at("a/main").most, 0);
    now = state.breaker.until();
    EXPECT_EQ(desk.rooms(16, now).at("a/main").most, 1);
    state.breaker.succeeded();
    EXPECT_TRUE(desk.rooms(16, now).empty());
}

TEST(EndpointDesk, AfterAPauseAskedForItIsApproachedStepByStep) {
    Limits source;
    source.all["a/main"] = {5, {}};
    EndpointDesk desk;
    desk.adopt_limits(source, kNow);
    EndpointState& state = desk.at("a/main");
    state.slow_down();
    EXPECT_EQ(state.limit_at(kNow), 1);
    state.speed_up();
    state.speed_up();
    EXPECT_EQ(state.limit_at(kNow), 4);
    state.speed_up();
    EXPECT_EQ(state.limit_at(kNow), 5);
    EXPECT_EQ(state.allowance, 0);
}

TEST(EndpointDesk, BothOfTwoRatesHold) {
    Limits source;
    source.all["a/main"] = {16, campaigns::Rate{10, 1s}};
    EndpointDesk desk;
    desk.adopt_limits(source, kNow);
    desk.agree(desk.at("a/main"), campaigns::Rate{120, 60s}, kNow);
    EXPECT_EQ(desk.rooms(16, kNow).at("a/main").interval, pace_of({120, 60s}).interval);
    EXPECT_EQ(desk.rooms(16, kNow).at("a/main").burst, 1) << "120 a minute alone would allow six";
    desk.agree(desk.at("a/main"), campaigns::Rate{100, 1s}, kNow);
    EXPECT_EQ(desk.rooms(16, kNow).at("a/main").interval, 100ms);
}

TEST(EndpointDesk, IdleEndpointsWithRoomAreNotListed) {
    Limits source;
    source.all["a/main"] = {16, {}};
    EndpointDesk desk;
    desk.adopt_limits(source, kNow);
    EXPECT_TRUE(desk.rooms(16, kNow).empty());
}

}  // namespace
}  // namespace outreach::delivery
