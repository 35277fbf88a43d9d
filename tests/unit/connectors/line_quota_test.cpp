#include "connectors/line_quota.hpp"

#include <gtest/gtest.h>

namespace outreach::connectors {
namespace {

TEST(LineQuota, ReadsALimitAndNone) {
    const auto limited = parse_line_quota("{\"type\":\"limited\",\"value\":200}");
    ASSERT_TRUE(limited);
    EXPECT_EQ(limited->limit, 200);
    const auto none = parse_line_quota("{\"type\":\"none\"}");
    ASSERT_TRUE(none);
    EXPECT_FALSE(none->limit);
}

TEST(LineQuota, RefusesWhatIsNoQuota) {
    for (const char* text : {"",
                             "[]",
                             "{}",
                             "{\"type\":7}",
                             "{\"type\":\"limited\"}",
                             "{\"type\":\"limited\",\"value\":\"200\"}",
                             "{\"type\":\"limited\",\"value\":-1}",
                             "{\"type\":\"limited\",\"value\":1.5}",
                             "{\"type\":\"other\",\"value\":1}"}) {
        const auto quota = parse_line_quota(text);
        ASSERT_FALSE(quota) << text;
        EXPECT_EQ(quota.error(), Errc::bad_input);
    }
}

TEST(LineQuota, ReadsTheConsumption) {
    const auto used = parse_line_consumption("{\"totalUsage\":500}");
    ASSERT_TRUE(used);
    EXPECT_EQ(*used, 500);
    EXPECT_FALSE(parse_line_consumption("{\"totalUsage\":\"500\"}"));
    EXPECT_FALSE(parse_line_consumption("{\"totalUsage\":-5}"));
    EXPECT_FALSE(parse_line_consumption("null"));
}

TEST(LineQuota, SaysWhatIsLeft) {
    EXPECT_EQ(messages_left({200}, 180), 20);
    EXPECT_EQ(messages_left({200}, 250), 0);
    EXPECT_EQ(messages_left({}, 250), std::nullopt);
}

TEST(LineQuota, AsksWithTheToken) {
    Target target;
    target.url = *parse_url("https://api.line.me");
    target.token = "channel-token";
    const HttpRequest quota = line_quota_request(target);
    EXPECT_EQ(quota.method, "GET");
    EXPECT_EQ(quota.url.path, "/v2/bot/message/quota");
    EXPECT_TRUE(quota.body.empty());
    const std::pair<std::string, std::string> token{"Authorization", "Bearer channel-token"};
    EXPECT_EQ(quota.headers.front(), token);
    EXPECT_EQ(line_consumption_request(target).url.path, "/v2/bot/message/quota/consumption");
}

}  // namespace
}  // namespace outreach::connectors
