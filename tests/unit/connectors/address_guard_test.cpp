#include "connectors/address_guard.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace outreach::connectors {
namespace {

namespace ip = boost::asio::ip;

ip::address address(const std::string& text) {
    return ip::make_address(text);
}

NetworkList networks(std::initializer_list<const char*> cidrs) {
    NetworkList list;
    for (const char* cidr : cidrs) EXPECT_TRUE(list.add(cidr)) << cidr;
    return list;
}

struct SpecialCase {
    const char* address;
    const char* name;
};
class SpecialAddress : public testing::TestWithParam<SpecialCase> {};
TEST_P(SpecialAddress, IsNamed) {
    const auto& [text, name] = GetParam();
    EXPECT_EQ(special_purpose(address(text)).value_or("public"), name) << text;
}

// Both ends of every block, and what lies just outside.
INSTANTIATE_TEST_SUITE_P(
    RegistryV4,
    SpecialAddress,
    testing::Values(SpecialCase{"0.0.0.0", "this host"},
                    SpecialCase{"0.255.255.255", "this host"},
                    SpecialCase{"1.0.0.0", "public"},
                    SpecialCase{"9.255.255.255", "public"},
                    SpecialCase{"10.0.0.0", "private network"},
                    SpecialCase{"10.255.255.255", "private network"},
                    SpecialCase{"11.0.0.0", "public"},
                    SpecialCase{"100.63.255.255", "public"},
                    SpecialCase{"100.64.0.0", "shared address space of a carrier"},
                    SpecialCase{"100.127.255.255", "shared address space of a carrier"},
                    SpecialCase{"100.128.0.0", "public"},
                    SpecialCase{"126.255.255.255", "public"},
                    SpecialCase{"127.0.0.1", "loopback"},
                    SpecialCase{"127.255.255.255", "loopback"},
                    SpecialCase{"128.0.0.0", "public"},
                    SpecialCase{"169.253.255.255", "public"},
                    SpecialCase{"169.254.0.0", "link-local"},
                    SpecialCase{"169.254.169.254", "metadata service"},
                    SpecialCase{"169.254.255.255", "link-local"},
                    SpecialCase{"169.255.0.0", "public"},
                    SpecialCase{"172.15.255.255", "public"},
                    SpecialCase{"172.16.0.0", "private network"},
                    SpecialCase{"172.31.255.255", "private network"},
                    SpecialCase{"172.32.0.0", "public"},
                    SpecialCase{"192.0.0.255", "protocol assignments"},
                    SpecialCase{"192.0.1.0", "public"},
                    SpecialCase{"192.0.2.1", "documentation"},
                    SpecialCase{"192.88.99.1", "6to4 relay"},
                    SpecialCase{"192.88.100.0", "public"},
                    SpecialCase{"192.168.0.0", "private network"},
                    SpecialCase{"192.168.255.255", "private network"},
                    SpecialCase{"192.169.0.0", "public"},
                    SpecialCase{"198.18.0.0", "benchmarking"},
                    SpecialCase{"198.19.255.255", "benchmarking"},
                    SpecialCase{"198.20.0.0", "public"},
                    SpecialCase{"198.51.100.1", "documentation"},
                    SpecialCase{"203.0.113.255", "documentation"},
                    SpecialCase{"203.0.114.0", "public"},
                    SpecialCase{"223.255.255.255", "public"},
                    SpecialCase{"224.0.0.1", "multicast"},
                    SpecialCase{"239.255.255.255", "multicast"},
                    SpecialCase{"240.0.0.0", "reserved"},
                    SpecialCase{"255.255.255.254", "reserved"},
                    SpecialCase{"255.255.255.255", "broadcast"},
                    SpecialCase{"168.63.129.16", "metadata service"},
                    SpecialCase{"100.100.100.200", "metadata service"},
                    SpecialCase{"8.8.8.8", "public"}));

INSTANTIATE_TEST_SUITE_P(RegistryV6,
                         SpecialAddress,
                         testing::Values(SpecialCase{"::", "this host"},
                                         SpecialCase{"::1", "loopback"},
                                         SpecialCase{"64:ff9b:1::1", "local translation"},
                                         SpecialCase{"64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
                                                     "local translation"},
                                         SpecialCase{"64:ff9b:2::1", "reserved"},
                                         SpecialCase{"100::", "discarded"},
                                         SpecialCase{"100:0:0:1::1", "discarded"},
                                         SpecialCase{"100:0:0:2::1", "reserved"},
                                         SpecialCase{"1fff:ffff::1", "reserved"},
                                         SpecialCase{"2000::1", "public"},
                                         SpecialCase{"2001::1", "IPv4 inside IPv6: reserved"},
                                         SpecialCase{"2001:1::1", "protocol assignments"},
                                         SpecialCase{"2001:1ff:ffff::1", "protocol assignments"},
                                         SpecialCase{"2001:200::1", "public"},
                                         SpecialCase{"2001:db7:ffff::1", "public"},
                                         SpecialCase{"2001:db8::1", "documentation"},
                                         SpecialCase{"2001:db9::1", "public"},
                                         SpecialCase{"2003::1", "public"},
                                         SpecialCase{"3ffe::1", "public"},
                                         SpecialCase{"3fff::1", "documentation"},
                                         SpecialCase{"3fff:fff:ffff::1", "documentation"},
                                         SpecialCase{"3fff:1000::1", "public"},
                                         SpecialCase{"4000::1", "reserved"},
                                         SpecialCase{"5f00::1", "segment routing"},
                                         SpecialCase{"fc00::1", "private network"},
                                         SpecialCase{"fdff:ffff::1", "private network"},
                                         SpecialCase{"fd00:ec2::254", "metadata service"},
                                         SpecialCase{"fd20:ce::254", "metadata service"},
                                         SpecialCase{"fe00::1", "reserved"},
                                         SpecialCase{"fe80::1", "link-local"},
                                         SpecialCase{"febf:ffff::1", "link-local"},
                                         SpecialCase{"fec0::1", "private network"},
                                         SpecialCase{"feff:ffff::1", "private network"},
                                         SpecialCase{"ff02::1", "multicast"},
                                         SpecialCase{"2606:4700:4700::1111", "public"}));

INSTANTIATE_TEST_SUITE_P(
    CarriedV4,
    SpecialAddress,
    testing::Values(
        SpecialCase{"::ffff:127.0.0.1", "loopback"},
        SpecialCase{"::ffff:169.254.169.254", "metadata service"},
        SpecialCase{"::ffff:8.8.8.8", "public"},
        SpecialCase{"::127.0.0.1", "IPv4 inside IPv6: loopback"},
        SpecialCase{"::8.8.8.8", "IPv4-compatible IPv6"},
        SpecialCase{"64:ff9b::10.0.0.1", "IPv4 inside IPv6: private network"},
        SpecialCase{"64:ff9b::169.254.169.254", "IPv4 inside IPv6: metadata service"},
        SpecialCase{"64:ff9b::8.8.8.8", "public"},
        SpecialCase{"2002:7f00:1::", "IPv4 inside IPv6: loopback"},
        SpecialCase{"2002:c0a8:101::1", "IPv4 inside IPv6: private network"},
        SpecialCase{"2002:808:808::1", "6to4"},
        // The client's address is stored inverted: 3f57:fefe is 192.168.1.1.
        SpecialCase{"2001:0:4136:e378:8000:63bf:3f57:fefe", "IPv4 inside IPv6: private network"},
        SpecialCase{"2001:0:4136:e378:8000:63bf:f7f7:f7f7", "Teredo"},
        SpecialCase{"2400:cb00::5efe:192.168.1.1", "IPv4 inside IPv6: private network"},
        SpecialCase{"2400:cb00::200:5efe:10.0.0.1", "IPv4 inside IPv6: private network"},
        SpecialCase{"2400:cb00::5efe:8.8.8.8", "public"},
        SpecialCase{"fe80::5efe:8.8.8.8", "link-local"},
        SpecialCase{"2400:cb00::100:5efe:10.0.0.1", "public"}));

TEST(AddressGuard, RefusalSaysWhatWouldAllowIt) {
    const NetworkList none;
    EXPECT_EQ(
        refuse_address(address("10.1.2.3"), none),
        "10.1.2.3 is not on the public internet (private network); if the endpoint is meant to "
        "be there, add its network to allow_networks, for example \"10.1.2.3/32\"");
    const auto mapped = refuse_address(address("::ffff:10.1.2.3"), none);
    ASSERT_TRUE(mapped);
    EXPECT_NE(mapped->find("\"10.1.2.3/32\""), std::string::npos) << *mapped;
    const auto local = refuse_address(address("fd12::5"), none);
    ASSERT_TRUE(local);
    EXPECT_NE(local->find("\"fd12::5/128\""), std::string::npos) << *local;
    EXPECT_FALSE(refuse_address(address("8.8.8.8"), none));
}

TEST(AddressGuard, AllowedNetworkOpensItselfAndNothingElse) {
    const NetworkList allowed = networks({"10.1.0.0/16", "fd00:1::/32", "127.0.0.1/32"});
    for (const char* open :
         {"10.1.0.0", "10.1.255.255", "::ffff:10.1.2.3", "fd00:1::9", "127.0.0.1", "8.8.8.8"}) {
        EXPECT_FALSE(refuse_address(address(open), allowed)) << open;
    }
    for (const char* shut : {"10.0.255.255",
                             "10.2.0.0",
                             "fd00:2::9",
                             "127.0.0.2",
                             "::1",
                             "64:ff9b::10.1.2.3",
                             "2002:a01:203::1"}) {
        EXPECT_TRUE(refuse_address(address(shut), allowed)) << shut;
    }
}

TEST(AddressGuard, AllOfIpv6IsNotAllOfIpv4) {
    const NetworkList all_v6 = networks({"::/0"});
    EXPECT_TRUE(all_v6.contains(address("fd00::1")));
    EXPECT_FALSE(all_v6.contains(address("10.0.0.1")));
    EXPECT_FALSE(all_v6.contains(address("::ffff:10.0.0.1")));
    const NetworkList all_v4 = networks({"0.0.0.0/0"});
    EXPECT_TRUE(all_v4.contains(address("10.0.0.1")));
    EXPECT_TRUE(all_v4.contains(address("::ffff:10.0.0.1")));
    EXPECT_FALSE(all_v4.contains(address("fd00::1")));
    const NetworkList written_as_v6 = networks({"::ffff:10.0.0.0/104"});
    EXPECT_TRUE(written_as_v6.contains(address("10.9.9.9")));
    EXPECT_FALSE(written_as_v6.contains(address("11.0.0.1")));
}

TEST(NetworkList, EmptyHoldsNothing) {
    NetworkList list;
    EXPECT_TRUE(list.empty());
    EXPECT_FALSE(list.contains(address("10.0.0.1")));
    EXPECT_TRUE(list.add("10.1.2.3/8")) << "the bits behind the length do not matter";
    EXPECT_FALSE(list.empty());
    EXPECT_TRUE(list.contains(address("10.200.0.1")));
}

TEST(NetworkList, ReadsCidrOnly) {
    using namespace std::string_view_literals;
    for (const std::string_view bad : {""sv,
                                       "/"sv,
                                       "10.0.0.0"sv,
                                       "10.0.0.0/"sv,
                                       "10.0.0.0/33"sv,
                                       "10.0.0.0/-1"sv,
                                       "10.0.0.0/+8"sv,
                                       "10.0.0.0/08"sv,
                                       "10.0.0.0/8 "sv,
                                       " 10.0.0.0/8"sv,
                                       "10.0.0/8"sv,
                                       "10.0.0.0.0/8"sv,
                                       "010.0.0.0/8"sv,
                                       "0x0a.0.0.0/8"sv,
                                       "10.0.0.256/8"sv,
                                       "10.0.0.0/8/8"sv,
                                       "fd00::/129"sv,
                                       "fd00:::/8"sv,
                                       "[fd00::]/8"sv,
                                       "fe80::1%lo/64"sv,
                                       "fd00::/8\0"sv,
                                       "10.0.0.0\0/8"sv,
                                       "10.0.0.0/255.0.0.0"sv,
                                       "localhost/8"sv,
                                       "１０.0.0.0/8"sv,
                                       "10.0.0.0/99999999999"sv}) {
        NetworkList list;
        const auto added = list.add(bad);
        EXPECT_FALSE(added) << bad;
        EXPECT_TRUE(list.empty()) << bad;
    }
}

// Any address within a block passes; one flipped bit of its fixed part and it does not.
TEST(NetworkList, HoldsExactlyItsBlock) {
    std::mt19937 random(20250701);
    for (int round = 0; round < 20'000; ++round) {
        const bool v4 = (random() & 1U) != 0;
        std::array<unsigned char, 16> bits{};
        for (auto& byte : bits) byte = static_cast<unsigned char>(random());
        if (!v4) bits[0] |= 0x20;  // not ::ffff:0:0/96
        const auto total = v4 ? 32U : 128U;
        const auto length = static_cast<unsigned>(random() % (total + 1));
        const auto make = [&]() -> ip::address {
            if (v4) return ip::address_v4({bits[0], bits[1], bits[2], bits[3]});
            return ip::address_v6(bits);
        };
        NetworkList list;
        ASSERT_TRUE(list.add(make().to_string() + "/" + std::to_string(length)));
        for (unsigned bit = length; bit < total; ++bit) {
            if ((random() & 1U) != 0)
                bits[bit / 8] ^= static_cast<unsigned char>(0x80U >> (bit % 8));
        }
        ASSERT_TRUE(list.contains(make())) << make() << "/" << length;
        if (length == 0) continue;
        const auto flipped = static_cast<unsigned>(random() % length);
        bits[flipped / 8] ^= static_cast<unsigned char>(0x80U >> (flipped % 8));
        ASSERT_FALSE(list.contains(make())) << make() << "/" << length << " bit " << flipped;
    }
}

// Whatever is typed: a block is taken exactly if the system reads its address and its length fits.
TEST(NetworkList, TakesNoNoise) {
    std::mt19937 random(7);
    constexpr std::string_view kLetters = "0123456789abcdefF:./%- x";
    int taken = 0;
    for (int round = 0; round < 50'000; ++round) {
        std::string text = (random() & 1U) != 0 ? "10.1.0.0/16" : "fd00:1::/32";
        for (auto edits = random() % 4; edits > 0; --edits) {
            const auto at = random() % text.size();
            const char letter = kLetters[random() % kLetters.size()];
            if ((random() & 1U) != 0) text[at] = letter;
            if ((random() & 3U) == 0) text.insert(at, 1, letter);
            if ((random() & 3U) == 0 && text.size() > 1) text.erase(at % text.size(), 1);
        }
        NetworkList list;
        if (!list.add(text)) {
            ASSERT_TRUE(list.empty());
            continue;
        }
        ++taken;
        const auto slash = text.find('/');
        ASSERT_NE(slash, std::string::npos) << text;
        boost::system::error_code unreadable;
        const auto base = ip::make_address(text.substr(0, slash), unreadable);
        ASSERT_FALSE(unreadable) << text;
        ASSERT_TRUE(list.contains(base)) << text;
        ASSERT_EQ(std::to_string(std::stoi(text.substr(slash + 1))), text.substr(slash + 1));
    }
    EXPECT_GT(taken, 10'000);
}

TEST(PlainAddress, IsWhatNeedsNoLookUp) {
    for (const char* host : {"127.0.0.1",
                             "127.1",
                             "2130706433",
                             "0x7f000001",
                             "0177.1",
                             "localhost",
                             "LOCALHOST.",
                             "api.localhost"}) {
        const auto found = plain_address(host);
        ASSERT_TRUE(found) << host;
        EXPECT_TRUE(found->is_loopback()) << host;
    }
    EXPECT_TRUE(plain_address("::1")->is_loopback());
    for (const char* host : {"partner.example", "localhost.example", "a127.1", ""}) {
        EXPECT_FALSE(plain_address(host)) << host;
    }
}

}  // namespace
}  // namespace outreach::connectors
