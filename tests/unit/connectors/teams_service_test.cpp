#include "connectors/teams_service.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace outreach::connectors {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;
const SysTime kNow = *parse_rfc3339("2025-07-01T00:00:00Z");
constexpr std::size_t kLimit = 21'000;

campaigns::OutgoingNotice notice_with(std::string subject, std::string text) {
    campaigns::OutgoingNotice notice;
    notice.id = "ntc_1";
    notice.message = {campaigns::MessageLanguage::ja, std::move(subject), std::move(text)};
    return notice;
}

HttpRequest request_for(const campaigns::OutgoingNotice& notice, Trial trial = {}) {
    Target target;
    target.url = *parse_url("https://flow.example/workflows/1?sig=abc");
    target.headers["X-City"] = "sapporo";
    return teams_service().request(target, notice, trial, kNow);
}

json blocks_of(const HttpRequest& request) {
    const json body = json::parse(request.body);
    return body.at("attachments").at(0).at("content").at("body");
}

std::string text_of(const std::string& text) {
    const json blocks = blocks_of(request_for(notice_with("件名", text)));
    return blocks.at(1).at("text");
}

TEST(TeamsService, SendsOneAdaptiveCard) {
    const auto request = request_for(
        notice_with("【中止】再犯防止パネル展", "中止します。\nご了承ください。\n\n札幌市"));
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url.path, "/workflows/1?sig=abc");
    const std::pair<std::string, std::string> first{"X-City", "sapporo"};
    EXPECT_EQ(request.headers.front(), first);
    const json body = json::parse(request.body);
    EXPECT_EQ(body.at("type"), "message");
    const json& attachment = body.at("attachments").at(0);
    EXPECT_EQ(attachment.at("contentType"), "application/vnd.microsoft.card.adaptive");
    EXPECT_TRUE(attachment.at("contentUrl").is_null());
    const json& card = attachment.at("content");
    EXPECT_EQ(card.at("type"), "AdaptiveCard");
    EXPECT_EQ(card.at("version"), "1.4");
    EXPECT_EQ(card.at("fallbackText"), "【中止】再犯防止パネル展");
    EXPECT_EQ(card.at("msteams").at("width"), "Full");
    const json& blocks = card.at("body");
    ASSERT_EQ(blocks.size(), 3U);
    EXPECT_EQ(blocks.at(0).at("weight"), "Bolder");
    EXPECT_EQ(blocks.at(0).at("size"), "Medium");
    EXPECT_EQ(blocks.at(0).at("text"), "【中止】再犯防止パネル展");
    EXPECT_EQ(blocks.at(1).at("text"), "中止します。\n\nご了承ください。");
    EXPECT_EQ(blocks.at(2).at("text"), "札幌市");
    for (const json& block : blocks) EXPECT_EQ(block.at("wrap"), true);
}

TEST(TeamsService, EmptyLinesPartBlocksAndAreNotSent) {
    const json blocks =
        blocks_of(request_for(notice_with("件名", "\r\n一\r\n二  \r\n\r\n \n\n三\n")));
    ASSERT_EQ(blocks.size(), 3U);
    EXPECT_EQ(blocks.at(1).at("text"), "一\n\n二");
    EXPECT_EQ(blocks.at(2).at("text"), "三");
}

TEST(TeamsService, MarkdownIsShownAsLetters) {
    EXPECT_EQ(text_of("**重要** [ここ](x)"), "\\*\\*重要\\*\\* \\[ここ\\](x)");
    EXPECT_EQ(text_of("、_強調_、"), "、\\_強調\\_、");
    EXPECT_EQ(text_of("panel_2025_v2"), "panel_2025_v2");
    EXPECT_EQ(text_of("C:\\*"), "C:\\\\\\*");
    EXPECT_EQ(text_of("3. 受付"), "3\\. 受付");
    EXPECT_EQ(text_of("2025.12.1 開始"), "2025.12.1 開始");
    EXPECT_EQ(text_of("    字下げ"), "\u00A0\u00A0\u00A0\u00A0字下げ");
    EXPECT_EQ(text_of("{{DATE(2025-07-01T00:00:00Z)}}").find("{{"), std::string::npos);
}

TEST(TeamsService, LinksStayWholeAndEndBeforeJapanese) {
    EXPECT_EQ(text_of("https://example.jp/a_*bをご覧ください"),
              "https://example.jp/a_*b をご覧ください");
    EXPECT_EQ(text_of("https://example.jp/a_b\n次"), "https://example.jp/a_b\n\n次");
}

TEST(TeamsService, RepeatIsMarked) {
    const auto notice = notice_with("【中止】", "本文");
    Trial trial;
    trial.maybe_repeat = true;
    const std::string mark = repeat_mark(campaigns::MessageLanguage::ja);
    EXPECT_EQ(blocks_of(request_for(notice, trial)).at(0).at("text"), mark + "【中止】");
    EXPECT_EQ(blocks_of(request_for(notice)).at(0).at("text"), "【中止】");
    EXPECT_FALSE(teams_service().knows_repeats());
}

TEST(TeamsService, FillsTheLimitAndCutsOneByteBehindIt) {
    const std::size_t frame = teams_service().budget(notice_with("件名", "あ")).used - 3;
    std::string text(kLimit - frame, 'x');
    auto notice = notice_with("件名", text);
    EXPECT_EQ(teams_service().budget(notice).used, kLimit);
    EXPECT_TRUE(teams_service().budget(notice).fits());
    EXPECT_EQ(request_for(notice).body.size(), kLimit);
    EXPECT_EQ(blocks_of(request_for(notice)).at(1).at("text"), text);
    notice.message.text += 'x';
    EXPECT_FALSE(teams_service().budget(notice).fits());
    const auto cut = request_for(notice);
    EXPECT_LE(cut.body.size(), kLimit);
    EXPECT_NE(
        cut.body.find(json(cut_statement(campaigns::MessageLanguage::ja)).dump().substr(1, 3)),
        std::string::npos);
}

TEST(TeamsService, CutsNoCharacterApart) {
    std::string text;
    for (int i = 0; i < 3000; ++i) text += "👨‍👩‍👧𠮷野家*";
    const auto request = request_for(notice_with("長い案内", text));
    EXPECT_LE(request.body.size(), kLimit);
    EXPECT_GT(request.body.size(), kLimit - 200);
    const std::string shown = blocks_of(request).at(1).at("text");
    const std::string unit = "👨‍👩‍👧𠮷野家\\*";
    EXPECT_EQ(shown.find("\uFFFD"), std::string::npos);
    EXPECT_EQ(shown.substr(0, unit.size()), unit);
}

TEST(TeamsService, LongSubjectLeavesRoomForTheStatement) {
    std::string subject;
    for (int i = 0; i < 9000; ++i) subject += "案";
    const auto request = request_for(notice_with(subject, "本文"));
    EXPECT_LE(request.body.size(), kLimit);
    EXPECT_EQ(blocks_of(request).at(1).at("text"), "本文");
}

struct AnswerCase {
    int status;
    const char* body;
    Verdict want;
};
class TeamsAnswer : public testing::TestWithParam<AnswerCase> {};
TEST_P(TeamsAnswer, IsJudged) {
    HttpAnswer answer;
    answer.status = GetParam().status;
    answer.body = GetParam().body;
    const Outcome outcome = teams_service().judge(answer, kNow);
    EXPECT_EQ(outcome.verdict, GetParam().want) << outcome.detail;
    EXPECT_EQ(outcome.status, GetParam().status);
}
constexpr const char* kBusyInside =
    "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 "
    "with ContextId tcid=0";
constexpr const char* kSwitchedOff =
    "{\"error\":{\"code\":\"WorkflowTriggerIsNotEnabled\",\"message\":\"Could not execute workflow "
    "'0' trigger 'manual' with state 'Disabled': trigger is not enabled.\"}}";
INSTANTIATE_TEST_SUITE_P(
    Service,
    TeamsAnswer,
    testing::Values(AnswerCase{202, "", Verdict::accepted},
                    AnswerCase{200, "1", Verdict::delivered},
                    AnswerCase{200, "1\r\n", Verdict::delivered},
                    AnswerCase{200, "", Verdict::accepted},
                    AnswerCase{202, "1", Verdict::accepted},
                    AnswerCase{200, kBusyInside, Verdict::throttled},
                    AnswerCase{200, "returned HTTP error 400 with", Verdict::retry},
                    AnswerCase{200, "returned HTTP error 413 with", Verdict::rejected},
                    AnswerCase{200,
                               "Webhook message delivery failed with error: Error contacting "
                               "Microsoft Teams endpoint",
                               Verdict::retry},
                    AnswerCase{400, "TriggerInputSchemaMismatch", Verdict::rejected},
                    AnswerCase{400, kSwitchedOff, Verdict::gone},
                    AnswerCase{400, "WorkflowTriggerIsNotEnabled", Verdict::rejected},
                    AnswerCase{400, R"({"error":{"code":"InvalidJSON"}})", Verdict::rejected},
                    AnswerCase{400, R"({"error":"no","code":[]})", Verdict::rejected},
                    AnswerCase{400, "[1]", Verdict::rejected},
                    AnswerCase{413, "", Verdict::rejected},
                    AnswerCase{401, "", Verdict::gone},
                    AnswerCase{403, "", Verdict::permanent},
                    AnswerCase{404, "", Verdict::gone},
                    AnswerCase{410, "", Verdict::gone},
                    AnswerCase{429, "", Verdict::throttled},
                    AnswerCase{500, "", Verdict::retry},
                    AnswerCase{503, "", Verdict::throttled}));

TEST(TeamsAnswerPause, IsTakenFromTheHeaderOrTheService) {
    HttpAnswer answer;
    answer.status = 429;
    answer.retry_after = "17";
    EXPECT_EQ(teams_service().judge(answer, kNow).pause, 17s);
    answer.status = 200;
    answer.body = kBusyInside;
    EXPECT_EQ(teams_service().judge(answer, kNow).pause, 30s);
}

}  // namespace
}  // namespace outreach::connectors
