#include "connectors/cloud_event.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace outreach::connectors {
namespace {

TEST(CloudEvent, HasTheContractsKeys) {
    campaigns::OutgoingNotice notice;
    notice.id = "ntc_1";
    notice.campaign = CampaignId("sapporo-r7");
    notice.campaign_title = "令和7年度";
    notice.activity = ActivityId("yellow-light-up");
    notice.kind = "light_up";
    notice.activity_title = "イエローライトアップ";
    notice.status = campaigns::Status::confirmed;
    notice.start = "2025-07-01T00:00:00+09:00";
    notice.end = "2025-07-08T00:00:00+09:00";
    notice.venue = campaigns::Venue{};
    notice.venue_name = "さっぽろテレビ塔";
    notice.venue->ward = "中央区";
    notice.rule = RuleId("week-before");
    notice.due = "2025-06-24T10:00:00+09:00";
    notice.partner = PartnerId("hogoshikai");
    notice.message = {campaigns::MessageLanguage::ja, "件名", "本文\n二行目"};
    const auto event = nlohmann::json::parse(to_cloud_event(notice));
    EXPECT_EQ(event.at("specversion"), "1.0");
    EXPECT_EQ(event.at("id"), "ntc_1");
    EXPECT_EQ(event.at("source"), "/campaigns/sapporo-r7");
    EXPECT_EQ(event.at("type"), "outreach.activity.reminder");
    EXPECT_EQ(event.at("subject"), "yellow-light-up");
    EXPECT_EQ(event.at("time"), "2025-06-24T10:00:00+09:00");
    EXPECT_EQ(event.at("datacontenttype"), "application/json");
    const auto& data = event.at("data");
    EXPECT_EQ(data.at("activity").at("status"), "confirmed");
    EXPECT_TRUE(data.at("activity").at("window").is_null());
    EXPECT_EQ(data.at("activity").at("venue").at("ward"), "中央区");
    EXPECT_EQ(data.at("notice").at("occurrence"), 1);
    EXPECT_EQ(data.at("notice").at("late"), false);
    EXPECT_TRUE(data.at("notice").at("corrects").is_null());
    EXPECT_EQ(data.at("partner").at("id"), "hogoshikai");
    EXPECT_EQ(data.at("message").at("text"), "本文\n二行目");
}

TEST(CloudEvent, WindowHasNoStart) {
    campaigns::OutgoingNotice notice;
    notice.window_first = "2025-11-01";
    notice.window_last = "2025-12-31";
    const auto activity = nlohmann::json::parse(to_cloud_event(notice)).at("data").at("activity");
    EXPECT_TRUE(activity.at("start").is_null());
    EXPECT_EQ(activity.at("window").at("to"), "2025-12-31");
    EXPECT_TRUE(activity.at("venue").is_null());
}

}  // namespace
}  // namespace outreach::connectors
