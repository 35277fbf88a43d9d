// The endpoints of a partner file: what each connector needs, takes and refuses.
#include "campaigns/reading/endpoint_reader.hpp"

#include <gtest/gtest.h>

#include "campaigns/reading/campaign_reader.hpp"
#include "campaigns/reading/inner_address.hpp"

namespace outreach::reading {
namespace {

using campaigns::DeliveryPromise;
using campaigns::Endpoint;
using campaigns::Order;
using campaigns::SecretSource;

const std::string kUser = "U0123456789abcdef0123456789abcdef";
const std::string kGroup = "Cfedcba9876543210fedcba9876543210";
const std::string kSecretUrl = R"("url":{"file":"secrets/slack"})";
const std::string kWebhook =
    R"("connector":"webhook","url":"https://p.example/","secrets":[{"file":"s"}])";

Reading<campaigns::PartnerBook> read(const std::string& keys) {
    return read_partners(SourceText(
        "連携先.json",
        R"({"format":1,"partners":[{"id":"hogoshikai","name":"例示市保護司会","endpoints":[)"
        "\n{\"id\":\"main\"," +
            keys + "}]}]}"));
}

std::string all_of(const Reading<campaigns::PartnerBook>& reading) {
    std::string text;
    for (const Diagnostic& each : reading.diagnostics) text += to_text(each);
    return text;
}

// The endpoint of a file that is accepted without a word.
Endpoint accepted(const std::string& keys) {
    const auto reading = read(keys);
    EXPECT_EQ(all_of(reading), "") << keys;
    return reading.value ? reading.value->partners.at(0).endpoints.at(0) : Endpoint();
}

// The only problem of a file.
Diagnostic problem(const std::string& keys) {
    const auto reading = read(keys);
    EXPECT_EQ(reading.diagnostics.size(), 1U) << keys << "\n" << all_of(reading);
    return reading.diagnostics.empty() ? Diagnostic() : reading.diagnostics.front();
}

void expect_error(const std::string& keys, Code code, const std::string& words) {
    const Diagnostic found = problem(keys);
    EXPECT_EQ(code_name(found.code), code_name(code)) << keys;
    EXPECT_EQ(found.severity, Severity::error) << keys;
    EXPECT_EQ(found.position.line, 2U) << keys;
    EXPECT_NE((found.message + " | " + found.help).find(words), std::string::npos)
        << keys << ": " << found.message << " | " << found.help;
    EXPECT_FALSE(found.help.empty()) << keys.substr(0, 300);
}

TEST(EndpointReader, ReadsEveryKeyOfAWebhook) {
    const Endpoint read = accepted(
        kWebhook +
        R"(,"order":"fifo","concurrency":1,"delivery":"at_most_once","retries":["PT5S","PT1H","P7D"])"
        R"(,"handshake":true,"proxy":"http://proxy.city.example:3128","headers":{"User-Agent":"a"})"
        R"(,"tls":{"ca":"tls/ca.pem","certificate":"tls/us.pem","key":{"credential":"us"}})");
    EXPECT_EQ(read.connector, "webhook");
    EXPECT_EQ(read.order, Order::fifo);
    EXPECT_EQ(read.promise, DeliveryPromise::at_most_once);
    using std::chrono::seconds;
    EXPECT_EQ(read.retries, (std::vector<seconds>{seconds{5}, seconds{3600}, seconds{604'800}}));
    EXPECT_TRUE(read.handshake);
    EXPECT_EQ(read.proxy, "http://proxy.city.example:3128");
    EXPECT_EQ(read.headers.at("User-Agent"), "a");
    EXPECT_EQ(read.tls.ca, "tls/ca.pem");
    EXPECT_EQ(read.tls.certificate, "tls/us.pem");
    ASSERT_TRUE(read.tls.key);
    EXPECT_EQ(read.tls.key->kind, SecretSource::Kind::credential);
}

TEST(EndpointReader, WhatIsNotSaidIsAsUsual) {
    const Endpoint read = accepted(kWebhook);
    EXPECT_EQ(read.order, Order::none);
    EXPECT_EQ(read.promise, DeliveryPromise::at_least_once);
    EXPECT_TRUE(read.retries.empty());
    EXPECT_TRUE(read.tls.empty());
    EXPECT_FALSE(read.proxy);
    EXPECT_FALSE(read.handshake);
    EXPECT_FALSE(read.secret_url);
}

TEST(EndpointReader, ChatServicesNeedOnlyTheirAddress) {
    for (const char* connector : {"slack", "mattermost", "teams", "discord", "google_chat"}) {
        const std::string name = "\"connector\":\"" + std::string(connector) + "\",";
        const Endpoint read = accepted(name + kSecretUrl);
        EXPECT_EQ(read.connector, connector);
        EXPECT_TRUE(read.url.empty());
        ASSERT_TRUE(read.secret_url);
        EXPECT_EQ(read.secret_url->where, "secrets/slack");
        expect_error(name + R"("order":"none")", Code::missing_key, "\"url\"");
        expect_error(
            name + kSecretUrl + R"(,"secrets":[{"file":"s"}])", Code::misplaced_key, "url");
        expect_error(name + kSecretUrl + R"(,"to":"#kouhou")", Code::misplaced_key, "line");
        expect_error(name + kSecretUrl + R"(,"path":"x")", Code::misplaced_key, "template, file");
    }
}

TEST(EndpointReader, AnAddressThatIsASecretIsWarnedOfAndNeverQuoted) {
    const std::string url = R"("url":"https://hooks.slack.example/services/T0/B0/kagi")";
    const Diagnostic found = problem("\"connector\":\"slack\"," + url);
    EXPECT_EQ(found.code, Code::inline_secret);
    EXPECT_EQ(found.severity, Severity::warning);
    EXPECT_EQ(to_text(found).find("kagi"), std::string::npos) << to_text(found);
    EXPECT_TRUE(read("\"connector\":\"slack\"," + url).value);
    EXPECT_EQ(accepted("\"connector\":\"template\",\"path\":\"sms.json\"," + url).path, "sms.json");
}

TEST(EndpointReader, NoProblemOnALineWithASecretQuotesIt) {
    for (const char* keys :
         {R"("connector":"slack","url":"http://hooks.slack.example/kagi")",
          R"("connector":"slack","url":"https://hooks.slack.example/kagi と")",
          R"("connector":"slack","url":"https://10.0.0.1/kagi","rate":"0/s")",
          R"("connector":"teams","url":{"value":"https://t.example/kagi"})",
          R"("connector":"webhook","secrets":[{"value":"kagi"}],"url":"ftp://p.example")",
          R"("connector":"webhook","secrets":[{"file":"s"}],"url":"https://a:kagi@p.example/")",
          R"("connector":"slack","url":{"file":"u"},"proxy":"http://a:kagi@p.example:1")",
          R"("connector":"line","secrets":[{"file":"s"}],"headers":{"Authorization":"kagi"})"}) {
        const auto reading = read(keys);
        EXPECT_FALSE(reading.value) << keys;
        EXPECT_EQ(all_of(reading).find("kagi"), std::string::npos) << all_of(reading);
    }
}

TEST(EndpointReader, AnInlineKeyMustBeOneThatSigns) {
    const std::string pair = std::string("whsk_").append(86, 'A').append("==");
    const std::string shown = std::string("whpk_").append(43, 'A').append("=");
    for (const std::string& head :
         {std::string(R"("connector":"file","path":"out")"),
          std::string(R"("connector":"webhook","url":"https://p.jp/")")}) {
        const auto with = [&](const std::string& value) {
            return head + R"(,"secrets":[{"value":")" + value + R"("}])";
        };
        for (const std::string& good :
             {std::string("whsec_a2FnaQ=="), std::string("a2FnaQ=="), pair}) {
            EXPECT_EQ(problem(with(good)).code, Code::inline_secret) << good;
            EXPECT_TRUE(read(with(good)).value) << good;
        }
        EXPECT_EQ(problem(with("# neu\\nwhsec_a2FnaQ== until=2026-12-01T00:00:00Z")).code,
                  Code::inline_secret);
        for (const char* bad : {"abc", "whsec_", "whsec_abc", "whsk_a2FnaQ==", "# kagi"}) {
            expect_error(with(bad), Code::bad_key, "outreach secret new");
        }
        expect_error(with(shown), Code::bad_key, "can only verify");
    }
    // A token may be any text.
    EXPECT_EQ(problem(R"("connector":"line","to":"broadcast","secrets":[{"value":"abc"}])").code,
              Code::inline_secret);
}

TEST(EndpointReader, ASecretAddressIsNotWrittenAsAValue) {
    const auto reading = read(R"("connector":"teams","url":{"value":"https://t.example/kagi"})");
    EXPECT_FALSE(reading.value);
    ASSERT_FALSE(reading.diagnostics.empty());
    EXPECT_EQ(reading.diagnostics[0].code, Code::missing_key);
    EXPECT_EQ(accepted(R"("connector":"webhook","secrets":[{"file":"s"}],"url":{"env":"HOOK"})")
                  .secret_url->kind,
              SecretSource::Kind::environment);
}

TEST(EndpointReader, LineNeedsATokenAndReceivers) {
    const std::string line = R"("connector":"line","secrets":[{"file":"secrets/line"}])";
    const Endpoint all = accepted(line + R"(,"to":"broadcast","monthly_quota":200)");
    EXPECT_EQ(all.url, "https://api.line.me");
    EXPECT_TRUE(all.to.empty());
    EXPECT_EQ(all.monthly_quota, 200);
    EXPECT_EQ(accepted(line + ",\"to\":\"" + kGroup + "\"").to, std::vector<std::string>{kGroup});
    EXPECT_EQ(accepted(line + ",\"to\":[\"" + kUser + "\"]").to, std::vector<std::string>{kUser});
    EXPECT_EQ(accepted(line + R"(,"to":"broadcast","url":"https://line.proxy.example/v")").url,
              "https://line.proxy.example/v");
    expect_error(line, Code::missing_key, "\"to\"");
    expect_error(R"("connector":"line","to":"broadcast")", Code::missing_key, "secrets");
    expect_error(line + R"(,"to":"broadcast","headers":{"Authorization":"x"})",
                 Code::bad_choice,
                 "Authorization");
    expect_error(line + R"(,"to":"broadcast","monthly_quota":0)", Code::out_of_range, "1");
    expect_error(R"("connector":"line","to":"broadcast","secrets":[{"file":"a"},{"file":"b"}])",
                 Code::out_of_range,
                 "1");
}

TEST(EndpointReader, LineReceiversAreIdsAndGroupsStandAlone) {
    const std::string line = R"("connector":"line","secrets":[{"file":"secrets/line"}],"to":)";
    expect_error(line + "[]", Code::missing_key, "to");
    expect_error(line + "\"hogoshikai\"", Code::bad_receiver, "broadcast");
    expect_error(line + "\"" + kUser.substr(0, 32) + "\"", Code::bad_receiver, "32");
    expect_error(line + "[\"broadcast\"]", Code::bad_receiver, "broadcast");
    expect_error(line + "7", Code::wrong_type, "to");
    expect_error(line + "[\"" + kUser + "\",\"" + kGroup + "\"]", Code::bad_receiver, kGroup);
    expect_error(line + "[\"" + kUser + "\",\"" + kUser + "\"]", Code::duplicate_id, kUser);
    std::string many;
    for (int i = 0; i < 500; ++i) {
        many += fmt::format("{}\"U{:032x}\"", i == 0 ? "" : ",", i);
    }
    EXPECT_EQ(accepted(line + "[" + many + "]").to.size(), 500U);
    expect_error(line + "[" + many + ",\"" + kUser + "\"]", Code::out_of_range, "500");
}

TEST(EndpointReader, FileHasAFolderAndNoAddress) {
    EXPECT_EQ(accepted(R"("connector":"file","path":"控え/保護司会","order":"fifo")").path,
              "控え/保護司会");
    EXPECT_EQ(
        accepted(R"("connector":"file","path":"out","secrets":[{"file":"s"}])").secrets.size(), 1U);
    expect_error(R"("connector":"file")", Code::missing_key, "path");
    expect_error(R"("connector":"file","path":"")", Code::missing_key, "path");
    for (const char* more : {R"("url":"https://p.example/")",
                             R"("handshake":true)",
                             R"("proxy":"none")",
                             R"("headers":{})",
                             R"("tls":{"ca":"x"})",
                             R"("allow_networks":[])",
                             R"("monthly_quota":5)"}) {
        expect_error(
            R"("connector":"file","path":"out",)" + std::string(more), Code::misplaced_key, "file");
    }
}

TEST(EndpointReader, TemplateHasADataFileAndAtMostOneSecret) {
    const std::string sms = R"("connector":"template","url":"https://sms.example/send")";
    EXPECT_TRUE(accepted(sms + R"(,"path":"sms.json")").secrets.empty());
    EXPECT_EQ(accepted(sms + R"(,"path":"sms.json","secrets":[{"file":"k"}])").secrets.size(), 1U);
    expect_error(sms, Code::missing_key, "path");
    expect_error(sms + R"(,"path":"sms.json","secrets":[{"file":"a"},{"file":"b"}])",
                 Code::out_of_range,
                 "secrets");
    expect_error(sms + R"(,"path":"sms.json","handshake":true)", Code::misplaced_key, "webhook");
}

TEST(EndpointReader, AnUnknownConnectorIsTheOnlyProblemToldOfIt) {
    expect_error(R"("connector":"slak")", Code::bad_choice, "did you mean \"slack\"");
    expect_error(R"("connector":"mail","to":"kouhou@city.example")", Code::bad_choice, "file");
}

struct Refused {
    const char* name;
    const char* more;
    Code code;
    const char* words;
};
class RefusedWebhook : public testing::TestWithParam<Refused> {};
TEST_P(RefusedWebhook, WithItsCodeAndHelp) {
    expect_error(kWebhook + "," + GetParam().more, GetParam().code, GetParam().words);
}
INSTANTIATE_TEST_SUITE_P(
    EndpointReader,
    RefusedWebhook,
    testing::Values(
        Refused{"fifo_at_once", R"("order":"fifo","concurrency":4)", Code::misplaced_key, "none"},
        Refused{"order", R"("order":"strict")", Code::bad_choice, "fifo"},
        Refused{"delivery", R"("delivery":"exactly_once")", Code::bad_choice, "at_most_once"},
        Refused{"no_retries", R"("retries":[])", Code::missing_key, "retries"},
        Refused{"retry_of_no_time", R"("retries":["PT0S"])", Code::bad_duration, "PT1S"},
        Refused{"retry_after_weeks", R"("retries":["P7DT1S"])", Code::bad_duration, "P7D"},
        Refused{"retry_in_japanese", R"("retries":["５分"])", Code::bad_duration, "５分"},
        Refused{"retry_number", R"("retries":[5])", Code::wrong_type, "retries"},
        Refused{"handshake", R"("handshake":"yes")", Code::wrong_type, "handshake"},
        Refused{"proxy_https", R"("proxy":"https://p.example:1")", Code::bad_url, "host:port"},
        Refused{"proxy_without_port", R"("proxy":"http://p.example")", Code::bad_url, "host:port"},
        Refused{"proxy_port", R"("proxy":"http://p.example:65536")", Code::bad_url, "host:port"},
        Refused{"proxy_path", R"("proxy":"http://p.example:1/")", Code::bad_url, "host:port"},
        Refused{"proxy_user", R"("proxy":"http://a:b@p.example:1")", Code::bad_url, "user name"},
        Refused{"proxy_japanese", R"("proxy":"http://中継:8080")", Code::bad_url, "host:port"},
        Refused{"tls_of_nothing", R"("tls":{})", Code::missing_key, "ca"},
        Refused{"tls_without_key", R"("tls":{"certificate":"c"})", Code::missing_key, "\"key\""},
        Refused{
            "tls_key_alone", R"("tls":{"key":{"file":"k"}})", Code::missing_key, "\"certificate\""},
        Refused{"tls_unknown_key", R"("tls":{"ca":"c","verify":false})", Code::unknown_key, "ca"},
        Refused{"network_zero", R"("allow_networks":["10.0.0.0/08"])", Code::bad_url, "10.1.0.0"},
        Refused{"network_scope", R"("allow_networks":["fe80::1%lo/64"])", Code::bad_url, "fd00"},
        Refused{"to", R"("to":"broadcast")", Code::misplaced_key, "line"},
        Refused{"quota", R"("monthly_quota":100)", Code::misplaced_key, "line"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(EndpointReader, WebhookNeedsAKey) {
    expect_error(R"("connector":"webhook","url":"https://p.example/","secrets":[])",
                 Code::missing_key,
                 "secrets");
}

TEST(EndpointReader, TlsFilesGoWithHttpsOnly) {
    expect_error(R"("connector":"webhook","url":"http://relay.example/","allow_http":true,)"
                 R"("secrets":[{"file":"s"}],"tls":{"ca":"ca.pem"})",
                 Code::misplaced_key,
                 "https://");
}

TEST(EndpointReader, AProxyIsAnAddressOrNone) {
    for (const char* proxy : {"none", "http://10.1.2.3:8080", "http://[fd00::1]:3128"}) {
        EXPECT_EQ(accepted(kWebhook + ",\"proxy\":\"" + proxy + "\"").proxy, proxy);
    }
}

TEST(EndpointReader, AnAddressOfOurOwnNetworkIsWarnedOfUnlessAllowed) {
    const std::string start = R"("connector":"webhook","secrets":[{"file":"s"}],"url":)";
    const Diagnostic found = problem(start + R"("https://192.168.10.5/hooks")");
    EXPECT_EQ(found.code, Code::inner_address);
    EXPECT_EQ(found.severity, Severity::warning);
    EXPECT_EQ(found.message, "the daemon will refuse to connect to 192.168.10.5 (private network)");
    EXPECT_EQ(found.help, "if it is meant, add \"allow_networks\": [\"192.168.10.5/32\"]");
    EXPECT_TRUE(read(start + R"("https://192.168.10.5/hooks")").value);
    accepted(start + R"("https://192.168.10.5/hooks","allow_networks":["192.168.0.0/16"])");
    EXPECT_EQ(problem(start + R"("https://192.168.10.5/","allow_networks":["10.0.0.0/8"])").code,
              Code::inner_address);
}

TEST(EndpointReader, ANetworkThatAllowsMoreThanItSeemsToIsWarnedOf) {
    const auto with = [](const std::string& network) {
        return kWebhook + R"(,"allow_networks":[")" + network + "\"]";
    };
    for (const char* all : {"0.0.0.0/0", "::/0", "10.0.0.1/0"}) {
        const Diagnostic found = problem(with(all));
        EXPECT_EQ(found.code, Code::wide_network) << all;
        EXPECT_EQ(found.severity, Severity::warning) << all;
        EXPECT_NE(found.message.find("every address"), std::string::npos) << found.message;
    }
    const Diagnostic v4 = problem(with("10.0.0.1/8"));
    EXPECT_EQ(v4.code, Code::wide_network);
    EXPECT_EQ(v4.message, "\"10.0.0.1/8\" allows all of 10.0.0.0/8");
    EXPECT_EQ(v4.help, "write 10.0.0.0/8, or 10.0.0.1/32 if only this one address is meant");
    const Diagnostic v6 = problem(with("fd00::1/8"));
    EXPECT_EQ(v6.help, "write fd00::/8, or fd00::1/128 if only this one address is meant");
    EXPECT_TRUE(read(with("10.0.0.1/8")).value);
    for (const char* network : {"10.0.0.0/8", "10.0.0.1/32", "fd00::/8", "::1/128"}) {
        accepted(with(network));
    }
}

TEST(InnerAddress, KnowsTheBlocksToTheirEdges) {
    const auto what = [](const char* host) {
        const auto found = refused_address(host, {});
        return std::string(found ? found->what : "");
    };
    EXPECT_EQ(what("localhost"), "loopback");
    EXPECT_EQ(what("127.255.255.255"), "loopback");
    EXPECT_EQ(what("128.0.0.1"), "");
    EXPECT_EQ(what("10.0.0.0"), "private network");
    EXPECT_EQ(what("11.0.0.0"), "");
    EXPECT_EQ(what("172.15.255.255"), "");
    EXPECT_EQ(what("172.16.0.0"), "private network");
    EXPECT_EQ(what("172.31.255.255"), "private network");
    EXPECT_EQ(what("172.32.0.0"), "");
    EXPECT_EQ(what("169.254.169.254"), "link-local");
    EXPECT_EQ(what("100.63.255.255"), "");
    EXPECT_EQ(what("100.127.255.255"), "shared address space of a carrier");
    EXPECT_EQ(what("0.0.0.0"), "this host");
    EXPECT_EQ(what("::"), "this host");
    EXPECT_EQ(what("::1"), "loopback");
    EXPECT_EQ(what("::ffff:10.0.0.1"), "private network");
    EXPECT_EQ(what("fdff::1"), "private network");
    EXPECT_EQ(what("fe80::1"), "link-local");
    EXPECT_EQ(what("fec0::1"), "private network");
    EXPECT_EQ(what("2001:db8::1"), "");
    EXPECT_EQ(what("partner.example"), "");
    EXPECT_EQ(what(""), "");
}

TEST(InnerAddress, IsCoveredByAnyBlockThatHoldsIt) {
    EXPECT_FALSE(refused_address("127.0.0.1", {"127.0.0.0/8"}));
    EXPECT_FALSE(refused_address("::1", {"10.0.0.0/8", "::1/128"}));
    EXPECT_FALSE(refused_address("localhost", {"::1/128"}));
    EXPECT_FALSE(refused_address("::ffff:10.0.0.1", {"10.0.0.1/32"}));
    EXPECT_TRUE(refused_address("127.0.0.2", {"127.0.0.1/32"}));
    EXPECT_EQ(refused_address("fd00::5", {})->block, "fd00::5/128");
}

TEST(InnerAddress, FindsTheHostOfAnAddress) {
    EXPECT_EQ(host_of("https://partner.example:8443/a?b#c"), "partner.example");
    EXPECT_EQ(host_of("http://[fd00::1]:80/"), "fd00::1");
    EXPECT_EQ(host_of("https://partner.example?x=1"), "partner.example");
    EXPECT_EQ(host_of("partner.example"), "");
}

}  // namespace
}  // namespace outreach::reading
