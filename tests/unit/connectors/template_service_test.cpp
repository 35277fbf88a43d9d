#include "connectors/template_service.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/base/files.hpp"

namespace outreach::connectors {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;
const SysTime kNow = *parse_rfc3339("2025-07-01T00:00:00Z");

campaigns::OutgoingNotice a_notice() {
    campaigns::OutgoingNotice notice;
    notice.id = "ntc_1";
    notice.campaign = CampaignId("sapporo-r7");
    notice.campaign_title = "令和7年度";
    notice.activity = ActivityId("panel");
    notice.activity_title = "再犯防止パネル展";
    notice.status = campaigns::Status::cancelled;
    notice.purpose = campaigns::Purpose::cancellation;
    notice.start = "2025-12-07T09:00:00+09:00";
    notice.venue_name = "市役所本庁舎";
    notice.due = "2025-11-30T10:00:00+09:00";
    notice.partner = PartnerId("hogoshikai");
    notice.message = {
        campaigns::MessageLanguage::ja, "【中止】パネル展", "大雨のため\n中止します。"};
    return notice;
}

std::shared_ptr<const TemplateFile> file_of(const std::string& text) {
    const TemplateReading reading = read_template_file(text);
    EXPECT_TRUE(reading.diagnostics.empty()) << to_text(reading.diagnostics.front());
    return reading.file;
}

Target target_with(std::shared_ptr<const TemplateFile> recipe) {
    Target target;
    target.url = *parse_url("https://partner.example/in?x=1");
    target.token = "s3cret";
    target.recipe = std::move(recipe);
    return target;
}

std::string body_of(const std::string& body, const campaigns::OutgoingNotice& notice) {
    const auto recipe = file_of("{\"format\":1,\"body\":" + body + "}");
    return template_service().request(target_with(recipe), notice, {}, kNow).body;
}

std::string header_of(const HttpRequest& request, std::string_view name) {
    const auto found = std::find_if(request.headers.begin(),
                                    request.headers.end(),
                                    [&](const auto& each) { return each.first == name; });
    return found == request.headers.end() ? "(none)" : found->second;
}

TEST(TemplateService, FillsJson) {
    const auto recipe = file_of(R"({"format": 1, "method": "PUT",
        "headers": {"X-Key": "{{secret}}", "Idempotency-Key": "{{id}}"},
        "body": {"json": {"n": 1, "list": ["{{subject}}", true], "at": {"text": "{{text}}"},
          "who": "{{partner}}/{{purpose}}/{{status}}/{{language}}"}}})");
    const auto request = template_service().request(target_with(recipe), a_notice(), {}, kNow);
    EXPECT_EQ(request.method, "PUT");
    EXPECT_EQ(request.url.path, "/in?x=1");
    EXPECT_EQ(header_of(request, "X-Key"), "s3cret");
    EXPECT_EQ(header_of(request, "Idempotency-Key"), "ntc_1");
    EXPECT_EQ(header_of(request, "Content-Type"), "application/json");
    EXPECT_EQ(request.body,
              "{\"n\":1,\"list\":[\"【中止】パネル展\",true],\"at\":{\"text\":\"大雨のため\\n"
              "中止します。\"},\"who\":\"hogoshikai/cancellation/cancelled/ja\"}");
}

TEST(TemplateService, NoValueBreaksOutOfItsPlace) {
    auto notice = a_notice();
    notice.message.text = "\"},\"admin\":true,{{secret}} {{#id}} & <b> ' \\ \x01";
    notice.message.subject = "a&b=c d+é";
    const json body = json::parse(body_of(R"({"json": {"t": "{{text}}"}})", notice));
    EXPECT_EQ(body.size(), 1U);
    EXPECT_EQ(body.at("t"), notice.message.text);
    EXPECT_EQ(body_of(R"({"form": {"件": "{{subject}}", "k": "{{secret}}"}})", notice),
              "%E4%BB%B6=a%26b%3Dc+d%2B%C3%A9&k=s3cret");
    EXPECT_EQ(body_of(R"({"text": "{{subject}}"})", notice), "a&b=c d+é");
}

TEST(TemplateService, HeadersStayOneLine) {
    const auto recipe = file_of(
        R"({"format": 1, "headers": {"X-Key": "k {{secret}}"}, "body": {"text": "{{text}}"}})");
    Target target = target_with(recipe);
    target.token = "a\r\nX-Evil: 1";
    const auto request = template_service().request(target, a_notice(), {}, kNow);
    EXPECT_EQ(header_of(request, "X-Key"), "k a  X-Evil: 1");
}

TEST(TemplateService, AbsentValuesCloseTheirSections) {
    auto notice = a_notice();
    const std::string body =
        R"({"text": "{{#venue}}会場：{{venue}}{{/venue}}{{^venue}}未定{{/venue}}"})";
    EXPECT_EQ(body_of(body, notice), "会場：市役所本庁舎");
    notice.venue_name.clear();
    EXPECT_EQ(body_of(body, notice), "未定");
}

TEST(TemplateService, RepeatIsMarked) {
    const auto recipe = file_of(R"({"format": 1, "body": {"text": "{{subject}}"}})");
    Trial trial;
    trial.maybe_repeat = true;
    EXPECT_EQ(template_service().request(target_with(recipe), a_notice(), trial, kNow).body,
              repeat_mark(campaigns::MessageLanguage::ja) + "【中止】パネル展");
    EXPECT_FALSE(template_service().knows_repeats());
}

TEST(TemplateService, CutsTheTextBehindTheLimit) {
    const auto recipe = file_of(R"({"format": 1, "body": {"text": "{{text}}"},
        "limit": {"unit": "utf16", "text": 60}})");
    const TemplateService service(recipe);
    auto notice = a_notice();
    notice.message.text.clear();
    for (int i = 0; i < 30; ++i) notice.message.text += "𠮷";
    EXPECT_EQ(service.budget(notice).used, 60U);
    EXPECT_TRUE(service.budget(notice).fits());
    EXPECT_EQ(service.request(target_with(nullptr), notice, {}, kNow).body, notice.message.text);
    notice.message.text += "👨‍👩‍👧";
    EXPECT_FALSE(service.budget(notice).fits());
    const std::string cut = service.request(target_with(nullptr), notice, {}, kNow).body;
    EXPECT_LE(measure(cut, Unit::utf16_units), 60U);
    EXPECT_TRUE(cut.ends_with(cut_statement(campaigns::MessageLanguage::ja)));
    EXPECT_TRUE(cut.starts_with("𠮷𠮷"));
}

struct AnswerCase {
    int status;
    const char* body;
    Verdict want;
};
class TemplateAnswer : public testing::TestWithParam<AnswerCase> {};
TEST_P(TemplateAnswer, IsJudged) {
    const TemplateService service(file_of(R"({"format": 1, "body": {"text": "x"},
        "success": {"status": [200, 302], "body_contains": "受付済"},
        "gone": {"status": [404]}, "rejected": {"status": [400, 503]}})"));
    HttpAnswer answer;
    answer.status = GetParam().status;
    answer.body = GetParam().body;
    EXPECT_EQ(service.judge(answer, kNow).verdict, GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(Service,
                         TemplateAnswer,
                         testing::Values(AnswerCase{200, "受付済です", Verdict::delivered},
                                         AnswerCase{302, "受付済", Verdict::delivered},
                                         AnswerCase{200, "エラー", Verdict::retry},
                                         AnswerCase{201, "受付済", Verdict::retry},
                                         AnswerCase{404, "", Verdict::gone},
                                         AnswerCase{400, "", Verdict::rejected},
                                         AnswerCase{503, "", Verdict::rejected},
                                         AnswerCase{410, "", Verdict::gone},
                                         AnswerCase{429, "", Verdict::throttled},
                                         AnswerCase{500, "", Verdict::retry}));

TEST(TemplateAnswerAlone, GoesByTheStatus) {
    HttpAnswer answer;
    answer.status = 204;
    EXPECT_EQ(template_service().judge(answer, kNow).verdict, Verdict::delivered);
    const TemplateService service(file_of(R"({"format": 1, "body": {"text": "x"}})"));
    EXPECT_EQ(service.judge(answer, kNow).verdict, Verdict::delivered);
    answer.status = 429;
    answer.retry_after = "9";
    EXPECT_EQ(service.judge(answer, kNow).pause, 9s);
}

bool told(const TemplateReading& reading, std::string_view words) {
    return std::ranges::any_of(reading.diagnostics, [&](const reading::Diagnostic& each) {
        return to_text(each).find(words) != std::string::npos;
    });
}

TEST(TemplateFile, TellsAllProblemsAtOnce) {
    const auto reading = read_template_file(R"({"format": 2, "methd": "POST", "method": "GET",
        "headers": {"Host": "x", "X-A": "{{text}}", "X-B": "a\r\nb", "X-C": 7},
        "body": {"json": {"a": "{{txt}}", "b{{id}}": "{{#venue}}x", "c": ["{{> other}}"]}},
        "limit": {"unit": "bits", "text": 0},
        "success": {"status": [200, 99]}, "gone": {"status": [200]}})");
    EXPECT_FALSE(reading.file);
    for (const char* words : {"format 2",
                              "\"methd\"",
                              "did you mean \"method\"",
                              "\"GET\"",
                              "\"Host\"",
                              "\"text\" is written by people",
                              "\"X-B\"",
                              "\"X-C\"",
                              "\"txt\"",
                              "did you mean \"text\"",
                              "\"b{{id}}\"",
                              "tags do not match",
                              "\"> other\"",
                              "\"bits\"",
                              "\"text\" must be between",
                              "\"status\" must be between",
                              "200 has two meanings"}) {
        EXPECT_TRUE(told(reading, words)) << words;
    }
    EXPECT_TRUE(told(reading, "template:1:12: error[C0110]"));
    for (const auto& each : reading.diagnostics) EXPECT_FALSE(each.help.empty()) << to_text(each);
}

TEST(TemplateFile, ItsProblemsStandAtTheirPlace) {
    const auto reading = read_template_file(R"({ "format": 1, "boddy": {} })", "tb.json");
    ASSERT_EQ(reading.diagnostics.size(), 2U);
    EXPECT_EQ(reading::code_name(reading.diagnostics[0].code), "C0104");
    EXPECT_EQ(to_text(reading.diagnostics[1]),
              "tb.json:1:16: error[C0101]: unknown key \"boddy\" in this template file\n"
              "    1 | { \"format\": 1, \"boddy\": {} }\n"
              "      |                ^^^^^^^\n"
              "      help: did you mean \"body\"?\n");
    const auto own = read_template_file(R"({"format":1,"body":{"text":"{{txt}}"}})");
    ASSERT_EQ(own.diagnostics.size(), 1U);
    EXPECT_EQ(reading::code_name(own.diagnostics[0].code), "C0168");
}

TEST(TemplateFile, AKeyInAHeaderIsNotQuoted) {
    const auto reading =
        read_template_file("{\"format\":1,\n\"headers\":{\"X-Key\":\"kagi\",\"Host\":\"x\"}}");
    EXPECT_TRUE(told(reading, "\"Host\""));
    EXPECT_FALSE(told(reading, "kagi"));
}

TEST(TemplateFile, WantsOneBody) {
    EXPECT_TRUE(told(read_template_file("{\"format\":1}"), "\"body\" is missing"));
    EXPECT_TRUE(told(read_template_file("{\"format\":1,\"body\":{}}"), "exactly one"));
    EXPECT_TRUE(
        told(read_template_file(R"({"format":1,"body":{"text":"x","json":{}}})"), "exactly one"));
    EXPECT_FALSE(read_template_file("[]").file);
    EXPECT_FALSE(read_template_file("{\"format\":1,").diagnostics.empty());
}

TEST(TemplateFile, ExampleIsGood) {
    const auto text =
        read_file(OUTREACH_SOURCE_DIR "/connectors/templates/generic-json.json", 9000);
    ASSERT_TRUE(text);
    const auto request =
        template_service().request(target_with(file_of(*text)), a_notice(), {}, kNow);
    EXPECT_EQ(header_of(request, "Authorization"), "Bearer s3cret");
    const json body = json::parse(request.body);
    EXPECT_EQ(body.at("activity").at("venue"), "市役所本庁舎");
    EXPECT_EQ(body.at("message"), "大雨のため\n中止します。");
    EXPECT_EQ(request.body.find("{{"), std::string::npos);
}

TEST(TemplateFile, TextsHaveAnEnd) {
    std::string deep;
    for (int i = 0; i < 1000; ++i) deep += "{{#id}}";
    EXPECT_TRUE(told(read_template_file("{\"format\":1,\"body\":{\"text\":\"" + deep + "\"}}"),
                     "tags do not match"));
    deep += deep;
    EXPECT_TRUE(told(read_template_file("{\"format\":1,\"body\":{\"text\":\"" + deep + "\"}}"),
                     "at most 8000"));
    for (const char* open : {"{{", "{{{", "x{{", "{{id", "{{{id}}", "{{/id}}", "{{}}"}) {
        const std::string text = std::string("{\"format\":1,\"body\":{\"text\":\"") + open + "\"}}";
        EXPECT_FALSE(read_template_file(text).file) << open;
    }
}

TEST(TemplateFile, DelimitersStayAsTheyAre) {
    const auto reading =
        read_template_file(R"({"format":1,"body":{"text":"{{=<% %>=}}<% text %>"}})");
    EXPECT_TRUE(told(reading, "there is no value"));
}

TEST(TemplateFile, TakesWhatFollowsTextInItsPlace) {
    // What stands before the body moves it: the JSON is taken from its place in the text.
    const auto recipe = file_of(R"({ "$schema": "s", "description": "説明 \u65e5", "format": 1,
        "content_type": "application/vnd.x+json", "body": { "json":   [ "{{id}}" ]   } })");
    EXPECT_EQ(recipe->body, "[ \"{{id}}\" ]");
    EXPECT_EQ(recipe->content_type, "application/vnd.x+json");
}

}  // namespace
}  // namespace outreach::connectors
