// Deliveries through a CONNECT proxy on loopback: what it is told and what it is not, and whose
// fault it is when it fails.
#include <gtest/gtest.h>

#include "scheduler/delivery/retry_policy.hpp"
#include "tests/support/fake_names.hpp"
#include "tests/support/fake_proxy.hpp"
#include "tests/support/hostile_receiver.hpp"
#include "tests/support/plain_partner.hpp"
#include "tests/support/tls_server.hpp"
#include "tests/support/webhook_sender.hpp"

namespace outreach::connectors {
namespace {

using namespace std::chrono_literals;
using test::Cert;
using test::FakeNames;
using test::FakeProxy;
using test::PlainPartner;
using test::test_pki;
using test::TlsServer;
using test::webhook_endpoint;
using test::WebhookSender;
using testing::Values;
using Then = FakeProxy::Then;

constexpr const char* kLogin = "city:geheim-7Q";
constexpr const char* kLoginEncoded = "Y2l0eTpnZWhlaW0tN1E=";

std::string refusal(int status) {
    return "HTTP/1.1 " + std::to_string(status) + " No\r\nContent-Length: 0\r\n\r\n";
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

class ProxyTest : public testing::Test {
protected:
    // No network is allowed: what a proxy reaches is none of our own.
    static campaigns::Endpoint endpoint(const std::string& url, const std::string& proxy) {
        auto made = webhook_endpoint(url, {});
        made.proxy = proxy;
        return made;
    }
    static campaigns::Endpoint secured(const TlsServer& server, const FakeProxy& proxy) {
        auto made = endpoint(server.url(), proxy.url());
        made.tls.ca = test_pki().ca().string();
        made.allow_networks = {"127.0.0.0/8"};  // the server's address is plainly an inner one
        return made;
    }
    // The login belongs to the settings' proxy, whoever else names the same.
    void log_in(const std::string& proxy) {
        sender_.settings.proxy = proxy;
        sender_.settings.proxy_credentials =
            dir_.write("proxy-login", std::string(kLogin) + "\n").string();
    }
    // Nothing was sent, and it is not the endpoint that pays for it.
    static void expect_proxy_fault(const Outcome& outcome) {
        EXPECT_STREQ(word(outcome.verdict), "held") << outcome.detail;
        EXPECT_TRUE(holds(outcome.detail, "proxy")) << outcome.detail;
        EXPECT_EQ(outcome.pause, 30s);
        EXPECT_EQ(outcome.status, 0);
        EXPECT_FALSE(outcome.unknown);
        EXPECT_EQ(delivery::luck_of(outcome), delivery::Luck::none);
        for (const char* secret : {kLogin, "geheim", kLoginEncoded}) {
            EXPECT_FALSE(holds(outcome.detail + outcome.answer, secret));
        }
    }
    test::TempDir dir_;
    FakeNames names_;  // knows none: whose names the proxy looks up
    WebhookSender sender_{&names_};
};

TEST_F(ProxyTest, PlainHttpGoesThroughATunnelThatIsKept) {
    PlainPartner partner(sender_.io.get_executor(), "127.0.0.1");
    const FakeProxy proxy(sender_.io, partner.port());
    log_in(proxy.url());
    const auto target = sender_.target(endpoint("http://partner.test/hook", proxy.url()));
    for (int i = 0; i < 2; ++i) EXPECT_STREQ(word(sender_.send(target).verdict), "delivered");
    ASSERT_EQ(proxy.heads().size(), 1U);
    const std::string& head = proxy.heads()[0];
    EXPECT_TRUE(head.starts_with("CONNECT partner.test:80 HTTP/1.1\r\n")) << head;
    EXPECT_TRUE(holds(head, "\r\nHost: partner.test:80\r\n")) << head;
    EXPECT_TRUE(holds(head, std::string("\r\nProxy-Authorization: Basic ") + kLoginEncoded));
    ASSERT_EQ(partner.seen.size(), 2U);
    EXPECT_EQ(partner.seen[0].path, "/hook");
    EXPECT_EQ(partner.seen[0].headers.at("host"), "partner.test");
    EXPECT_FALSE(partner.seen[0].headers.contains("proxy-authorization"));
    EXPECT_TRUE(names_.asked.empty()) << "the proxy looks the partner's name up";
}

TEST_F(ProxyTest, TlsIsBetweenUsAndTheEndpoint) {
    const TlsServer server(test_pki());
    const FakeProxy proxy(sender_.io, server.port());
    const auto outcome = sender_.send(secured(server, proxy));
    EXPECT_STREQ(word(outcome.verdict), "delivered") << outcome.detail;
    ASSERT_EQ(proxy.heads().size(), 1U);
    const std::string line = "CONNECT localhost:" + std::to_string(server.port()) + " HTTP/1.1\r\n";
    EXPECT_TRUE(proxy.heads()[0].starts_with(line)) << proxy.heads()[0];
    EXPECT_FALSE(holds(proxy.heads()[0], "Proxy-Authorization"));
    EXPECT_EQ(server.server_name(), "localhost");
    EXPECT_EQ(server.requests(), 1);
}

TEST_F(ProxyTest, CertificateIsLookedAtThroughTheTunnelToo) {
    const TlsServer server(test_pki(), {.certificate = Cert::wrong_host});
    const FakeProxy proxy(sender_.io, server.port());
    const auto outcome = sender_.send(secured(server, proxy));
    EXPECT_STREQ(word(outcome.verdict), "retry");
    EXPECT_TRUE(holds(outcome.detail, "certificate is for another host")) << outcome.detail;
    EXPECT_EQ(delivery::luck_of(outcome), delivery::Luck::bad) << "the proxy did its part";
    EXPECT_EQ(server.requests(), 0);
}

// The scope names an interface of ours; no certificate is for it, and yet it must be for the rest.
TEST_F(ProxyTest, ScopeOfAnAddressDoesNotOpenTheDoorToAnyCertificate) {
    const TlsServer server(test_pki(), {.certificate = Cert::wrong_host});
    const FakeProxy proxy(sender_.io, server.port());
    auto scoped = secured(server, proxy);
    scoped.url = "https://[fe80::1%1]/hook";
    scoped.allow_networks = {"fe80::/10"};
    const auto outcome = sender_.send(scoped);
    EXPECT_STREQ(word(outcome.verdict), "retry");
    EXPECT_TRUE(holds(outcome.detail, "certificate is for another host")) << outcome.detail;
    EXPECT_EQ(server.requests(), 0);
}

// Whoever sits between us and the proxy must not answer in the endpoint's place.
TEST_F(ProxyTest, WhatFollowsTheProxysAnswerIsNotTheEndpoints) {
    const TlsServer server(test_pki());
    const FakeProxy proxy(sender_.io,
                          server.port(),
                          std::string(FakeProxy::kYes) + "HTTP/1.1 204 No Content\r\n\r\n");
    expect_proxy_fault(sender_.send(secured(server, proxy)));
    EXPECT_EQ(server.requests(), 0);
}

TEST_F(ProxyTest, PlainlyInnerAddressesAreRefusedBeforeTheProxyHearsOfThem) {
    PlainPartner partner(sender_.io.get_executor(), "127.0.0.1");
    const FakeProxy proxy(sender_.io, partner.port());
    for (const char* host : {"169.254.169.254", "127.0.0.1", "[::1]", "[::ffff:10.0.0.1]"}) {
        const auto url = std::string("http://") + host + "/latest";
        const auto outcome = sender_.send(endpoint(url, proxy.url()));
        EXPECT_STREQ(word(outcome.verdict), "held") << host;
        EXPECT_TRUE(holds(outcome.detail, "allow_networks")) << outcome.detail;
    }
    EXPECT_TRUE(proxy.heads().empty());
    auto meant = endpoint("http://10.0.0.1:8080/hook", proxy.url());
    meant.allow_networks = {"10.0.0.0/8"};
    EXPECT_STREQ(word(sender_.send(meant).verdict), "delivered");
    const auto outside = endpoint("http://[2606:4700::1111]/hook", proxy.url());
    EXPECT_STREQ(word(sender_.send(outside).verdict), "delivered");
    ASSERT_EQ(proxy.heads().size(), 2U);
    EXPECT_TRUE(proxy.heads()[0].starts_with("CONNECT 10.0.0.1:8080 HTTP/1.1\r\n"));
    EXPECT_TRUE(proxy.heads()[1].starts_with("CONNECT [2606:4700::1111]:80 HTTP/1.1\r\n"));
}

TEST_F(ProxyTest, ProxyThatCannotBeReachedIsNotTheEndpointsFault) {
    const test::HostileReceiver nobody(test::Behaviour::refuse);
    const std::string refusing = "http://127.0.0.1:" + std::to_string(nobody.port());
    for (const std::string& proxy : {refusing, std::string("http://proxy.test:3128")}) {
        expect_proxy_fault(sender_.send(endpoint("http://partner.test/hook", proxy)));
    }
    EXPECT_EQ(names_.asked, std::vector<std::string>{"proxy.test"});
}

struct FaultCase {
    const char* name;
    std::string answer;
    Then then;
    const char* reason;
};
class ProxyFault : public ProxyTest, public testing::WithParamInterface<FaultCase> {};

TEST_P(ProxyFault, IsHeldAgainstNobodyElse) {
    const auto& param = GetParam();
    const FakeProxy proxy(sender_.io, 0, param.answer, param.then);
    for (const bool known : {false, true}) {
        if (known) log_in(proxy.url());
        auto made = endpoint("http://partner.test/hook", proxy.url());
        if (param.then == Then::wait) made.timeout = 150ms;
        const auto outcome = sender_.send(made);
        expect_proxy_fault(outcome);
        EXPECT_TRUE(holds(outcome.detail, param.reason)) << outcome.detail;
        ASSERT_FALSE(proxy.heads().empty());
        EXPECT_EQ(holds(proxy.heads().back(), "Proxy-Authorization: Basic "), known);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Proxy,
    ProxyFault,
    Values(FaultCase{"forbidden",
                     refusal(403),
                     Then::close,
                     "refuses to connect to the endpoint (HTTP 403)"},
           FaultCase{"unknown_user", refusal(407), Then::close, "user name and password"},
           FaultCase{"echo",
                     std::string("HTTP/1.1 403 ") + kLogin + " " + kLoginEncoded + "\r\n\r\n",
                     Then::close,
                     "(HTTP 403)"},
           FaultCase{"broken", refusal(500), Then::close, "(HTTP 500)"},
           FaultCase{"redirect", refusal(302), Then::close, "(HTTP 302)"},
           FaultCase{"garbage", "SSH-2.0-x\r\n\r\n", Then::close, "proxy: "},
           FaultCase{
               "half_an_answer", "HTTP/1.1 200 OK\r\n", Then::wait, "proxy: no answer in time"},
           FaultCase{"silent", "", Then::wait, "proxy: no answer in time"},
           FaultCase{"closes", "", Then::close, "proxy: "}),
    [](const auto& info) { return std::string(info.param.name); });

// The proxy works and says that the endpoint does not; what the endpoint itself says is another.
TEST_F(ProxyTest, EndpointThatTheProxyCannotReachIsToldFromOneThatAnswers) {
    http::Answer busy;
    busy.status = 502;
    PlainPartner partner(sender_.io.get_executor(), "127.0.0.1", 0, busy);
    for (const int status : {502, 503, 504}) {
        const FakeProxy proxy(sender_.io, 0, refusal(status), Then::close);
        const auto outcome = sender_.send(endpoint("http://partner.test/hook", proxy.url()));
        EXPECT_STREQ(word(outcome.verdict), "retry");
        EXPECT_EQ(outcome.status, 0);
        EXPECT_EQ(outcome.detail,
                  "the proxy cannot reach the endpoint (HTTP " + std::to_string(status) + ")");
        EXPECT_FALSE(outcome.unknown);
        EXPECT_EQ(delivery::luck_of(outcome), delivery::Luck::bad);
    }
    const FakeProxy proxy(sender_.io, partner.port());
    const auto outcome = sender_.send(endpoint("http://partner.test/hook", proxy.url()));
    EXPECT_STREQ(word(outcome.verdict), "throttled");
    EXPECT_EQ(outcome.status, 502);
    EXPECT_EQ(outcome.detail, "HTTP 502");
}

}  // namespace
}  // namespace outreach::connectors
