#include "connectors/slack_service.hpp"

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
    notice.id = "ntc_1";
    notice.message = {campaigns::MessageLanguage::ja, subject, text};
    return notice;
}

Target target() {
    Target target;
    target.url = *parse_url("https://hooks.slack.com/services/T0/B0/x");
    target.headers = {{"X-Gateway", "city"}};
    return target;
}

json body_of(const campaigns::OutgoingNotice& notice, const Trial& trial = {}) {
    return json::parse(slack_service().request(target(), notice, trial, kNow).body);
}

std::string section(const json& body, std::size_t index) {
    return body.at("blocks").at(index).at("text").at("text");
}

std::string times(const std::string& text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
}

Outcome judged(int status, const std::string& body, const std::string& retry_after = "") {
    HttpAnswer answer;
    answer.status = status;
    answer.body = body;
    answer.retry_after = retry_after;
    return slack_service().judge(answer, kNow);
}

TEST(Slack, PostsAHeaderAndAText) {
    const auto notice =
        notice_of("【訂正】街頭啓発　7月3日", "保護司会の皆様\n\n日時が変わりました。");
    const HttpRequest request = slack_service().request(target(), notice, {}, kNow);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url.path, "/services/T0/B0/x");
    const std::vector<std::pair<std::string, std::string>> want{
        {"X-Gateway", "city"},
        {"Content-Type", "application/json"},
        {"User-Agent", "outreachd/" OUTREACH_VERSION}};
    EXPECT_EQ(request.headers, want);
    const json body = json::parse(request.body);
    EXPECT_EQ(body.at("text"), "【訂正】街頭啓発　7月3日");
    ASSERT_EQ(body.at("blocks").size(), 2U);
    EXPECT_EQ(body.at("blocks")[0].at("type"), "header");
    EXPECT_EQ(body.at("blocks")[0].at("text").at("type"), "plain_text");
    EXPECT_EQ(section(body, 0), "【訂正】街頭啓発　7月3日");
    EXPECT_EQ(body.at("blocks")[1].at("text").at("type"), "mrkdwn");
    EXPECT_EQ(section(body, 1), "保護司会の皆様\n\n日時が変わりました。");
}

TEST(Slack, KeepsMarkupOutOfTheText) {
    const json body =
        body_of(notice_of("A&B <!channel>", "<!here> *重要* a_b ~c~ `d` R&D\n> 引用"));
    EXPECT_EQ(section(body, 0), "A&amp;B &lt;!channel&gt;");
    EXPECT_EQ(body.at("text"), "A&amp;B &lt;!channel&gt;");
    const std::string z = kZwsp;
    EXPECT_EQ(section(body, 1),
              "&lt;!here&gt; *" + z + "重要*" + z + " a_" + z + "b ~" + z + "c~" + z + " `" + z +
                  "d`" + z + " R&amp;D\n" + z + "&gt; 引用");
    EXPECT_EQ(body.at("blocks")[1].at("text").at("verbatim"), true);
}

TEST(Slack, FramesLinksAndLeavesThemWhole) {
    const json body =
        body_of(notice_of("件名", "詳細はhttps://example.jp/a_b?c=1&d=2をご覧ください"));
    EXPECT_EQ(section(body, 1), "詳細は<https://example.jp/a_b?c=1&amp;d=2>をご覧ください");
}

TEST(Slack, MarksARepeat) {
    const json body = body_of(notice_of("【中止】駅前パレード", "本文"), {2, true});
    EXPECT_EQ(section(body, 0), "【再送】【中止】駅前パレード");
    EXPECT_EQ(section(body_of(notice_of("件名", "本文"), {2, false}), 0), "件名");
    EXPECT_FALSE(slack_service().knows_repeats());
}

TEST(Slack, ShowsASubjectTooLongForTheHeaderInFull) {
    const std::string at_limit = times("𠮷", 75);  // 150 UTF-16 units
    EXPECT_EQ(section(body_of(notice_of(at_limit, "本文")), 0), at_limit);
    EXPECT_EQ(section(body_of(notice_of(at_limit, "本文")), 1), "本文");
    const std::string over = at_limit + "野";
    const json body = body_of(notice_of(over, "本文"));
    EXPECT_EQ(section(body, 0), times("𠮷", 74) + "…");
    EXPECT_EQ(section(body, 1), over + "\n\n本文");
    EXPECT_EQ(body.at("text"), over);
    const std::string two_over = times("明", 149) + "ab";  // of as many bytes as what is cut
    EXPECT_EQ(section(body_of(notice_of(two_over, "本文")), 0), times("明", 149) + "…");
    EXPECT_EQ(section(body_of(notice_of(two_over, "本文")), 1), two_over + "\n\n本文");
}

TEST(Slack, SplitsAtLineEndsOnly) {
    const std::string line = times("啓", 1499);
    const json body = body_of(notice_of("件名", line + "\n" + line + "\n" + line));
    ASSERT_EQ(body.at("blocks").size(), 3U);
    EXPECT_EQ(section(body, 1), line + "\n" + line);  // 2,999 units
    EXPECT_EQ(section(body, 2), line);
}

TEST(Slack, SplitsALineThatIsTooLongBetweenCharacters) {
    const std::string family = "👨‍👩‍👧";  // 8 units
    const json body = body_of(notice_of("件名", times(family, 376)));
    ASSERT_EQ(body.at("blocks").size(), 3U);
    EXPECT_EQ(section(body, 1), times(family, 375));
    EXPECT_EQ(section(body, 2), family);
}

std::size_t units_of_blocks(const json& body) {
    std::size_t units = 0;
    for (std::size_t i = 0; i < body.at("blocks").size(); ++i) {
        units += measure(section(body, i), Unit::utf16_units);
    }
    return units;
}

TEST(Slack, TakesTwelveThousandUnitsAndCutsOneMore) {
    const std::string line = times("明", 3000);
    const std::string text = line + "\n" + line + "\n" + line + "\n" + times("明", 2998);
    auto notice = notice_of("件名", text);
    EXPECT_EQ(slack_service().budget(notice).used, 12'000U);
    EXPECT_TRUE(slack_service().budget(notice).fits());
    EXPECT_EQ(section(body_of(notice), 4), times("明", 2998));
    notice.message.text = text + "明";
    EXPECT_EQ(slack_service().budget(notice).used, 12'001U);
    EXPECT_FALSE(slack_service().budget(notice).fits());
    const json body = body_of(notice);
    EXPECT_LE(units_of_blocks(body), 12'000U);
    EXPECT_GE(units_of_blocks(body), 11'990U);
    EXPECT_TRUE(section(body, body.at("blocks").size() - 1).ends_with("お問い合わせください。）"));
}

// Of these lines no two go into one section.
TEST(Slack, UsesAsManySectionsAsTheLinesNeed) {
    std::string text;
    for (int i = 0; i < 7; ++i) text += times("啓", 1501) + "\n";
    auto notice = notice_of("件名", text);
    EXPECT_EQ(slack_service().budget(notice).used, 2U + 7 * 1501);
    EXPECT_TRUE(slack_service().budget(notice).fits());
    const json seven = body_of(notice);
    ASSERT_EQ(seven.at("blocks").size(), 8U);
    for (std::size_t i = 1; i < 8; ++i) EXPECT_EQ(section(seven, i), times("啓", 1501));
    notice.message.text = text + times("発", 1490);  // behind the last line, and a line end
    EXPECT_EQ(slack_service().budget(notice).used, 12'000U);
    EXPECT_EQ(units_of_blocks(body_of(notice)), 12'000U);
    EXPECT_TRUE(section(body_of(notice), 7).ends_with("\n" + times("発", 1490)));
    notice.message.text += "発";
    EXPECT_EQ(slack_service().budget(notice).used, 12'001U);
    EXPECT_FALSE(slack_service().budget(notice).fits());
}

TEST(Slack, SendsNoMoreThanFiftyBlocks) {
    std::string text;
    for (int i = 0; i < 60; ++i) text += "明" + std::string(3000, '\n');
    const auto notice = notice_of("件名", text);
    EXPECT_FALSE(slack_service().budget(notice).fits());
    EXPECT_LE(body_of(notice).at("blocks").size(), 50U);
}

TEST(Slack, BudgetCountsWhatEscapingAdds) {
    const Budget budget = slack_service().budget(notice_of("R&D", "𠮷*"));
    EXPECT_EQ(budget.used, 7U + 4U);
    EXPECT_EQ(budget.limit, 12'000U);
    EXPECT_EQ(budget.unit, Unit::utf16_units);
}

TEST(Slack, CutsEscapedTextWithinEachSection) {
    const json body = body_of(notice_of("件名", times("&", 5000)));
    ASSERT_EQ(body.at("blocks").size(), 5U);
    for (std::size_t i = 1; i < 5; ++i) {
        EXPECT_LE(measure(section(body, i), Unit::utf16_units), 3000U);
        EXPECT_TRUE(section(body, i).starts_with("&amp;"));
    }
}

TEST(Slack, SendsWhatIsNoUtf8) {
    EXPECT_EQ(section(body_of(notice_of("件名", "明\xFFる")), 1), "明\uFFFDる");
}

struct SlackCase {
    int status;
    const char* body;
    Verdict want;
};
class SlackAnswer : public testing::TestWithParam<SlackCase> {};
TEST_P(SlackAnswer, IsJudged) {
    EXPECT_EQ(judged(GetParam().status, GetParam().body).verdict, GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(
    Documented,
    SlackAnswer,
    testing::Values(SlackCase{200, "ok", Verdict::delivered},
                    SlackCase{200, "ok\n", Verdict::delivered},
                    SlackCase{200, "<html>sign in</html>", Verdict::retry},
                    SlackCase{200, "", Verdict::retry},
                    SlackCase{400, "invalid_payload", Verdict::rejected},
                    SlackCase{400, "invalid_blocks", Verdict::rejected},
                    SlackCase{400, "missing_text_or_fallback_or_attachments", Verdict::rejected},
                    SlackCase{400, "msg_blocks_too_long", Verdict::rejected},
                    SlackCase{400, "no_text", Verdict::rejected},
                    SlackCase{400, "too_many_attachments", Verdict::rejected},
                    SlackCase{400, "user_not_found", Verdict::gone},
                    SlackCase{400, "something_new", Verdict::permanent},
                    SlackCase{403, "action_prohibited", Verdict::gone},
                    SlackCase{403, "invalid_token", Verdict::gone},
                    SlackCase{403, "<html>", Verdict::permanent},
                    SlackCase{404, "channel_not_found", Verdict::gone},
                    SlackCase{404, "no_service", Verdict::gone},
                    SlackCase{404, "no_team", Verdict::gone},
                    SlackCase{404, "Not Found", Verdict::permanent},
                    SlackCase{410, "channel_is_archived", Verdict::gone},
                    SlackCase{429, "rate_limited", Verdict::throttled},
                    SlackCase{500, "rollup_error", Verdict::throttled},
                    SlackCase{500, "", Verdict::retry},
                    SlackCase{503, "", Verdict::throttled},
                    SlackCase{302, "", Verdict::retry}));

TEST(Slack, SaysWhyAndHowLong) {
    EXPECT_EQ(judged(404, "no_service").detail, "HTTP 404, no_service");
    EXPECT_EQ(judged(404, "Not Found").detail, "HTTP 404");
    EXPECT_EQ(judged(429, "rate_limited", "30").pause, 30s);
    EXPECT_TRUE(judged(200, "<html>").unknown);
}

}  // namespace
}  // namespace outreach::connectors
