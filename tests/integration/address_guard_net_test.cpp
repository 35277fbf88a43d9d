// The address guard over real sockets: names that lead inside or change their mind, addresses in
// disguise, redirects; and which of several addresses is connected to. 127.0.0.2 is allowed here
// and stands for the public internet, 127.0.0.1 is not and stands for our own network.
#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>

#include "scheduler/delivery/retry_policy.hpp"
#include "tests/support/fake_names.hpp"
#include "tests/support/plain_partner.hpp"
#include "tests/support/webhook_sender.hpp"

namespace outreach::connectors {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::make_address;
using asio::ip::tcp;
using test::FakeNames;
using test::Networks;
using test::PlainPartner;
using test::webhook_endpoint;
using test::WebhookSender;
using testing::Values;

const Networks kPublic{"127.0.0.2/32"};

// Listens where nobody should come.
class Bait {
public:
    Bait(WebhookSender& sender, const std::string& address)
        : acceptor_(sender.io, tcp::endpoint(make_address(address), 0)) {
        acceptor_.non_blocking(true);
    }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    bool taken() {
        boost::system::error_code nobody;
        const tcp::socket visitor = acceptor_.accept(nobody);
        return !nobody;
    }

private:
    tcp::acceptor acceptor_;
};

// Takes no connection: its queue is full, and more is not answered.
class BlackHole {
public:
    BlackHole(WebhookSender& sender, const std::string& address)
        : acceptor_(sender.io, tcp::v4()), filler_(sender.io) {
        acceptor_.bind(tcp::endpoint(make_address(address), 0));
        acceptor_.listen(0);
        filler_.connect(acceptor_.local_endpoint());
    }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    tcp::acceptor acceptor_;
    tcp::socket filler_;
};

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// Our own doing: nothing was sent, and neither the notice nor the endpoint pays for it.
void expect_held(const Outcome& outcome, const std::string& address) {
    EXPECT_STREQ(word(outcome.verdict), "held") << address << ": " << outcome.detail;
    EXPECT_TRUE(outcome.detail.starts_with(address + " is not on the public internet ("))
        << outcome.detail;
    EXPECT_TRUE(holds(outcome.detail, "allow_networks"));
    EXPECT_FALSE(outcome.unknown);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.pause, 60s);
    EXPECT_EQ(delivery::luck_of(outcome), delivery::Luck::none);
}

TEST(AddressGuardNet, NameThatChangesItsMindIsNotFollowedInside) {
    for (const char* inside : {"127.0.0.1", "169.254.169.254", "fd00:ec2::254"}) {
        FakeNames names({"127.0.0.2", inside});
        WebhookSender sender(&names);
        Bait bait(sender, "127.0.0.1");
        PlainPartner partner(sender.io.get_executor(), "127.0.0.2", bait.port());
        const auto endpoint = webhook_endpoint(partner.url("partner.test"), kPublic);
        EXPECT_STREQ(word(sender.send(endpoint).verdict), "delivered");
        EXPECT_EQ(names.asked.size(), 1U) << "asked once: what was vetted is what is connected to";
        sender.client.close();
        expect_held(sender.send(endpoint), inside);
        EXPECT_EQ(names.asked.size(), 2U);
        EXPECT_EQ(partner.seen.size(), 1U);
        EXPECT_FALSE(bait.taken());
    }
}

TEST(AddressGuardNet, OfSeveralAddressesOnlyTheAllowedAreTried) {
    FakeNames names({"10.0.0.1 127.0.0.1 ::1 127.0.0.2"});
    WebhookSender sender(&names);
    Bait bait(sender, "127.0.0.1");
    PlainPartner partner(sender.io.get_executor(), "127.0.0.2", bait.port());
    const auto url = partner.url("partner.test");
    EXPECT_STREQ(word(sender.send(webhook_endpoint(url, kPublic)).verdict), "delivered");
    EXPECT_FALSE(bait.taken());
    sender.client.close();
    expect_held(sender.send(webhook_endpoint(url, {"192.0.2.0/24"})), "10.0.0.1");
    EXPECT_EQ(partner.seen.size(), 1U);
}

class Disguise : public testing::TestWithParam<const char*> {};

// As a name's answer and as it may stand in the address itself.
TEST_P(Disguise, IsSeenThrough) {
    FakeNames names({GetParam()});
    WebhookSender sender(&names);
    Bait bait(sender, "127.0.0.1");
    const auto address = make_address(GetParam());
    const std::string literal =
        address.is_v6() ? "[" + std::string(GetParam()) + "]" : std::string(GetParam());
    for (const std::string& host : {std::string("partner.test"), literal}) {
        const auto url = "http://" + host + ":" + std::to_string(bait.port()) + "/hook";
        expect_held(sender.send(webhook_endpoint(url, kPublic)), address.to_string());
    }
    EXPECT_EQ(names.asked.size(), 1U) << "a literal is no name";
    EXPECT_FALSE(bait.taken());
}

INSTANTIATE_TEST_SUITE_P(AddressGuardNet,
                         Disguise,
                         Values("127.0.0.1",
                                "0.0.0.0",
                                "169.254.169.254",
                                "::1",
                                "::",
                                "::ffff:127.0.0.1",
                                "::127.0.0.1",
                                "64:ff9b::7f00:1",
                                "64:ff9b:1::7f00:1",
                                "2002:7f00:1::",
                                "2001:0:102:304::80ff:fffe",
                                "2001:200::5efe:7f00:1"));

TEST(AddressGuardNet, AllowingLoopbackOpensItsMappedFormAndNoOther) {
    FakeNames names({"::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"});
    WebhookSender sender(&names);
    PlainPartner partner(sender.io.get_executor(), "127.0.0.1");
    const auto endpoint = webhook_endpoint(partner.url("partner.test"), {"127.0.0.0/8"});
    const auto outcome = sender.send(endpoint);
    EXPECT_STREQ(word(outcome.verdict), "delivered") << outcome.detail;
    for (const char* translated : {"64:ff9b::7f00:1", "2002:7f00:1::"}) {
        sender.client.close();
        expect_held(sender.send(endpoint), translated);
    }
    EXPECT_EQ(partner.seen.size(), 1U);
}

// With the system's own look-up, which reads more forms of an address than people do.
TEST(AddressGuardNet, ThisMachineMustBeMeant) {
    WebhookSender sender;
    PlainPartner partner(sender.io.get_executor(), "127.0.0.1");
    for (const char* host : {"127.1", "0x7f000001", "2130706433", "0177.0.0.1"}) {
        expect_held(sender.send(webhook_endpoint(partner.url(host), {})), "127.0.0.1");
    }
    const auto refused = sender.send(webhook_endpoint(partner.url("localhost"), {}));
    EXPECT_STREQ(word(refused.verdict), "held");
    EXPECT_TRUE(holds(refused.detail, "(loopback)")) << refused.detail;
    EXPECT_TRUE(partner.seen.empty());
    const auto meant = sender.send(webhook_endpoint(partner.url("localhost"), {"127.0.0.0/8"}));
    EXPECT_STREQ(word(meant.verdict), "delivered") << meant.detail;
}

TEST(AddressGuardNet, ThisMachineInIpv6) {
    WebhookSender sender;
    PlainPartner partner(sender.io.get_executor(), "::1");
    const auto url = partner.url("[::1]");
    expect_held(sender.send(webhook_endpoint(url, {"127.0.0.0/8"})), "::1");
    EXPECT_TRUE(partner.seen.empty());
    const auto outcome = sender.send(webhook_endpoint(url, {"::1/128"}));
    EXPECT_STREQ(word(outcome.verdict), "delivered") << outcome.detail;
    ASSERT_EQ(partner.seen.size(), 1U);
    EXPECT_EQ(partner.seen[0].headers.at("host"), "[::1]:" + std::to_string(partner.port()));
}

TEST(AddressGuardNet, RedirectIsAnAnswerAndNoWayInside) {
    for (const char* host : {"169.254.169.254", "metadata.test"}) {
        FakeNames names({"127.0.0.2"});
        WebhookSender sender(&names);
        http::Answer elsewhere;
        elsewhere.status = 302;
        elsewhere.headers.emplace_back("Location", std::string("http://") + host + "/latest/");
        PlainPartner partner(sender.io.get_executor(), "127.0.0.2", 0, elsewhere);
        const auto outcome = sender.send(webhook_endpoint(partner.url("partner.test"), kPublic));
        EXPECT_STREQ(word(outcome.verdict), "retry");
        EXPECT_EQ(outcome.status, 302);
        EXPECT_EQ(outcome.detail, "HTTP 302");
        EXPECT_FALSE(outcome.unknown);
        EXPECT_EQ(names.asked, std::vector<std::string>{"partner.test"});
        EXPECT_EQ(partner.seen.size(), 1U);
    }
}

TEST(AddressGuardNet, NextAddressIsTriedWhereOneRefusesOrIsSilent) {
    for (const char* first : {"127.0.0.4", "127.0.0.3"}) {
        FakeNames names({std::string(first) + " 127.0.0.2"});
        WebhookSender sender(&names);
        const BlackHole silent(sender, "127.0.0.3");
        PlainPartner partner(sender.io.get_executor(), "127.0.0.2", silent.port());
        const auto url = partner.url("partner.test");
        const auto outcome = sender.send(webhook_endpoint(url, {"127.0.0.0/8"}));
        EXPECT_STREQ(word(outcome.verdict), "delivered") << first << ": " << outcome.detail;
    }
}

TEST(AddressGuardNet, WhereNoAddressAnswersTheEndpointIsToBlame) {
    FakeNames names({"127.0.0.4", "127.0.0.3"});
    WebhookSender sender(&names);
    const BlackHole silent(sender, "127.0.0.3");
    auto endpoint = webhook_endpoint("http://partner.test:" + std::to_string(silent.port()));
    endpoint.timeout = 150ms;
    for (const char* reason : {"connect: nobody listens there", "connect: no answer in time"}) {
        const auto outcome = sender.send(endpoint);
        EXPECT_STREQ(word(outcome.verdict), "retry");
        EXPECT_EQ(outcome.detail, reason);
        EXPECT_FALSE(outcome.unknown);
        EXPECT_EQ(delivery::luck_of(outcome), delivery::Luck::bad);
    }
}

}  // namespace
}  // namespace outreach::connectors
