#include "scheduler/queue/queue_keys.hpp"

#include <gtest/gtest.h>

#include "scheduler/queue/notice_queue.hpp"

namespace outreach::queue {
namespace {

TEST(QueueKeys, Crc16IsTheClustersOwn) {
    EXPECT_EQ(crc16("123456789"), 0x31C3U);  // redis.io/docs/reference/cluster-spec, appendix A
}

TEST(QueueKeys, PartnerDecidesThePartition) {
    const QueueKeys keys(16);
    EXPECT_EQ(keys.partition_of_lane("c1/a/main/n"), keys.partition_of_lane("c2/a/other/u"));
    EXPECT_EQ(QueueKeys::common(3).front(), "outreach:{p03}:heads");
    EXPECT_EQ(QueueKeys::lane(3, "c/a/main/n"), "outreach:{p03}:lane:c/a/main/n");
}

TEST(LaneName, PartsAreFoundAgain) {
    const LaneName lane = lane_name(CampaignId("c"), PartnerId("p"), EndpointId("e"), true);
    EXPECT_EQ(lane, "c/p/e/u");
    EXPECT_EQ(endpoint_of_lane(lane), "p/e");
    EXPECT_EQ(partner_of_lane(lane), "p");
    EXPECT_EQ(endpoint_of_lane("nonsense"), "");
}

}  // namespace
}  // namespace outreach::queue
