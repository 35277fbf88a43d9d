// What was told before: corrections use what a service offers, and a repeat after an unknown
// outcome is either recognised by the service or marked for its readers. Over real sockets.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/connector_rig.hpp"
#include "tests/support/sample_text.hpp"

namespace outreach::connectors {
namespace {

using nlohmann::json;
using test::ConnectorRig;

const std::string kMark = "【再送】";
const std::string kNote = "訂正があります";

campaigns::OutgoingNotice correction_of(ConnectorRig& rig,
                                        const campaigns::OutgoingNotice& first,
                                        const Outcome& outcome) {
    auto notice = rig.notice("【訂正】街頭啓発", "日時が変わりました。");
    notice.purpose = campaigns::Purpose::correction;
    notice.corrects = first.id;
    notice.corrects_reference = outcome.reference;
    return notice;
}

std::string header(const test::FakeRequest& request, const std::string& name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? "(none)" : found->second;
}

struct Offer {
    std::string connector{};
    bool knows_repeats = false;
};
void PrintTo(const Offer& offer, std::ostream* out) {
    *out << offer.connector;
}
std::string name_of(const testing::TestParamInfo<Offer>& info) {
    return info.param.connector;
}

class ConnectorRepeat : public testing::TestWithParam<Offer> {};
// The message was taken, and then the connection broke.
TEST_P(ConnectorRepeat, IsShownOnceOrSaysThatItIsOne) {
    ConnectorRig rig(GetParam().connector);
    const auto notice = rig.notice("街頭啓発", "7月3日に行います。");
    rig.hang_up_next();
    const Outcome first = rig.send(notice);
    EXPECT_STREQ(word(first.verdict), word(Verdict::retry)) << first.detail;
    EXPECT_EQ(first.status, 0);
    EXPECT_TRUE(first.unknown);
    ASSERT_EQ(rig.fake().accepted.size(), 1U);
    const Outcome second = rig.send(notice, {2, true});
    EXPECT_TRUE(arrived(second.verdict)) << second.detail;
    EXPECT_EQ(rig.fake().requests.size(), 2U) << "nothing is repeated below the connector";
    const auto& shown = rig.fake().accepted;
    EXPECT_EQ(shown.at(0).text.find(kMark), std::string::npos) << "the first knew of no repeat";
    if (GetParam().knows_repeats) {
        EXPECT_EQ(shown.size(), 1U);
        EXPECT_EQ(rig.fake().repeats, 1);
        EXPECT_EQ(rig.fake().requests.at(1).body, rig.fake().requests.at(0).body);
        return;
    }
    ASSERT_EQ(shown.size(), 2U);
    EXPECT_TRUE(shown.at(1).text.starts_with(kMark + "街頭啓発")) << shown.at(1).text;
    EXPECT_FALSE(find_service(GetParam().connector)->knows_repeats());
}
INSTANTIATE_TEST_SUITE_P(Service,
                         ConnectorRepeat,
                         testing::Values(Offer{"slack"},
                                         Offer{"mattermost"},
                                         Offer{"teams"},
                                         Offer{"discord"},
                                         Offer{"google_chat", true},
                                         Offer{"line", true},
                                         Offer{"webhook", true},
                                         Offer{"template"}),
                         name_of);

class ConnectorCorrection : public testing::TestWithParam<Offer> {};
TEST_P(ConnectorCorrection, IsASecondMessageWhereNothingElseIsOffered) {
    ConnectorRig rig(GetParam().connector);
    const auto first = rig.notice("街頭啓発", "7月3日に行います。");
    const Outcome told = rig.send(first);
    const Outcome corrected = rig.send(correction_of(rig, first, told));
    EXPECT_TRUE(arrived(corrected.verdict)) << corrected.detail;
    ASSERT_EQ(rig.fake().requests.size(), 2U) << "no edit that the service does not offer";
    EXPECT_EQ(rig.fake().requests.at(1).method, "POST");
    ASSERT_EQ(rig.fake().accepted.size(), 2U);
    EXPECT_FALSE(rig.fake().accepted.at(0).edited);
    EXPECT_EQ(rig.fake().accepted.at(1).text.find("【訂正】街頭啓発"), 0U);
}
INSTANTIATE_TEST_SUITE_P(Service,
                         ConnectorCorrection,
                         testing::Values(Offer{"slack"},
                                         Offer{"mattermost"},
                                         Offer{"teams"},
                                         Offer{"line"},
                                         Offer{"webhook"},
                                         Offer{"template"}),
                         name_of);

TEST(DiscordCorrection, PutsANoteBelowTheOldMessageInItsThread) {
    ConnectorRig rig("discord");
    rig.target.url.path += "?thread_id=77";
    const auto first = rig.notice("街頭啓発", "7月3日に行います。");
    const Outcome told = rig.send(first);
    ASSERT_EQ(rig.fake().accepted.size(), 1U);
    EXPECT_EQ(told.reference, rig.fake().accepted.at(0).id);
    const Outcome corrected = rig.send(correction_of(rig, first, told));
    EXPECT_STREQ(word(corrected.verdict), word(Verdict::delivered));
    EXPECT_EQ(corrected.detail.find("could not"), std::string::npos) << corrected.detail;
    ASSERT_EQ(rig.fake().requests.size(), 3U);
    const test::FakeRequest& edit = rig.fake().requests.at(2);
    EXPECT_EQ(edit.method, "PATCH");
    EXPECT_EQ(edit.target, "/api/webhooks/1/x/messages/" + told.reference + "?thread_id=77");
    const auto& shown = rig.fake().accepted;
    ASSERT_EQ(shown.size(), 2U);
    EXPECT_TRUE(shown.at(0).edited);
    EXPECT_TRUE(shown.at(0).text.starts_with("街頭啓発\n7月3日に行います。\n" + kNote))
        << shown.at(0).text;
    EXPECT_EQ(shown.at(0).mentions, std::vector<std::string>());
    EXPECT_FALSE(shown.at(1).edited);
    EXPECT_TRUE(shown.at(1).text.starts_with("【訂正】街頭啓発"));
    EXPECT_EQ(shown.at(1).thread, "77");
    EXPECT_NE(corrected.reference, told.reference);
}

TEST(DiscordCorrection, TakesTheFalseWordsOutOfAnEmbed) {
    ConnectorRig rig("discord");
    const auto first = rig.notice("街頭啓発", test::fill(3000, test::utf16_units));
    const Outcome told = rig.send(first);
    const Outcome corrected = rig.send(correction_of(rig, first, told));
    EXPECT_TRUE(arrived(corrected.verdict));
    ASSERT_EQ(rig.fake().accepted.size(), 2U);
    const std::string old = rig.fake().accepted.at(0).text;
    EXPECT_TRUE(old.starts_with("街頭啓発\n" + kNote)) << old;
    EXPECT_EQ(old.find("保護司"), std::string::npos);
}

TEST(DiscordCorrection, IsDeliveredThoughTheOldMessageWasDeleted) {
    ConnectorRig rig("discord");
    const auto first = rig.notice("街頭啓発", "7月3日に行います。");
    const Outcome told = rig.send(first);
    rig.fake().accepted.clear();
    const Outcome corrected = rig.send(correction_of(rig, first, told));
    EXPECT_STREQ(word(corrected.verdict), word(Verdict::delivered));
    EXPECT_NE(corrected.detail.find("could not be marked"), std::string::npos) << corrected.detail;
    EXPECT_EQ(rig.fake().accepted.size(), 1U);
    EXPECT_EQ(corrected.reference, rig.fake().accepted.at(0).id);
}

TEST(DiscordCorrection, DoesNotMarkTheOldMessageBeforeTheNewOneIsThere) {
    ConnectorRig rig("discord");
    const auto first = rig.notice("街頭啓発", "7月3日に行います。");
    const Outcome told = rig.send(first);
    rig.fake().next_status(500);
    EXPECT_STREQ(word(rig.send(correction_of(rig, first, told)).verdict), word(Verdict::retry));
    EXPECT_EQ(rig.fake().requests.size(), 2U);
    EXPECT_FALSE(rig.fake().accepted.at(0).edited);
}

TEST(GoogleChatCorrection, AnswersInTheThreadOfItsActivity) {
    ConnectorRig rig("google_chat");
    const auto first = rig.notice("街頭啓発", "7月3日に行います。");
    const Outcome told = rig.send(first);
    auto other = rig.notice("再犯防止パネル展", "12月に行います。");
    other.activity = ActivityId("panel-exhibition");
    EXPECT_TRUE(arrived(rig.send(other).verdict));
    EXPECT_TRUE(arrived(rig.send(correction_of(rig, first, told)).verdict));
    const auto& shown = rig.fake().accepted;
    ASSERT_EQ(shown.size(), 3U);
    EXPECT_EQ(told.reference, shown.at(0).id);
    EXPECT_EQ(shown.at(2).thread, shown.at(0).thread);
    EXPECT_NE(shown.at(1).thread, shown.at(0).thread);
    const json body = json::parse(rig.fake().requests.at(2).body);
    EXPECT_EQ(body.at("thread").at("threadKey"), "sapporo-r7.yellow-light-up");
    auto query = test::query_of(rig.fake().requests.at(2).target);
    EXPECT_EQ(query["messageReplyOption"], "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD");
}

TEST(GoogleChatRepeat, IsAnsweredWithTheFirstMessage) {
    ConnectorRig rig("google_chat");
    const auto notice = rig.notice("街頭啓発", "7月3日に行います。");
    rig.fake().lose_next_answer(504);
    EXPECT_STREQ(word(rig.send(notice).verdict), word(Verdict::throttled));
    const Outcome second = rig.send(notice, {2, true});
    EXPECT_EQ(second.reference, rig.fake().accepted.at(0).id);
    auto query = test::query_of(rig.fake().requests.at(1).target);
    EXPECT_EQ(query["requestId"], notice.id);
}

TEST(LineRepeat, IsRefusedForItsKeyAndCountsAsDelivered) {
    ConnectorRig rig("line");
    const auto notice = rig.notice("街頭啓発", "7月3日に行います。");
    rig.fake().lose_next_answer(500);
    EXPECT_STREQ(word(rig.send(notice).verdict), word(Verdict::retry));
    const Outcome second = rig.send(notice, {2, true});
    EXPECT_STREQ(word(second.verdict), word(Verdict::delivered));
    EXPECT_EQ(second.status, 409);
    EXPECT_EQ(second.detail, "already accepted");
    EXPECT_FALSE(second.pause);
    ASSERT_EQ(rig.fake().accepted.size(), 1U);
    EXPECT_EQ(second.reference, rig.fake().accepted.at(0).id);
    EXPECT_EQ(rig.fake_as<test::FakeLine>().used, 1) << "of the month's quota";
    const std::string key = header(rig.fake().requests.at(0), "x-line-retry-key");
    EXPECT_EQ(key.size(), 36U);
    EXPECT_EQ(header(rig.fake().requests.at(1), "x-line-retry-key"), key);
    EXPECT_TRUE(arrived(rig.send(rig.notice("街頭啓発", "7月3日に行います。")).verdict));
    EXPECT_EQ(rig.fake().accepted.size(), 2U) << "another notice with the same words is no repeat";
}

TEST(WebhookCorrection, NamesTheNoticeThatItCorrects) {
    ConnectorRig rig("webhook");
    const auto first = rig.notice("街頭啓発", "7月3日に行います。");
    const Outcome told = rig.send(first);
    const auto second = correction_of(rig, first, told);
    EXPECT_TRUE(arrived(rig.send(second).verdict));
    const json event = json::parse(rig.fake().accepted.at(1).raw);
    EXPECT_EQ(event.at("data").at("notice").at("corrects"), first.id);
    EXPECT_EQ(event.at("type"), "outreach.activity.correction");
    EXPECT_EQ(header(rig.fake().requests.at(1), "webhook-id"), second.id);
    EXPECT_TRUE(json::parse(rig.fake().accepted.at(0).raw)["data"]["notice"]["corrects"].is_null());
}

}  // namespace
}  // namespace outreach::connectors
