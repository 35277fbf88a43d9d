#include "connectors/handshake.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace outreach::connectors {
namespace {

using namespace std::chrono_literals;
using Headers = std::map<std::string, std::string>;
constexpr const char* kOrigin = "outreach.city.example.jp";

HttpAnswer answer(Headers headers, int status = 200) {
    HttpAnswer answer;
    answer.status = status;
    answer.headers = std::move(headers);
    return answer;
}

Consent judge(Headers headers, int status = 200) {
    return judge_handshake(answer(std::move(headers), status), kOrigin);
}

Headers both(const std::string& origin, const std::string& rate) {
    return {{"webhook-allowed-origin", origin}, {"webhook-allowed-rate", rate}};
}

TEST(Handshake, AsksTheVeryAddressOfTheNotices) {
    const Url url = *parse_url("https://hogoshikai.example.jp/hooks?key=a");
    const HttpRequest request = handshake_request(url, kOrigin, campaigns::Rate{2, 1s});
    EXPECT_EQ(request.method, "OPTIONS");
    EXPECT_EQ(request.url.host, "hogoshikai.example.jp");
    EXPECT_EQ(request.url.path, "/hooks?key=a");
    EXPECT_TRUE(request.body.empty());
    const std::vector<std::pair<std::string, std::string>> wanted{
        {"User-Agent", "outreachd/" OUTREACH_VERSION},
        {"WebHook-Request-Origin", kOrigin},
        {"WebHook-Request-Rate", "120"}};
    EXPECT_EQ(request.headers, wanted);
    EXPECT_EQ(request.want_headers,
              (std::vector<std::string>{"webhook-allowed-origin", "webhook-allowed-rate"}));
}

TEST(Handshake, AsksForWholeRequestsPerMinuteOrForNoRate) {
    const Url url = *parse_url("https://a.example.jp/");
    const auto asked = [&](std::optional<campaigns::Rate> wish) {
        const HttpRequest request = handshake_request(url, kOrigin, wish);
        const auto& [name, value] = request.headers.back();
        return name == "WebHook-Request-Rate" ? value : "none";
    };
    EXPECT_EQ(asked({}), "none");
    EXPECT_EQ(asked(campaigns::Rate{60, 1min}), "60");
    EXPECT_EQ(asked(campaigns::Rate{100, 7s}), "857");
    EXPECT_EQ(asked(campaigns::Rate{1, 24h}), "1");
    EXPECT_EQ(asked(campaigns::Rate{std::numeric_limits<int>::max(), 1s}), "128849018820");
}

TEST(Handshake, DeliveriesRepeatTheOriginUnchanged) {
    const HttpRequest request = handshake_request(*parse_url("https://a.example.jp/"), kOrigin);
    const auto repeated = handshake_origin(kOrigin);
    EXPECT_EQ(repeated.first, "WebHook-Request-Origin");
    EXPECT_EQ(repeated.second, kOrigin);
    EXPECT_EQ(std::count(request.headers.begin(), request.headers.end(), repeated), 1);
}

struct JudgeCase {
    const char* name;
    int status;
    Headers headers;
    bool given;
    int per_minute;  // 0: no limit
};
class HandshakeAnswer : public testing::TestWithParam<JudgeCase> {};
TEST_P(HandshakeAnswer, IsJudgedByItsHeaders) {
    const JudgeCase& c = GetParam();
    const Consent consent = judge(c.headers, c.status);
    EXPECT_EQ(consent.given, c.given) << consent.detail;
    EXPECT_EQ(consent.detail.empty(), c.given);
    EXPECT_EQ(consent.rate.has_value(), c.per_minute != 0);
    if (!consent.rate) return;
    EXPECT_EQ(consent.rate->count, c.per_minute);
    EXPECT_EQ(consent.rate->per, 60s);
}
INSTANTIATE_TEST_SUITE_P(
    Headers,
    HandshakeAnswer,
    testing::Values(
        JudgeCase{"our_name_and_a_rate", 200, both(kOrigin, "100"), true, 100},
        JudgeCase{"anybody_at_any_rate", 204, both("*", "*"), true, 0},
        JudgeCase{"our_name_in_capitals", 200, both("Outreach.City.Example.JP", "*"), true, 0},
        JudgeCase{"space_round_it", 200, both(" * ", "\t60 "), true, 60},
        JudgeCase{"no_rate", 200, {{"webhook-allowed-origin", "*"}}, true, 0},
        JudgeCase{"consent_with_405", 405, both(kOrigin, "5"), true, 5},
        JudgeCase{"rate_beyond_integers",
                  200,
                  both("*", "99999999999999999999"),
                  true,
                  std::numeric_limits<int>::max()},
        JudgeCase{"status_200_only", 200, {}, false, 0},
        JudgeCase{"status_204_only", 204, {}, false, 0},
        JudgeCase{"status_404", 404, {}, false, 0},
        JudgeCase{"status_405", 405, {}, false, 0},
        JudgeCase{"rate_only", 200, {{"webhook-allowed-rate", "100"}}, false, 0},
        JudgeCase{"empty_origin", 200, both("", "100"), false, 0},
        JudgeCase{"another_origin", 200, both("other.example.jp", "100"), false, 0},
        JudgeCase{
            "a_longer_name", 200, both("outreach.city.example.jp.evil.example", "1"), false, 0},
        JudgeCase{"a_part_of_our_name", 200, both("example.jp", "1"), false, 0},
        JudgeCase{"a_pattern", 200, both("*.example.jp", "1"), false, 0},
        JudgeCase{"a_list", 200, both("*, outreach.city.example.jp", "1"), false, 0},
        JudgeCase{"rate_zero", 200, both("*", "0"), false, 0},
        JudgeCase{"rate_negative", 200, both("*", "-5"), false, 0},
        JudgeCase{"rate_fraction", 200, both("*", "1.5"), false, 0},
        JudgeCase{"rate_words", 200, both("*", "fast"), false, 0},
        JudgeCase{"rate_empty", 200, both("*", ""), false, 0}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Handshake, RefusalQuotesNothingThatATerminalWouldObey) {
    const Consent consent = judge(both("\x1b[2J\r\nevil.example" + std::string(500, 'x'), "1"));
    EXPECT_FALSE(consent.given);
    EXPECT_EQ(consent.detail.find('\x1b'), std::string::npos);
    EXPECT_EQ(consent.detail.find('\n'), std::string::npos);
    EXPECT_LT(consent.detail.size(), 300U);
    EXPECT_NE(consent.detail.find(kOrigin), std::string::npos);
    EXPECT_NE(judge({}, 405).detail.find("HTTP 405"), std::string::npos);
}

TEST(Handshake, OriginIsANameInDns) {
    const std::string longest = std::string(63, 'a') + "." + std::string(63, 'b') + "." +
                                std::string(63, 'c') + "." + std::string(61, 'd');
    for (const std::string& good :
         {std::string(kOrigin), std::string("localhost"), std::string("a-1.JP"), longest}) {
        EXPECT_TRUE(is_origin(good)) << good;
    }
    for (const std::string bad : {"",
                                  ".",
                                  "a.",
                                  ".a",
                                  "a..b",
                                  "-a.jp",
                                  "a-.jp",
                                  "a.jp-",
                                  "a b",
                                  "市.jp",
                                  "a\r\nX: y",
                                  "https://a.jp",
                                  "a.jp:80",
                                  "*"}) {
        EXPECT_FALSE(is_origin(bad)) << bad;
    }
    EXPECT_FALSE(is_origin(longest + "d"));
}

}  // namespace
}  // namespace outreach::connectors
