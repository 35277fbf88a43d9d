#include "scheduler/cli/partner_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "campaigns/reading/source_text.hpp"
#include "scheduler/cli/daemon_json.hpp"
#include "scheduler/cli/dead_letter_text.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != text.npos;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines(1);
    for (const char c : text) {
        if (c == '\n') {
            lines.emplace_back();
        } else {
            lines.back() += c;
        }
    }
    return lines;
}

const json kPartners = json::parse(R"([
  {"id":"hogoshikai","name":"札幌市保護司会連絡協議会","paused":"事務所移転","endpoints":[
    {"id":"main","connector":"webhook","state":"disabled","problem":"HTTP 410","failures":3,
     "last_success":null,"dead_letters":2},
    {"id":"chat","connector":"slack","state":"ok","failures":0,"dead_letters":0}]},
  {"id":"bbs","name":"札幌BBS会","paused":null,"endpoints":[]}])");

TEST(PartnerText, HasARowForEachEndpointAndForAPartnerWithoutOne) {
    const auto lines = lines_of(partners_table(kPartners));
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_TRUE(has(lines[1], "main") && has(lines[1], "disabled, paused"));
    EXPECT_TRUE(has(lines[2], "chat") && has(lines[2], "ok, paused"));
    EXPECT_TRUE(has(lines[3], "札幌BBS会") && !has(lines[3], "paused"));
    EXPECT_FALSE(has(lines[1], "null"));
}

TEST(PartnerText, KeepsColumnsStraightBehindJapaneseNames) {
    const auto lines = lines_of(partners_table(kPartners));
    const auto column_of = [](const std::string& line, std::string_view part) {
        return reading::display_width(line.substr(0, line.find(part)));
    };
    EXPECT_EQ(column_of(lines[0], "problem"), column_of(lines[1], "HTTP 410"));
}

TEST(PartnerText, ShowsAllAboutOne) {
    const std::string text = partner_text(kPartners[0]);
    EXPECT_TRUE(has(text, "hogoshikai  札幌市保護司会連絡協議会"));
    EXPECT_TRUE(has(text, "事務所移転"));
    EXPECT_TRUE(has(text, "main (webhook)") && has(text, "chat (slack)"));
    EXPECT_TRUE(has(text, "HTTP 410"));
    EXPECT_FALSE(has(text, "last success"));
}

TEST(PartnerText, CountsOnlyWhatTheEndpointTook) {
    EXPECT_TRUE(took(json{{"verdict", "delivered"}}));
    EXPECT_TRUE(took(json{{"verdict", "accepted"}}));
    for (const char* verdict :
         {"retry", "throttled", "permanent", "rejected", "gone", "held", ""}) {
        EXPECT_FALSE(took(json{{"verdict", verdict}})) << verdict;
    }
    EXPECT_FALSE(took(json::object()));
}

TEST(PartnerText, ShowsWhatAnEndpointAnswered) {
    const json results = json::parse(R"([
      {"endpoint":"main","verdict":"permanent","status":401,"detail":"HTTP 401",
       "answer":"署名が違います\u001b[2J","took_ms":120},
      {"endpoint":"chat","verdict":"retry","status":0,"detail":"connection refused",
       "answer":"","took_ms":3}])");
    const auto lines = lines_of(results_table(results));
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_TRUE(has(lines[1], "401") && has(lines[1], "120 ms"));
    EXPECT_TRUE(has(lines[1], "署名が違います"));
    EXPECT_FALSE(has(lines[1], "\x1b"));
    EXPECT_FALSE(has(lines[2], " 0  "));
}

TEST(PartnerText, NeverShowsASecretOfARotation) {
    const json shown =
        shown_of(json::parse(R"({"endpoint":"main","file":"/etc/o/secrets/hogoshikai",
      "public_key":"whsec_c2VjcmV0","old_until":"2099-11-23T10:00:00Z","secret":"whsec_c2VjcmV0",
      "private":"whsk_c2VjcmV0"})"));
    EXPECT_EQ(shown.dump(),
              R"({"endpoint":"main","file":"/etc/o/secrets/hogoshikai","public_key":null,)"
              R"("old_until":"2099-11-23T10:00:00Z","warning":null})");
    EXPECT_TRUE(shown_of(json{{"public_key", "whsk_c2VjcmV0"}})["public_key"].is_null());
    EXPECT_TRUE(shown_of(json{{"file", "whsec_c2VjcmV0"}})["file"].is_null());
    const std::string text = rotation_text(shown) + advice_after(shown, "hogoshikai");
    EXPECT_FALSE(has(text, "whs"));
    EXPECT_TRUE(has(text, "/etc/o/secrets/hogoshikai") && has(text, "2099-11-23T19:00:00+09:00"));
    EXPECT_TRUE(has(text, "outreach partner test hogoshikai --endpoint main"));
}

TEST(PartnerText, ShowsThePublicKeyOfARotation) {
    const json shown = shown_of(json{{"endpoint", "main"},
                                     {"file", "/etc/o/secrets/bbs"},
                                     {"public_key", "whpk_cHVibGlj"},
                                     {"old_until", "2099-11-23T10:00:00Z"}});
    EXPECT_TRUE(has(rotation_text(shown), "whpk_cHVibGlj"));
    EXPECT_NE(advice_after(shown, "bbs"),
              advice_after(shown_of(json{{"endpoint", "main"}}), "bbs"));
}

TEST(DeadLetterText, SaysWhyThereIsNoSecondChance) {
    const json letters = json::parse(R"([
      {"notice":"ntc_0a1b2c3d4e5f60718293","activity":"yellow-light-up","partner":"hogoshikai",
       "endpoint":"main","attempts":3,"reason":"HTTP 404","retry":true,"why_not":null},
      {"notice":"ntc_99","activity":"panel-exhibition","retry":false,
       "why_not":"期限を過ぎています"}])");
    const auto lines = lines_of(letters_table(letters));
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_TRUE(has(lines[1], "possible") && has(lines[1], "ntc_0a1b2c3d4e5f6071"));
    EXPECT_FALSE(has(lines[1], "ntc_0a1b2c3d4e5f60718"));
    EXPECT_TRUE(has(lines[2], "期限を過ぎています"));
    EXPECT_TRUE(can_be_retried(letters[0]));
    EXPECT_FALSE(can_be_retried(letters[1]));
    EXPECT_FALSE(can_be_retried(json{{"retry", "true"}}));
}

TEST(DeadLetterText, TellsTheLastAttemptWithoutWhatATerminalObeys) {
    const std::string text = letter_text(json::parse(
        R"({"notice":"ntc_99","campaign":"sapporo-r7","activity":"panel-exhibition",
        "deadline":null,"status":404,"answer":"ありません\u001b]0;x\u0007","took_ms":80})"));
    EXPECT_TRUE(has(text, "sapporo-r7.panel-exhibition"));
    EXPECT_TRUE(has(text, "HTTP 404") && has(text, "80 ms") && has(text, "ありません"));
    EXPECT_FALSE(has(text, "deadline"));
    EXPECT_FALSE(has(text, "\x1b") || has(text, "\x07"));
    EXPECT_TRUE(has(letter_text(json{{"status", 0}}), "no answer"));
}

TEST(DaemonJson, EncodesAllButUnreservedCharacters) {
    EXPECT_EQ(encoded("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(encoded("a&b=c/../d?e#f%+ "), "a%26b%3Dc%2F..%2Fd%3Fe%23f%25%2B%20");
    EXPECT_EQ(encoded("保"), "%E4%BF%9D");
}

TEST(DaemonJson, ReadsWhatIsMissingOrOfAnotherKindAsNothing) {
    const json object = json::parse(R"({"n":null,"s":"字","i":7,"m":-1,"f":1.5,"l":[{"a":1},2]})");
    EXPECT_EQ(text_of(object, "n"), "");
    EXPECT_EQ(text_of(object, "none"), "");
    EXPECT_EQ(text_of(object, "s"), "字");
    EXPECT_EQ(text_of(object, "i"), "7");
    EXPECT_EQ(count_of(object, "i"), 7u);
    EXPECT_EQ(count_of(object, "m") + count_of(object, "f") + count_of(object, "s"), 0u);
    EXPECT_EQ(objects_in(object, "l").dump(), R"([{"a":1}])");
    EXPECT_EQ(objects_in(object, "s").dump(), "[]");
}

}  // namespace
}  // namespace outreach::cli
