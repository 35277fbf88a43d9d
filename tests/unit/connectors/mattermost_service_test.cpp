#include "connectors/mattermost_service.hpp"

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

std::string post_of(const campaigns::OutgoingNotice& notice, const Trial& trial = {}) {
    Target target;
    target.url = *parse_url("https://chat.example.jp/hooks/x");
    const HttpRequest request = mattermost_service().request(target, notice, trial, kNow);
    return json::parse(request.body).at("text");
}

// Of the text alone.
std::string escaped(const std::string& text) {
    return post_of(notice_of("", text));
}

std::string times(const std::string& text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
}

TEST(Mattermost, PostsTheSubjectInBoldAndTheText) {
    EXPECT_EQ(post_of(notice_of("【中止】駅前パレード", "保護司会の皆様\n\n雨のため中止します。")),
              "**【中止】駅前パレード**\n\n保護司会の皆様\n\n雨のため中止します。");
    EXPECT_EQ(post_of(notice_of("件名", "本文"), {2, true}), "**【再送】件名**\n\n本文");
    EXPECT_FALSE(mattermost_service().knows_repeats());
}

TEST(Mattermost, KeepsMarkupOutOfTheText) {
    EXPECT_EQ(escaped("*重要* a_b ~c~ `d` [e](f) g|h i>j"),
              "\\*重要\\* a\\_b \\~c\\~ \\`d\\` \\[e\\](f) g\\|h i\\>j");
    EXPECT_EQ(escaped("# 見出し\n- 一\n+ 二\n 1. 三\n2) 四"),
              "\\# 見出し\n\\- 一\n\\+ 二\n 1\\. 三\n2\\) 四");
    EXPECT_EQ(escaped("10-12時、約3.5km、A+B、第1#"), "10-12時、約3.5km、A+B、第1#");
    EXPECT_EQ(escaped("題\n====\n    字下げ"), "題\n" + kZwsp + "====\n" + kZwsp + "    字下げ");
}

TEST(Mattermost, EscapesWhatItsGrammarHasNoBackslashFor) {
    EXPECT_EQ(escaped("<!channel> R&D &lt;"), "&lt;!channel\\> R&D &amp;lt;");
    EXPECT_EQ(escaped("C:\\new \\* \\"), "C:\\new \\\\\\* \\\\");
}

TEST(Mattermost, MentionsNobody) {
    EXPECT_EQ(escaped("@all @channel、連絡@here"),
              "@" + kZwsp + "all @" + kZwsp + "channel、連絡@" + kZwsp + "here");
    EXPECT_EQ(escaped("info@city.example.jp @ 500円"), "info@city.example.jp @ 500円");
}

TEST(Mattermost, FramesLinksAndLeavesThemWhole) {
    EXPECT_EQ(escaped("詳細はhttps://example.jp/a_b/*をご覧ください"),
              "詳細は<https://example.jp/a_b/>\\*をご覧ください");
    EXPECT_EQ(escaped("https://example.jp/@all/a*b_c です"),
              "<https://example.jp/@all/a*b_c> です");
}

TEST(Mattermost, FillsItsLimitAndCutsOneMore) {
    const std::string full = times("𠮷", 16'383 - 8);  // "**件名**" and two line ends
    auto notice = notice_of("件名", full);
    EXPECT_EQ(mattermost_service().budget(notice).used, 16'383U);
    EXPECT_TRUE(mattermost_service().budget(notice).fits());
    EXPECT_EQ(post_of(notice), "**件名**\n\n" + full);
    notice.message.text += "家";
    EXPECT_EQ(mattermost_service().budget(notice).used, 16'384U);
    EXPECT_FALSE(mattermost_service().budget(notice).fits());
    const std::string cut = post_of(notice);
    EXPECT_EQ(measure(cut, Unit::characters), 16'383U);
    EXPECT_TRUE(cut.ends_with(cut_statement(campaigns::MessageLanguage::ja)));
}

TEST(Mattermost, CountsWhatEscapingAdds) {
    const auto notice = notice_of("a_b", times("*", 10'000));
    EXPECT_EQ(mattermost_service().budget(notice).used, 4U + 6U + 20'000U);
    const std::string cut = post_of(notice);
    EXPECT_LE(measure(cut, Unit::characters), 16'383U);
    EXPECT_NE(cut.find("\\*…"), std::string::npos);
}

TEST(Mattermost, CutsNoFamilyApart) {
    const std::string family = "👨‍👩‍👧";  // 5 code points
    const std::string cut = post_of(notice_of("件名", times(family, 4000)));
    EXPECT_NE(cut.find(family + "…"), std::string::npos);
    EXPECT_GT(measure(cut, Unit::characters), 16'383U - 5U);
}

TEST(Mattermost, ShowsThatASubjectWasCut) {
    const auto notice = notice_of(times("題", 1001), "本文");
    EXPECT_FALSE(mattermost_service().budget(notice).fits());
    EXPECT_EQ(post_of(notice), "**" + times("題", 999) + "…**\n\n本文");
}

struct MattermostCase {
    int status;
    const char* body;
    Verdict want;
};
class MattermostAnswer : public testing::TestWithParam<MattermostCase> {};
TEST_P(MattermostAnswer, IsJudged) {
    HttpAnswer answer;
    answer.status = GetParam().status;
    answer.body = GetParam().body;
    EXPECT_EQ(mattermost_service().judge(answer, kNow).verdict, GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(
    Documented,
    MattermostAnswer,
    testing::Values(
        MattermostCase{200, "ok", Verdict::delivered},
        MattermostCase{200, "<html>sign in</html>", Verdict::retry},
        MattermostCase{400,
                       R"({"id":"web.incoming_webhook.parse.app_error","status_code":400})",
                       Verdict::rejected},
        MattermostCase{400, "Unable to parse incoming data", Verdict::rejected},
        MattermostCase{400,
                       R"({"id":"web.incoming_webhook.invalid.app_error","message":"無効"})",
                       Verdict::gone},
        MattermostCase{400, R"({"message":"Couldn't find the channel"})", Verdict::gone},
        MattermostCase{404, R"({"id":"web.incoming_webhook.channel.app_error"})", Verdict::gone},
        MattermostCase{404, R"({"id":"app.channel.get.existing.app_error"})", Verdict::gone},
        MattermostCase{404, "404 page not found", Verdict::permanent},
        MattermostCase{500, R"({"id":"web.incoming_webhook.channel.app_error"})", Verdict::retry},
        MattermostCase{
            403, R"({"id":"web.incoming_webhook.permissions.app_error"})", Verdict::permanent},
        MattermostCase{429, "limit exceeded", Verdict::throttled},
        MattermostCase{501, R"({"id":"web.incoming_webhook.disabled.app_error"})", Verdict::retry},
        MattermostCase{400, R"([1,"id"])", Verdict::rejected}));

TEST(Mattermost, SaysWhyInAnyLanguageOfTheServer) {
    HttpAnswer answer;
    answer.status = 400;
    answer.body =
        R"({"id":"web.incoming_webhook.text.app_error","message":"テキストがありません"})";
    EXPECT_EQ(mattermost_service().judge(answer, kNow).detail,
              "HTTP 400, web.incoming_webhook.text.app_error");
    answer.status = 429;
    answer.retry_after = "7";
    EXPECT_EQ(mattermost_service().judge(answer, kNow).pause, 7s);
}

}  // namespace
}  // namespace outreach::connectors
