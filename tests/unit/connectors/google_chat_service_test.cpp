#include "connectors/google_chat_service.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace outreach::connectors {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;
const SysTime kNow = *parse_rfc3339("2025-07-01T00:00:00Z");
constexpr std::size_t kLimit = 32'000;
const std::string kSpace = "\u200B";

campaigns::OutgoingNotice notice_with(std::string subject, std::string text) {
    campaigns::OutgoingNotice notice;
    notice.id = "ntc_1";
    notice.campaign = CampaignId("sapporo-r7");
    notice.activity = ActivityId("yellow-light-up");
    notice.message = {campaigns::MessageLanguage::ja, std::move(subject), std::move(text)};
    return notice;
}

HttpRequest request_for(const campaigns::OutgoingNotice& notice,
                        const char* url = "https://chat.example/v1/spaces/A/messages?key=k&token=t",
                        Trial trial = {}) {
    Target target;
    target.url = *parse_url(url);
    return google_chat_service().request(target, notice, trial, kNow);
}

std::string text_of(const std::string& text) {
    const json body = json::parse(request_for(notice_with("件名", text)).body);
    return body.at("text").get<std::string>().substr(std::string("*件名*\n\n").size());
}

TEST(GoogleChatService, AsksForTheThreadAndNamesTheRequest) {
    const auto notice = notice_with("【訂正】イエローライトアップ", "日時が変わりました。\n7月2日");
    EXPECT_EQ(request_for(notice).url.path,
              "/v1/spaces/A/messages?key=k&token=t&messageReplyOption="
              "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD&requestId=ntc_1");
    EXPECT_EQ(request_for(notice, "https://chat.example/hook").url.path,
              "/hook?messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD&requestId=ntc_1");
    const json body = json::parse(request_for(notice).body);
    EXPECT_EQ(body.at("text"), "*【訂正】イエローライトアップ*\n\n日時が変わりました。\n7月2日");
    EXPECT_EQ(body.at("thread").at("threadKey"), "sapporo-r7.yellow-light-up");
}

TEST(GoogleChatService, RepeatNeedsNoMark) {
    Trial trial;
    trial.maybe_repeat = true;
    const auto notice = notice_with("【中止】", "本文");
    EXPECT_TRUE(google_chat_service().knows_repeats());
    EXPECT_EQ(request_for(notice, "https://chat.example/hook", trial).body,
              request_for(notice, "https://chat.example/hook").body);
}

TEST(GoogleChatService, MarkupAndMentionsAreLetters) {
    EXPECT_EQ(text_of("*太字* _斜体_ ~線~ `字`"),
              "*" + kSpace + "太字*" + kSpace + " _" + kSpace + "斜体_" + kSpace + " ~" + kSpace +
                  "線~" + kSpace + " `" + kSpace + "字`" + kSpace);
    EXPECT_EQ(text_of("<users/all> の皆様"), "<" + kSpace + "users/all> の皆様");
    const std::string linked = text_of("https://example.jp/a_b*c をご覧ください");
    EXPECT_NE(linked.find("https://example.jp/a_b*c"), std::string::npos);
}

TEST(GoogleChatService, FillsTheLimitAndCutsOneByteBehindIt) {
    const std::size_t frame = google_chat_service().budget(notice_with("件名", "x")).used - 1;
    auto notice = notice_with("件名", std::string(kLimit - frame, 'x'));
    EXPECT_EQ(google_chat_service().budget(notice).used, kLimit);
    EXPECT_TRUE(google_chat_service().budget(notice).fits());
    EXPECT_EQ(request_for(notice).body.size(), kLimit);
    notice.message.text += 'x';
    EXPECT_FALSE(google_chat_service().budget(notice).fits());
    const auto cut = request_for(notice);
    EXPECT_LE(cut.body.size(), kLimit);
    const std::string shown = json::parse(cut.body).at("text");
    EXPECT_NE(shown.substr(shown.size() - 10), "xxxxxxxxxx");
}

TEST(GoogleChatService, CutsNoCharacterApart) {
    std::string text;
    for (int i = 0; i < 3000; ++i) text += "👨‍👩‍👧𠮷野家";
    const auto request = request_for(notice_with("長い案内", text));
    EXPECT_LE(request.body.size(), kLimit);
    EXPECT_GT(request.body.size(), kLimit - 200);
    const std::string shown = json::parse(request.body).at("text");
    EXPECT_EQ(shown.find("\uFFFD"), std::string::npos);
    EXPECT_NE(shown.find("👨‍👩‍👧𠮷野家👨‍👩‍👧"), std::string::npos);
}

std::string error_of(const char* status, const char* message) {
    return json{{"error", {{"status", status}, {"message", message}}}}.dump();
}

struct AnswerCase {
    int status;
    std::string body;
    Verdict want;
};
class GoogleChatAnswer : public testing::TestWithParam<AnswerCase> {};
TEST_P(GoogleChatAnswer, IsJudged) {
    HttpAnswer answer;
    answer.status = GetParam().status;
    answer.body = GetParam().body;
    const Outcome outcome = google_chat_service().judge(answer, kNow);
    EXPECT_EQ(outcome.verdict, GetParam().want) << outcome.detail;
}
INSTANTIATE_TEST_SUITE_P(
    Service,
    GoogleChatAnswer,
    testing::Values(
        AnswerCase{200, "{\"name\":\"spaces/A/messages/B\"}", Verdict::delivered},
        AnswerCase{200, "<html>sign in</html>", Verdict::retry},
        AnswerCase{200, "", Verdict::delivered},
        AnswerCase{400, error_of("INVALID_ARGUMENT", "Message too long"), Verdict::rejected},
        AnswerCase{400,
                   "{\"error\":{\"status\":\"INVALID_ARGUMENT\",\"details\":[{\"reason\":"
                   "\"API_KEY_INVALID\"}]}}",
                   Verdict::gone},
        AnswerCase{400, "{\"error\":{\"details\":[7,\"x\"]}}", Verdict::rejected},
        AnswerCase{401, error_of("UNAUTHENTICATED", "expired"), Verdict::gone},
        AnswerCase{403, error_of("PERMISSION_DENIED", "no"), Verdict::gone},
        AnswerCase{403, "<html>proxy</html>", Verdict::permanent},
        AnswerCase{404, error_of("NOT_FOUND", "no space"), Verdict::gone},
        AnswerCase{404, "", Verdict::permanent},
        AnswerCase{429, error_of("RESOURCE_EXHAUSTED", "quota"), Verdict::throttled},
        AnswerCase{500, error_of("INTERNAL", "oops"), Verdict::retry},
        AnswerCase{503, "", Verdict::throttled}));

TEST(GoogleChatAnswerDetails, AreKept) {
    HttpAnswer answer;
    answer.status = 200;
    answer.body = "{\"name\":\"spaces/A/messages/B\"}";
    EXPECT_EQ(google_chat_service().judge(answer, kNow).reference, "spaces/A/messages/B");
    answer.body = json{{"name", std::string(201, 'a')}}.dump();
    EXPECT_EQ(google_chat_service().judge(answer, kNow).reference, "");
    answer.status = 429;
    answer.body = error_of("RESOURCE_EXHAUSTED", "too many");
    EXPECT_EQ(google_chat_service().judge(answer, kNow).pause, 60s);
    EXPECT_EQ(google_chat_service().judge(answer, kNow).detail, "HTTP 429: too many");
    answer.retry_after = "5";
    EXPECT_EQ(google_chat_service().judge(answer, kNow).pause, 5s);
}

}  // namespace
}  // namespace outreach::connectors
