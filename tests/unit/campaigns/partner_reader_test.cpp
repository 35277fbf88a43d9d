#include <gtest/gtest.h>

#include "campaigns/reading/campaign_reader.hpp"

namespace outreach::reading {
namespace {

std::string endpoint(const std::string& more) {
    return R"({"format":1,"partners":[{"id":"p","name":"団体","endpoints":[{"id":"main",)"
           R"("connector":"webhook",)" +
           more + "}]}]}";
}

Reading<campaigns::PartnerBook> read(const std::string& json) {
    return read_partners(SourceText("partners.json", json));
}

TEST(PartnerReader, ReadsTheContractsExample) {
    const auto reading = read(R"({ "format": 1,
  "groups": { "volunteers": ["hogoshikai", "bbs"] },
  "partners": [
    { "id": "hogoshikai", "name": "札幌市保護司会連絡協議会", "audience": "partner", "language": "ja",
      "endpoints": [ { "id": "main", "connector": "webhook", "url": "https://partner.example/hooks",
        "secrets": [ { "file": "secrets/hogoshikai" } ], "kinds": ["light_up"], "rate": "10/s", "concurrency": 4,
        "timeout": "PT15S", "order": "none", "delivery": "at_least_once", "headers": {}, "allow_networks": ["127.0.0.0/8"] } ] },
    { "id": "bbs", "name": "ＢＢＳ会", "endpoints": [] } ] })");
    ASSERT_TRUE(reading.value) << to_text(reading.diagnostics.front());
    const auto& endpoint = reading.value->partners[0].endpoints.at(0);
    EXPECT_EQ(endpoint.rate->count, 10);
    EXPECT_EQ(endpoint.concurrency, 4);
    EXPECT_EQ(endpoint.timeout, std::chrono::seconds{15});
    EXPECT_EQ(reading.value->groups.at("volunteers").size(), 2U);
}

struct Refused {
    const char* name;
    const char* more;
    Code code;
};
class RefusedEndpoint : public testing::TestWithParam<Refused> {};
TEST_P(RefusedEndpoint, WithItsCode) {
    const auto reading = read(endpoint(GetParam().more));
    EXPECT_FALSE(reading.value);
    ASSERT_FALSE(reading.diagnostics.empty());
    EXPECT_EQ(reading.diagnostics[0].code, GetParam().code) << to_text(reading.diagnostics[0]);
}
INSTANTIATE_TEST_SUITE_P(
    Reader,
    RefusedEndpoint,
    testing::Values(
        Refused{"plain_http",
                R"("url":"http://partner.example/","secrets":[{"file":"s"}])",
                Code::insecure_url},
        Refused{"http_with_loopback_name",
                R"("url":"http://127.0.0.1.evil.example/","secrets":[{"file":"s"}])",
                Code::insecure_url},
        Refused{"user_in_url",
                R"("url":"https://a:b@partner.example/","secrets":[{"file":"s"}])",
                Code::bad_url},
        Refused{"no_host", R"("url":"https:///x","secrets":[{"file":"s"}])", Code::bad_url},
        Refused{"no_secrets", R"("url":"https://p.example/")", Code::missing_key},
        Refused{"two_sources",
                R"("url":"https://p.example/","secrets":[{"file":"s","env":"E"}])",
                Code::missing_key},
        Refused{"rate",
                R"("url":"https://p.example/","secrets":[{"file":"s"}],"rate":"fast")",
                Code::out_of_range},
        Refused{"timeout",
                R"("url":"https://p.example/","secrets":[{"file":"s"}],"timeout":"PT10M")",
                Code::bad_duration},
        Refused{
            "own_header",
            R"("url":"https://p.example/","secrets":[{"file":"s"}],"headers":{"Webhook-Id":"x"})",
            Code::bad_choice},
        Refused{
            "header_injection",
            R"("url":"https://p.example/","secrets":[{"file":"s"}],"headers":{"X-A":"x\r\nY: z"})",
            Code::bad_choice},
        Refused{
            "network",
            R"("url":"https://p.example/","secrets":[{"file":"s"}],"allow_networks":["10.0.0.0/99"])",
            Code::bad_url},
        Refused{"order_of_no_kind",
                R"("url":"https://p.example/","secrets":[{"file":"s"}],"order":"strict")",
                Code::bad_choice}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(PartnerReader, LoopbackHttpIsAllowed) {
    for (const char* url : {"http://127.0.0.1:9000/", "http://localhost/x", "http://[::1]:1/"}) {
        const auto reading =
            read(endpoint("\"url\":\"" + std::string(url) + R"(","secrets":[{"file":"s"}])"));
        EXPECT_TRUE(reading.value) << url;
        ASSERT_EQ(reading.diagnostics.size(), 1U) << url;
        EXPECT_EQ(reading.diagnostics[0].code, Code::inner_address) << url;
    }
}

TEST(PartnerReader, InlineSecretIsWarnedAboutAndNeverQuoted) {
    const auto reading =
        read(endpoint(R"("url":"https://p.example/","secrets":[{"value":"whsec_c2VjcmV0"}])"));
    ASSERT_TRUE(reading.value);
    ASSERT_EQ(reading.diagnostics.size(), 1U);
    EXPECT_EQ(reading.diagnostics[0].code, Code::inline_secret);
    EXPECT_EQ(to_text(reading.diagnostics[0]).find("c2Vj"), std::string::npos);
}

}  // namespace
}  // namespace outreach::reading
