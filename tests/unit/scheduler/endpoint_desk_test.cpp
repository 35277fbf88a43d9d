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
    void request_rebuild() override {}
    void found_unknown(const queue::LaneName&) override {}
    void was_delivered(const queue::LaneName&, int) override {}
};

TEST(TokenBucket, WaitsExactlyAsLongAsItSays) {
    TokenBucket bucket({10, 1s}, kNow);
    for (int i = 0; i < 10; ++i) bucket.take();
    EXPECT_EQ(bucket.available(kNow), 0);
    const SysTime next = bucket.next(kNow);
    EXPECT_LE(next - kNow, 101ms);
    EXPECT_EQ(bucket.available(next - 2ms), 0);
    EXPECT_EQ(bucket.available(next), 1);
    EXPECT_EQ(bucket.available(kNow + 1h), 10) << "it never holds more than its count";
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
    EXPECT_EQ(b, 3);
    EXPECT_EQ(desk.next_token(kNow), kNow + 20s + 1ms);
    const auto rooms = desk.rooms(16, kNow);
    EXPECT_EQ(rooms.at("a/main"), 0);
    EXPECT_EQ(rooms.at("b/main"), 0);
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
