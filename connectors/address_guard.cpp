#include "connectors/address_guard.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "config/base/i18n.hpp"

namespace outreach::connectors {
namespace {

namespace ip = boost::asio::ip;
using Bytes = ip::address_v6::bytes_type;

constexpr std::size_t kLongestCidr = 64;  // more than any address with its length needs
constexpr int kMappedBits = 96;           // ::ffff:0:0/96 stands before an IPv4 address

Bytes mapped(const ip::address_v4::bytes_type& v4) {
    Bytes bits{};
    bits[10] = bits[11] = 0xff;
    std::copy(v4.begin(), v4.end(), bits.begin() + 12);
    return bits;
}

Bytes bits_of(const ip::address& address) {
    return address.is_v4() ? mapped(address.to_v4().to_bytes()) : address.to_v6().to_bytes();
}

bool is_v4(const Bytes& bits) {
    return std::all_of(bits.begin(), bits.begin() + 10, [](auto each) { return each == 0; }) &&
           bits[10] == 0xff && bits[11] == 0xff;
}

bool inside(const Bytes& bits, const Bytes& network, int length) {
    const auto whole = static_cast<std::size_t>(length / 8);
    if (!std::equal(
            bits.begin(), bits.begin() + static_cast<std::ptrdiff_t>(whole), network.begin()))
        return false;
    const unsigned rest = static_cast<unsigned>(length % 8);
    if (rest == 0) return true;
    return ((bits[whole] ^ network[whole]) >> (8U - rest)) == 0;
}

std::optional<std::pair<Bytes, int>> parse_cidr(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == text.npos || text.size() > kLongestCidr) return {};
    const std::string base(text.substr(0, slash));
    // No scope ("fe80::1%eth0") and no NUL, at which the system's reader would stop.
    if (base.find_first_not_of("0123456789abcdefABCDEF:.") != base.npos) return {};
    const std::string_view digits = text.substr(slash + 1);
    int length = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (error != std::errc{} || end != digits.data() + digits.size() || digits.front() == '-' ||
        (digits.size() > 1 && digits.front() == '0')) {
        return {};
    }
    boost::system::error_code unreadable;
    const ip::address address = ip::make_address(base, unreadable);
    if (unreadable || length > (address.is_v4() ? 32 : 128)) return {};
    return std::pair(bits_of(address), address.is_v4() ? kMappedBits + length : length);
}

struct Range {
    const char* cidr;
    const char* name;
};

// The first that holds the address names it, so what is narrower comes first. Not in the
// registries: the addresses under which clouds tell a machine its own secrets.
constexpr std::array kV4Ranges{
    Range{"169.254.169.254/32", "metadata service"},
    Range{"100.100.100.200/32", "metadata service"},
    Range{"168.63.129.16/32", "metadata service"},
    Range{"255.255.255.255/32", "broadcast"},
    Range{"0.0.0.0/8", "this host"},
    Range{"10.0.0.0/8", "private network"},
    Range{"100.64.0.0/10", "shared address space of a carrier"},
    Range{"127.0.0.0/8", "loopback"},
    Range{"169.254.0.0/16", "link-local"},
    Range{"172.16.0.0/12", "private network"},
    Range{"192.0.0.0/24", "protocol assignments"},
    Range{"192.0.2.0/24", "documentation"},
    Range{"192.88.99.0/24", "6to4 relay"},
    Range{"192.168.0.0/16", "private network"},
    Range{"198.18.0.0/15", "benchmarking"},
    Range{"198.51.100.0/24", "documentation"},
    Range{"203.0.113.0/24", "documentation"},
    Range{"224.0.0.0/4", "multicast"},
    Range{"240.0.0.0/4", "reserved"},
};
constexpr std::array kV6Ranges{
    Range{"fd00:ec2::254/128", "metadata service"},
    Range{"fd20:ce::254/128", "metadata service"},
    Range{"::/128", "this host"},
    Range{"::1/128", "loopback"},
    Range{"::/96", "IPv4-compatible IPv6"},
    Range{"64:ff9b:1::/48", "local translation"},
    Range{"100::/64", "discarded"},
    Range{"100:0:0:1::/64", "discarded"},
    Range{"2001::/32", "Teredo"},
    Range{"2001::/23", "protocol assignments"},
    Range{"2001:db8::/32", "documentation"},
    Range{"2002::/16", "6to4"},
    Range{"3fff::/20", "documentation"},
    Range{"5f00::/16", "segment routing"},
    Range{"fc00::/7", "private network"},
    Range{"fe80::/10", "link-local"},
    Range{"fec0::/10", "private network"},
    Range{"ff00::/8", "multicast"},
};

struct Named {
    Bytes network;
    int length;
    const char* name;
};

template <std::size_t N>
std::vector<Named> read_ranges(const std::array<Range, N>& ranges) {
    std::vector<Named> named;
    for (const Range& range : ranges) {
        const auto block = *parse_cidr(range.cidr);
        named.push_back({block.first, block.second, range.name});
    }
    return named;
}

const char* find_name(const std::vector<Named>& ranges, const Bytes& bits) {
    for (const Named& range : ranges) {
        if (inside(bits, range.network, range.length)) return range.name;
    }
    return nullptr;
}

const char* v4_name(const Bytes& bits) {
    static const std::vector<Named> ranges = read_ranges(kV4Ranges);
    return find_name(ranges, bits);
}

Bytes v4_at(const Bytes& bits, std::size_t offset, unsigned char flip = 0) {
    ip::address_v4::bytes_type v4{};
    for (std::size_t i = 0; i < v4.size(); ++i) {
        v4[i] = static_cast<unsigned char>(bits[offset + i] ^ flip);
    }
    return mapped(v4);
}

// The IPv4 address that an IPv6 address leads to: IPv4-compatible (RFC 4291, 2.5.5.1), translated
// (RFC 6052, 2.2), 6to4 (RFC 3056), Teredo (RFC 4380, 4), ISATAP (RFC 5214, 6.1).
std::optional<Bytes> carried_v4(const Bytes& bits) {
    static const Bytes compatible{};
    static const Bytes translated = parse_cidr("64:ff9b::/96")->first;
    static const Bytes six_to_four = parse_cidr("2002::/16")->first;
    static const Bytes teredo = parse_cidr("2001::/32")->first;
    if (inside(bits, compatible, 96) || inside(bits, translated, 96)) return v4_at(bits, 12);
    if (inside(bits, six_to_four, 16)) return v4_at(bits, 2);
    if (inside(bits, teredo, 32)) return v4_at(bits, 12, 0xff);
    const bool isatap =
        (bits[8] == 0 || bits[8] == 2) && bits[9] == 0 && bits[10] == 0x5e && bits[11] == 0xfe;
    if (isatap) return v4_at(bits, 12);
    return {};
}

// 64:ff9b:1::/48 may be split at any of RFC 6052's lengths, so no one place can be looked at; all
// of it is special as it is.
std::optional<std::string> v6_name(const Bytes& bits) {
    static const std::vector<Named> ranges = read_ranges(kV6Ranges);
    static const Bytes translated = parse_cidr("64:ff9b::/96")->first;
    static const Bytes global = parse_cidr("2000::/3")->first;
    const char* own = find_name(ranges, bits);
    const auto v4 = carried_v4(bits);
    const char* carried = v4 ? v4_name(*v4) : nullptr;
    if (own == nullptr && carried == nullptr) {
        if (inside(bits, translated, 96) || inside(bits, global, 3)) return {};
        return tr("reserved");
    }
    static const Bytes unspecified{};
    const bool bare = inside(bits, unspecified, 127);  // :: and ::1 carry nothing
    if (carried == nullptr || bare) return tr(own);
    return trf("IPv4 inside IPv6: {}", tr(carried));
}

}  // namespace

Result<void> NetworkList::add(std::string_view cidr) {
    const auto block = parse_cidr(cidr);
    if (!block) return Errc::bad_input;
    blocks_.push_back({block->first, block->second});
    return {};
}

bool NetworkList::contains(const ip::address& address) const {
    const Bytes bits = bits_of(address);
    const int shortest = is_v4(bits) ? kMappedBits : 0;
    return std::any_of(blocks_.begin(), blocks_.end(), [&](const Block& block) {
        return block.length >= shortest && inside(bits, block.bits, block.length);
    });
}

std::optional<std::string> special_purpose(const ip::address& address) {
    const Bytes bits = bits_of(address);
    if (!is_v4(bits)) return v6_name(bits);
    const char* name = v4_name(bits);
    if (name == nullptr) return {};
    return tr(name);
}

std::optional<std::string> refuse_address(const ip::address& address, const NetworkList& allowed) {
    const auto special = special_purpose(address);
    if (!special || allowed.contains(address)) return {};
    const Bytes bits = bits_of(address);
    std::string plain = ip::address_v6(bits).to_string() + "/128";
    if (is_v4(bits)) {
        const ip::address_v4 v4({bits[12], bits[13], bits[14], bits[15]});
        plain = v4.to_string() + "/32";
    }
    return trf(
        "{} is not on the public internet ({}); if the endpoint is meant to be there, add its "
        "network to allow_networks, for example \"{}\"",
        address.to_string(),
        *special,
        plain);
}

std::optional<ip::address> literal_address(const std::string& host) {
    boost::system::error_code error;
    auto address = ip::make_address(host, error);
    if (error) return {};
    return address;
}

std::optional<ip::address> plain_address(std::string host) {
    while (host.ends_with('.')) host.pop_back();
    if (auto literal = literal_address(host)) return literal;
    in_addr number{};
    if (::inet_aton(host.c_str(), &number) == 1) return ip::address_v4(ntohl(number.s_addr));
    for (char& c : host) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (host != "localhost" && !host.ends_with(".localhost")) return {};
    return ip::address_v4::loopback();
}

}  // namespace outreach::connectors
