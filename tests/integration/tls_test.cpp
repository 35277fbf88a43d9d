// Deliveries over TLS to a real server on loopback: whom an endpoint trusts, whom it refuses and
// what it says of that, our own certificate, and what a second connection may take over.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <array>

#include "scheduler/delivery/retry_policy.hpp"
#include "tests/support/hostile_receiver.hpp"
#include "tests/support/tls_server.hpp"
#include "tests/support/webhook_sender.hpp"

namespace outreach::connectors {
namespace {

using namespace std::chrono_literals;
using test::Behaviour;
using test::Cert;
using test::HostileReceiver;
using test::test_pki;
using test::TlsServer;
using test::TlsServerOptions;
using test::webhook_endpoint;
using test::WebhookSender;
using testing::Values;

constexpr auto kSoon = 5s;

campaigns::Endpoint trusting(const std::string& url,
                             const std::filesystem::path& ca = test_pki().ca()) {
    auto endpoint = webhook_endpoint(url);
    endpoint.tls.ca = ca.string();
    return endpoint;
}

campaigns::Endpoint showing(campaigns::Endpoint endpoint, Cert certificate, Cert key) {
    endpoint.tls.certificate = test_pki().certificate(certificate).string();
    endpoint.tls.key.emplace();
    endpoint.tls.key->where = test_pki().key(key).string();
    return endpoint;
}

TlsServerOptions only(int version) {
    TlsServerOptions options;
    options.lowest_version = version;
    options.highest_version = version;
    return options;
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// A failure before anything was sent: tried again, and the endpoint's own fault.
void expect_tls_failure(const Outcome& outcome) {
    EXPECT_STREQ(word(outcome.verdict), "retry");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_FALSE(outcome.unknown) << "nothing was read by the far end";
    EXPECT_FALSE(outcome.pause);
    EXPECT_EQ(delivery::luck_of(outcome), delivery::Luck::bad);
    EXPECT_TRUE(outcome.detail.starts_with("TLS: ")) << outcome.detail;
}

void expect_nothing_leaked(const TlsServer& server) {
    EXPECT_TRUE(server.wait_failures(1, kSoon));
    EXPECT_EQ(server.connections(), 1) << "one attempt is one connection";
    EXPECT_EQ(server.requests(), 0);
    EXPECT_EQ(server.last_request(), "");
}

TEST(Tls, TrustsTheAuthorityThatTheEndpointNames) {
    const TlsServer server(test_pki());
    WebhookSender sender;
    const auto outcome = sender.send(trusting(server.url()));
    EXPECT_STREQ(word(outcome.verdict), "delivered") << outcome.detail;
    EXPECT_EQ(outcome.status, 204);
    EXPECT_EQ(server.requests(), 1);
    EXPECT_TRUE(holds(server.last_request(), "webhook-id: ntc_1\r\n")) << server.last_request();
}

constexpr std::array kReasons{"authority not known here",
                              "has expired",
                              "not valid yet",
                              "for another host",
                              "is self-signed"};

struct RefusedCase {
    const char* name;
    Cert certificate;
    bool named;  // the test's authority stands in tls.ca
    const char* host;
    const char* reason;
};
class RefusedCertificate : public testing::TestWithParam<RefusedCase> {};

TEST_P(RefusedCertificate, IsToldApartAndSeesNoNotice) {
    const auto& param = GetParam();
    TlsServerOptions options;
    options.certificate = param.certificate;
    const TlsServer server(test_pki(), options);
    WebhookSender sender;
    const std::string url = server.url(param.host);
    const auto outcome = sender.send(param.named ? trusting(url) : webhook_endpoint(url));
    expect_tls_failure(outcome);
    for (const std::string reason : kReasons) {
        EXPECT_EQ(holds(outcome.detail, reason), reason == param.reason) << outcome.detail;
    }
    expect_nothing_leaked(server);
}

INSTANTIATE_TEST_SUITE_P(
    Tls,
    RefusedCertificate,
    Values(RefusedCase{"without_the_authority", Cert::good, false, "localhost", kReasons[0]},
           RefusedCase{"other_authority", Cert::other_authority, true, "localhost", kReasons[0]},
           RefusedCase{"expired", Cert::expired, true, "localhost", kReasons[1]},
           RefusedCase{"not_yet_valid", Cert::not_yet_valid, true, "localhost", kReasons[2]},
           RefusedCase{"wrong_host", Cert::wrong_host, true, "localhost", kReasons[3]},
           RefusedCase{"wrong_address", Cert::wrong_host, true, "127.0.0.1", kReasons[3]},
           RefusedCase{"self_signed", Cert::self_signed, true, "localhost", kReasons[4]}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Tls, SpeaksOneDotTwoAndOneDotThree) {
    for (const auto& [version, name] :
         {std::pair(TLS1_2_VERSION, "TLSv1.2"), std::pair(TLS1_3_VERSION, "TLSv1.3")}) {
        const TlsServer server(test_pki(), only(version));
        WebhookSender sender;
        EXPECT_STREQ(word(sender.send(trusting(server.url())).verdict), "delivered") << name;
        EXPECT_EQ(server.version(), name);
    }
}

TEST(Tls, RefusesWhatIsOlder) {
    const TlsServer server(test_pki(), only(TLS1_1_VERSION));
    WebhookSender sender;
    const auto outcome = sender.send(trusting(server.url()));
    expect_tls_failure(outcome);
    EXPECT_TRUE(holds(outcome.detail, "offers no TLS 1.2 or newer (")) << outcome.detail;
    EXPECT_TRUE(holds(outcome.detail, "protocol version)")) << outcome.detail;
    expect_nothing_leaked(server);
}

TEST(Tls, TellsTheServerItsNameButNoAddress) {
    const TlsServer server(test_pki());
    WebhookSender sender;
    EXPECT_STREQ(word(sender.send(trusting(server.url("localhost"))).verdict), "delivered");
    EXPECT_EQ(server.server_name(), "localhost");
    EXPECT_STREQ(word(sender.send(trusting(server.url("127.0.0.1"))).verdict), "delivered");
    EXPECT_EQ(server.handshakes(), 2);
    EXPECT_EQ(server.server_name(), "") << "RFC 6066, part 3: literal addresses are not permitted";
}

TEST(Tls, ShowsTheEndpointsOwnCertificate) {
    TlsServerOptions options;
    options.client_ca = test_pki().ca();
    const TlsServer server(test_pki(), options);
    WebhookSender sender;
    const auto endpoint = showing(trusting(server.url()), Cert::client, Cert::client);
    const auto outcome = sender.send(endpoint);
    EXPECT_STREQ(word(outcome.verdict), "delivered") << outcome.detail;
    EXPECT_EQ(server.client_subject(), "CN=outreachd test");
}

struct OwnCertificateCase {
    const char* name;
    int version;
    std::optional<Cert> shown;
};
class OwnCertificate : public testing::TestWithParam<OwnCertificateCase> {};

// In TLS 1.3 the server looks at it when our side of the handshake is through already, and its
// refusal comes where an answer would: the request was not read all the same.
TEST_P(OwnCertificate, RefusedByTheServerIsAFailureOfTls) {
    const auto& param = GetParam();
    TlsServerOptions options = only(param.version);
    options.client_ca = test_pki().ca();
    const TlsServer server(test_pki(), options);
    WebhookSender sender;
    auto endpoint = trusting(server.url());
    if (param.shown) endpoint = showing(endpoint, *param.shown, *param.shown);
    expect_tls_failure(sender.send(endpoint));
    expect_nothing_leaked(server);
}

INSTANTIATE_TEST_SUITE_P(
    Tls,
    OwnCertificate,
    Values(OwnCertificateCase{"missing_in_1_2", TLS1_2_VERSION, {}},
           OwnCertificateCase{"missing_in_1_3", TLS1_3_VERSION, {}},
           OwnCertificateCase{"foreign_in_1_2", TLS1_2_VERSION, Cert::foreign_client},
           OwnCertificateCase{"foreign_in_1_3", TLS1_3_VERSION, Cert::foreign_client}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Tls, SaysThatTheServerMayWantACertificate) {
    TlsServerOptions options = only(TLS1_2_VERSION);
    options.client_ca = test_pki().ca();
    const TlsServer server(test_pki(), options);
    WebhookSender sender;
    const auto outcome = sender.send(trusting(server.url()));
    EXPECT_TRUE(holds(outcome.detail, "it may want a client certificate")) << outcome.detail;
    EXPECT_TRUE(holds(outcome.detail, "handshake failure)")) << outcome.detail;
}

TEST(Tls, HoldsTheNoticeWhereItsOwnFilesAreNoGood) {
    const TlsServer server(test_pki());
    WebhookSender sender;
    const auto endpoint = trusting(server.url());
    const auto mixed = sender.send(showing(endpoint, Cert::client, Cert::foreign_client));
    EXPECT_STREQ(word(mixed.verdict), "held");
    EXPECT_TRUE(holds(mixed.detail, "tls.key does not belong")) << mixed.detail;
    const auto missing = sender.send(trusting(server.url(), "/no/such/ca.pem"));
    EXPECT_STREQ(word(missing.verdict), "held");
    EXPECT_TRUE(holds(missing.detail, "/no/such/ca.pem cannot be read")) << missing.detail;
    EXPECT_EQ(server.connections(), 0);
}

TEST(Tls, SecondConnectionTakesTheSessionUp) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const TlsServer server(test_pki(), only(version));
        WebhookSender sender;
        const auto target = sender.target(trusting(server.url()));
        EXPECT_STREQ(word(sender.send(target).verdict), "delivered");
        EXPECT_EQ(server.resumed(), 0);
        EXPECT_STREQ(word(sender.send(target).verdict), "delivered");
        EXPECT_EQ(server.connections(), 2) << "the first one was closed by the server";
        EXPECT_EQ(server.resumed(), 1) << server.version();
    }
}

TEST(Tls, SessionsAreNotSharedBetweenEndpointsThatTrustDifferently) {
    const TlsServer server(test_pki());
    WebhookSender sender;
    const auto first = sender.target(trusting(server.url()));
    const auto other_profile = sender.target(trusting(server.url()));
    const auto other_reach = std::make_shared<Target>(*first);
    const auto reach = std::make_shared<Reach>(*first->reach);
    reach->key += " elsewhere";
    other_reach->reach = reach;
    for (const auto& target : {first, other_profile, other_reach}) {
        EXPECT_STREQ(word(sender.send(target).verdict), "delivered");
    }
    EXPECT_EQ(server.handshakes(), 3);
    EXPECT_EQ(server.resumed(), 0);
    EXPECT_STREQ(word(sender.send(first).verdict), "delivered");
    EXPECT_EQ(server.resumed(), 1) << "its own is still there";
}

TEST(Tls, ServerThatSpeaksPlainTextIsNotSpokenTo) {
    const HostileReceiver mail(Behaviour::not_tls);
    const std::string url = "https://127.0.0.1:" + std::to_string(mail.port()) + "/hook";
    WebhookSender sender;
    const auto outcome = sender.send(webhook_endpoint(url));
    expect_tls_failure(outcome);
    EXPECT_TRUE(holds(outcome.detail, "speaks no TLS there")) << outcome.detail;
    EXPECT_EQ(mail.connections(), 1);
    EXPECT_EQ(mail.requests(), 0);
}

TEST(Tls, ServerThatWaitsForPlainTextEndsAtTheDeadline) {
    const HostileReceiver plain(Behaviour::ok);
    auto endpoint = webhook_endpoint("https://127.0.0.1:" + std::to_string(plain.port()) + "/");
    endpoint.timeout = 300ms;
    WebhookSender sender;
    const auto outcome = sender.send(endpoint);
    expect_tls_failure(outcome);
    EXPECT_TRUE(holds(outcome.detail, "no answer in time")) << outcome.detail;
    EXPECT_EQ(plain.requests(), 0);
}

}  // namespace
}  // namespace outreach::connectors
