#include "connectors/line_service.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace outreach::connectors {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;
const SysTime kNow = *parse_rfc3339("2025-07-01T00:00:00Z");
constexpr std::size_t kLimit = 5000;

campaigns::OutgoingNotice notice_with(std::string subject, std::string text) {
    campaigns::OutgoingNotice notice;
    notice.id = "ntc_20ab43c99f129d56";
    notice.message = {campaigns::MessageLanguage::ja, std::move(subject), std::move(text)};
    return notice;
}

Target target_at(const char* url, std::vector<std::string> to) {
    Target target;
    target.url = *parse_url(url);
    target.token = "channel-token";
    target.to = std::move(to);
    return target;
}

HttpRequest request_for(const campaigns::OutgoingNotice& notice,
                        std::vector<std::string> to = {},
                        const char* url = "https://api.line.me") {
    return line_service().request(target_at(url, std::move(to)), notice, {}, kNow);
}

std::string header_of(const HttpRequest& request, std::string_view name) {
    const auto found = std::find_if(request.headers.begin(),
                                    request.headers.end(),
                                    [&](const auto& each) { return each.first == name; });
    return found == request.headers.end() ? "(none)" : found->second;
}

std::string text_of(const HttpRequest& request) {
    return json::parse(request.body).at("messages").at(0).at("text");
}

TEST(LineService, BroadcastsPushesAndMulticasts) {
    const auto notice = notice_with("【中止】再犯防止パネル展", "大雨のため中止します。");
    const auto all = request_for(notice);
    EXPECT_EQ(all.url.path, "/v2/bot/message/broadcast");
    EXPECT_FALSE(json::parse(all.body).contains("to"));
    const auto one = request_for(notice, {"U1"});
    EXPECT_EQ(one.url.path, "/v2/bot/message/push");
    EXPECT_EQ(json::parse(one.body).at("to"), "U1");
    const auto two = request_for(notice, {"U1", "U2"}, "http://127.0.0.1:9000/line/");
    EXPECT_EQ(two.url.path, "/line/v2/bot/message/multicast");
    EXPECT_EQ(json::parse(two.body).at("to"), json({"U1", "U2"}));
    EXPECT_EQ(header_of(two, "Authorization"), "Bearer channel-token");
    EXPECT_EQ(header_of(two, "Content-Type"), "application/json");
    const json messages = json::parse(two.body).at("messages");
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages.at(0).at("type"), "text");
    EXPECT_EQ(text_of(two), "【中止】再犯防止パネル展\n\n大雨のため中止します。");
}

TEST(LineService, TextIsPlain) {
    EXPECT_EQ(text_of(request_for(notice_with("*件名*", "<b> & \"引用\" {user} _"))),
              "*件名*\n\n<b> & \"引用\" {user} _");
    EXPECT_EQ(text_of(request_for(notice_with("件名だけ", ""))), "件名だけ");
}

TEST(LineService, CountsReceivers) {
    EXPECT_EQ(receivers(target_at("https://api.line.me", {})), 0U);
    EXPECT_EQ(receivers(target_at("https://api.line.me", {"U1", "U2", "U3"})), 3U);
}

TEST(LineService, RetryKeyDependsOnTheNoticeAlone) {
    const auto notice = notice_with("件名", "本文");
    const std::string key = header_of(request_for(notice), "X-Line-Retry-Key");
    EXPECT_EQ(key, "9f77184b-fc0e-58d5-82e9-b127d233719d");
    EXPECT_EQ(header_of(request_for(notice, {"U1"}), "X-Line-Retry-Key"), key);
    auto other = notice;
    other.id = "ntc_other";
    EXPECT_NE(header_of(request_for(other), "X-Line-Retry-Key"), key);
    EXPECT_TRUE(line_service().knows_repeats());
}

TEST(LineService, UuidIsThatOfTheRfc) {
    // RFC 9562, A.4: the DNS namespace and "www.example.com".
    const std::array<std::uint8_t, 16> dns{0x6b,
                                           0xa7,
                                           0xb8,
                                           0x10,
                                           0x9d,
                                           0xad,
                                           0x11,
                                           0xd1,
                                           0x80,
                                           0xb4,
                                           0x00,
                                           0xc0,
                                           0x4f,
                                           0xd4,
                                           0x30,
                                           0xc8};
    EXPECT_EQ(uuid5(dns, "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(LineService, FillsTheLimitAndCutsOneUnitBehindIt) {
    std::string text;
    for (std::size_t i = 0; i < kLimit - 4; ++i) text += "案";
    auto notice = notice_with("件名", text);  // two units, two line ends
    EXPECT_EQ(line_service().budget(notice).used, kLimit);
    EXPECT_TRUE(line_service().budget(notice).fits());
    EXPECT_EQ(text_of(request_for(notice)), "件名\n\n" + text);
    notice.message.text += "案";
    EXPECT_FALSE(line_service().budget(notice).fits());
    const std::string cut = text_of(request_for(notice));
    EXPECT_LE(measure(cut, Unit::utf16_units), kLimit);
    EXPECT_TRUE(cut.ends_with(cut_statement(campaigns::MessageLanguage::ja)));
}

TEST(LineService, SurrogatePairsCountTwiceAndStayWhole) {
    EXPECT_EQ(line_service().budget(notice_with("𠮷野家", "👨‍👩‍👧")).used,
              4U + 2U + 8U);
    std::string text;
    for (int i = 0; i < 700; ++i) text += "👨‍👩‍👧";
    const std::string cut = text_of(request_for(notice_with("𠮷野家", text)));
    EXPECT_LE(measure(cut, Unit::utf16_units), kLimit);
    const std::string ending = cut_statement(campaigns::MessageLanguage::ja);
    ASSERT_TRUE(cut.ends_with(ending));
    EXPECT_TRUE(std::string_view(cut)
                    .substr(0, cut.size() - ending.size())
                    .ends_with("👨‍👩‍👧"));
}

constexpr const char* kMonthly = "{\"message\":\"You have reached your monthly limit.\"}";
constexpr const char* kBadRequest =
    "{\"message\":\"The request body has 1 error(s)\",\"details\":[{\"message\":\"May not be "
    "empty\",\"property\":\"messages[0].text\"}]}";

struct AnswerCase {
    int status;
    const char* body;
    Verdict want;
};
class LineAnswer : public testing::TestWithParam<AnswerCase> {};
TEST_P(LineAnswer, IsJudged) {
    HttpAnswer answer;
    answer.status = GetParam().status;
    answer.body = GetParam().body;
    const Outcome outcome = line_service().judge(answer, kNow);
    EXPECT_EQ(outcome.verdict, GetParam().want) << outcome.detail;
}
INSTANTIATE_TEST_SUITE_P(
    Service,
    LineAnswer,
    testing::Values(
        AnswerCase{200, "{}", Verdict::delivered},
        AnswerCase{409, "{\"message\":\"The retry key is already accepted\"}", Verdict::delivered},
        AnswerCase{400, kBadRequest, Verdict::rejected},
        AnswerCase{401, "", Verdict::gone},
        AnswerCase{403,
                   "{\"message\":\"Access to this API is not available for your "
                   "account\"}",
                   Verdict::permanent},
        AnswerCase{413, "", Verdict::rejected},
        AnswerCase{429, kMonthly, Verdict::throttled},
        AnswerCase{429, "not json", Verdict::throttled},
        AnswerCase{500, "[1]", Verdict::retry},
        AnswerCase{503, "", Verdict::throttled}));

TEST(LineAnswerDetails, QuotaRestsForADay) {
    HttpAnswer answer;
    answer.status = 429;
    answer.body = kMonthly;
    answer.retry_after = "5";
    EXPECT_EQ(line_service().judge(answer, kNow).pause, 24h);
    EXPECT_EQ(line_service().judge(answer, kNow).detail, "monthly quota used up");
    answer.body = "{\"message\":\"The API rate limit has been exceeded. Try again later.\"}";
    EXPECT_EQ(line_service().judge(answer, kNow).pause, 5s);
    answer.retry_after.clear();
    EXPECT_EQ(line_service().judge(answer, kNow).pause, 60s);
}

TEST(LineAnswerDetails, SayWhatIsWrongAndKeepTheMessageId) {
    HttpAnswer answer;
    answer.status = 400;
    answer.body = kBadRequest;
    EXPECT_EQ(line_service().judge(answer, kNow).detail,
              "HTTP 400: The request body has 1 error(s): May not be empty (messages[0].text)");
    answer.body = "{\"sentMessages\":[{\"id\":\"461230966842064897\",\"quoteToken\":\"q\"}]}";
    answer.status = 200;
    EXPECT_EQ(line_service().judge(answer, kNow).reference, "461230966842064897");
    answer.status = 409;
    EXPECT_EQ(line_service().judge(answer, kNow).reference, "461230966842064897");
    EXPECT_EQ(line_service().judge(answer, kNow).detail, "already accepted");
}

}  // namespace
}  // namespace outreach::connectors
