#include "connectors/discord_service.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace outreach::connectors {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;
const SysTime kNow = *parse_rfc3339("2026-07-01T00:00:00Z");
const std::string kZwsp = "\u200B";

campaigns::OutgoingNotice notice_of(const std::string& subject, const std::string& text) {
    campaigns::OutgoingNotice notice;
    notice.message = {campaigns::MessageLanguage::ja, subject, text};
    return notice;
}

Target target(const std::string& query = "") {
    Target target;
    target.url = *parse_url("https://discord.com/api/webhooks/1/x" + query);
    return target;
}

json body_of(const campaigns::OutgoingNotice& notice, const Trial& trial = {}) {
    return json::parse(discord_service().request(target(), notice, trial, kNow).body);
}

std::string content(const std::string& text) {
    return body_of(notice_of("", text)).at("content");
}

std::string times(const std::string& text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
}

HttpAnswer answer_of(int status, const std::string& body) {
    HttpAnswer answer;
    answer.status = status;
    answer.body = body;
    return answer;
}

Outcome judged(int status, const std::string& body) {
    return discord_service().judge(answer_of(status, body), kNow);
}

TEST(Discord, PostsOneMessageAndWaitsForIt) {
    const auto notice = notice_of("【訂正】街頭啓発", "日時が変わりました。");
    const HttpRequest request = discord_service().request(target(), notice, {}, kNow);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url.path, "/api/webhooks/1/x?wait=true");
    const std::vector<std::string> want{"x-ratelimit-remaining", "x-ratelimit-reset-after"};
    EXPECT_EQ(request.want_headers, want);
    const json body = json::parse(request.body);
    EXPECT_EQ(body.at("content"), "**【訂正】街頭啓発**\n日時が変わりました。");
    EXPECT_EQ(body.at("allowed_mentions"), json::parse(R"({"parse":[]})"));
    EXPECT_FALSE(body.contains("embeds"));
    EXPECT_EQ(body_of(notice, {2, true}).at("content"),
              "**【再送】【訂正】街頭啓発**\n日時が変わりました。");
    EXPECT_FALSE(discord_service().knows_repeats());
}

TEST(Discord, KeepsTheQueryButForWait) {
    const auto path = [](const std::string& query) {
        return discord_service().request(target(query), notice_of("a", "b"), {}, kNow).url.path;
    };
    EXPECT_EQ(path("?thread_id=5"), "/api/webhooks/1/x?wait=true&thread_id=5");
    EXPECT_EQ(path("?wait=false&thread_id=5"), "/api/webhooks/1/x?wait=true&thread_id=5");
    EXPECT_EQ(path("?waiting=1"), "/api/webhooks/1/x?wait=true&waiting=1");
}

TEST(Discord, KeepsMarkupOutOfTheText) {
    EXPECT_EQ(
        content("*重要* a_b ~c~ `d` ||e|| [f](g) <@1> h\\i"),
        "\\*重要\\* a\\_b \\~c\\~ \\`d\\` \\|\\|e\\|\\| \\[f\\](g) \\<@" + kZwsp + "1\\> h\\\\i");
    EXPECT_EQ(content("# 見出し\n-# 注\n> 引用\n1. 一"), "\\# 見出し\n\\-# 注\n\\> 引用\n1\\. 一");
    EXPECT_EQ(content("@everyone"), "@" + kZwsp + "everyone");
    EXPECT_EQ(content("詳細はhttps://example.jp/a_bをご覧ください"),
              "詳細は<https://example.jp/a_b>をご覧ください");
}

TEST(Discord, PutsWhatIsTooLongForTheMessageBelowIt) {
    const std::string full = times("𠮷", 996);  // 1,992 UTF-16 units behind "**件**\n" and one "a"
    auto notice = notice_of("件", full + "ab");
    ASSERT_EQ(measure("**件**\n" + full + "ab", Unit::utf16_units), 2000U);
    EXPECT_EQ(body_of(notice).at("content"), "**件**\n" + full + "ab");
    notice.message.text += "c";
    const json body = body_of(notice);
    EXPECT_EQ(body.at("content"), "**件**");
    ASSERT_EQ(body.at("embeds").size(), 1U);
    EXPECT_EQ(body.at("embeds")[0].at("description"), full + "abc");
    EXPECT_TRUE(discord_service().budget(notice).fits());
}

TEST(Discord, FillsTheEmbedAndCutsOneMore) {
    const std::string family = "👨‍👩‍👧";  // 8 UTF-16 units
    auto notice = notice_of("件名", times(family, 512));
    EXPECT_EQ(discord_service().budget(notice).used, 4096U);
    EXPECT_TRUE(discord_service().budget(notice).fits());
    EXPECT_EQ(body_of(notice).at("embeds")[0].at("description"), times(family, 512));
    notice.message.text += "。";
    EXPECT_FALSE(discord_service().budget(notice).fits());
    const std::string cut = body_of(notice).at("embeds")[0].at("description");
    EXPECT_LE(measure(cut, Unit::utf16_units), 4096U);
    EXPECT_GT(measure(cut, Unit::utf16_units), 4096U - 8U);
    EXPECT_NE(cut.find(family + "…"), std::string::npos);
    EXPECT_TRUE(cut.ends_with(cut_statement(campaigns::MessageLanguage::ja)));
}

TEST(Discord, CutsASubjectLongerThanAMessage) {
    const auto notice = notice_of(times("題", 1997), "本文");
    EXPECT_EQ(discord_service().budget(notice).used, 2001U);
    EXPECT_FALSE(discord_service().budget(notice).fits());
    const json body = body_of(notice);
    EXPECT_EQ(body.at("content"), "**" + times("題", 1995) + "…**");
    EXPECT_EQ(body.at("embeds")[0].at("description"), "本文");
}

TEST(Discord, ReadsTheIdOfTheMessage) {
    const Outcome outcome = judged(200, R"({"id":"1234567890123456789","content":"…"})");
    EXPECT_EQ(outcome.verdict, Verdict::delivered);
    EXPECT_EQ(outcome.reference, "1234567890123456789");
    EXPECT_FALSE(outcome.pause);
}

TEST(Discord, TrustsNoOtherId) {
    for (const char* body : {R"({"id":"../x"})",
                             R"({"id":"123456789012345678901"})",
                             R"({"id":12})",
                             R"([])",
                             "<html>"}) {
        const Outcome outcome = judged(200, body);
        EXPECT_EQ(outcome.verdict, Verdict::retry) << body;
        EXPECT_TRUE(outcome.unknown) << body;
        EXPECT_EQ(outcome.reference, "") << body;
    }
}

TEST(Discord, PausesWhenTheLastCallIsUsed) {
    HttpAnswer answer = answer_of(200, R"({"id":"1"})");
    answer.headers = {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset-after", "1.203"}};
    EXPECT_EQ(discord_service().judge(answer, kNow).pause, 2s);
    answer.headers["x-ratelimit-reset-after"] = "1e99";
    EXPECT_EQ(discord_service().judge(answer, kNow).pause, 24h);
    for (const char* odd : {"", "nan", "-1", "soon", "1.5x", "0"}) {
        answer.headers["x-ratelimit-reset-after"] = odd;
        EXPECT_FALSE(discord_service().judge(answer, kNow).pause) << odd;
    }
    answer.headers = {{"x-ratelimit-remaining", "4"}, {"x-ratelimit-reset-after", "1.203"}};
    EXPECT_FALSE(discord_service().judge(answer, kNow).pause);
}

TEST(Discord, PausesAsTheRefusalSays) {
    HttpAnswer answer = answer_of(429, R"({"message":"…","retry_after":64.57,"global":false})");
    answer.retry_after = "64";
    EXPECT_EQ(discord_service().judge(answer, kNow).pause, 65s);
    answer.body = "error code: 1015";
    EXPECT_EQ(discord_service().judge(answer, kNow).pause, 64s);
    EXPECT_EQ(discord_service().judge(answer, kNow).verdict, Verdict::throttled);
}

struct DiscordCase {
    int status;
    const char* body;
    Verdict want;
};
class DiscordAnswer : public testing::TestWithParam<DiscordCase> {};
TEST_P(DiscordAnswer, IsJudged) {
    EXPECT_EQ(judged(GetParam().status, GetParam().body).verdict, GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(
    Documented,
    DiscordAnswer,
    testing::Values(DiscordCase{204, "", Verdict::accepted},
                    DiscordCase{400, R"({"code":50006,"message":"…"})", Verdict::rejected},
                    DiscordCase{400, "", Verdict::rejected},
                    DiscordCase{401, R"({"code":50027})", Verdict::gone},
                    DiscordCase{403, "", Verdict::gone},
                    DiscordCase{404, R"({"code":10015})", Verdict::gone},
                    DiscordCase{429, "", Verdict::throttled},
                    DiscordCase{500, "", Verdict::retry},
                    DiscordCase{502, "", Verdict::throttled}));

TEST(Discord, SaysWhichFieldWasRefused) {
    EXPECT_EQ(judged(400,
                     R"({"code":50035,"errors":{"embeds":{"0":{"description":{"_errors":[
                         {"code":"BASE_TYPE_MAX_LENGTH","message":"…"}]}}}}})")
                  .detail,
              "HTTP 400, 50035 embeds.0.description BASE_TYPE_MAX_LENGTH");
    EXPECT_EQ(judged(404, R"({"code":10015})").detail, "HTTP 404, 10015");
    EXPECT_EQ(judged(400, R"({"errors":{"content":{"_errors":[]}}})").detail, "HTTP 400 content");
    EXPECT_EQ(judged(400, R"({"errors":[1]})").detail, "HTTP 400");
}

TEST(Discord, MarksTheMessageThatIsCorrected) {
    auto notice = notice_of("【訂正】街頭啓発", "日時が変わりました。");
    EXPECT_FALSE(discord_service().follow_up(target(), notice));
    notice.corrects_reference = "1234567890123456789";
    const auto request = discord_service().follow_up(target("?wait=true&thread_id=5"), notice);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->method, "PATCH");
    EXPECT_EQ(request->url.path, "/api/webhooks/1/x/messages/1234567890123456789?thread_id=5");
    const json body = json::parse(request->body);
    EXPECT_FALSE(body.contains("content"));
    EXPECT_EQ(body.at("embeds")[0].at("title"), "訂正があります");
    EXPECT_EQ(body.at("embeds")[0].at("description"),
              "この案内の内容は変わりました。新しい案内をご覧ください。");
    EXPECT_EQ(body.at("allowed_mentions"), json::parse(R"({"parse":[]})"));
    EXPECT_EQ(discord_service().follow_up(target(), notice)->url.path,
              "/api/webhooks/1/x/messages/1234567890123456789");
    notice.corrects_reference = "1/../../2";
    EXPECT_FALSE(discord_service().follow_up(target(), notice));
}

}  // namespace
}  // namespace outreach::connectors
