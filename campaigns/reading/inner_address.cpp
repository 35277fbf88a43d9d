#include "campaigns/reading/inner_address.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace outreach::reading {
namespace {

namespace ip = boost::asio::ip;

struct Block {
    const char* cidr;
    const char* what;
};
constexpr std::array<Block, 12> kInner{{{"127.0.0.0/8", "loopback"},
                                        {"10.0.0.0/8", "private network"},
                                        {"172.16.0.0/12", "private network"},
                                        {"192.168.0.0/16", "private network"},
                                        {"169.254.0.0/16", "link-local"},
                                        {"100.64.0.0/10", "shared address space of a carrier"},
                                        {"0.0.0.0/8", "this host"},
                                        {"::1/128", "loopback"},
                                        {"::/128", "this host"},
                                        {"fc00::/7", "private network"},
                                        {"fe80::/10", "link-local"},
                                        {"fec0::/10", "private network"}}};

std::optional<ip::address> parse(std::string_view host) {
    boost::system::error_code ec;
    const ip::address address = ip::make_address(host, ec);
    if (ec) return {};
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    }
    return address;
}

bool inside(const ip::address& address, const std::string& cidr) {
    boost::system::error_code ec;
    if (address.is_v4()) {
        const auto block = ip::make_network_v4(cidr, ec);
        if (ec) return false;
        const ip::network_v4 own(address.to_v4(), block.prefix_length());
        return own.network() == block.network();
    }
    const auto block = ip::make_network_v6(cidr, ec);
    if (ec) return false;
    const ip::network_v6 own(address.to_v6(), block.prefix_length());
    return own.network() == block.network();
}

bool covered(const ip::address& address, const std::vector<std::string>& allowed) {
    return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& cidr) {
        return inside(address, cidr);
    });
}

}  // namespace

std::string_view host_of(std::string_view url) {
    const std::size_t begin = url.find("://");
    if (begin == std::string_view::npos) return {};
    std::string_view host = url.substr(begin + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
    return host.substr(0, host.find(':'));
}

bool is_loopback_host(std::string_view host) {
    boost::system::error_code ec;
    const ip::address address = ip::make_address(host, ec);
    return host == "localhost" || (!ec && address.is_loopback());
}

std::optional<InnerAddress> refused_address(std::string_view host,
                                            const std::vector<std::string>& allowed) {
    if (host == "localhost") {
        const bool either = covered(ip::address_v4::loopback(), allowed) ||
                            covered(ip::address_v6::loopback(), allowed);
        if (either) return {};
        return InnerAddress{"loopback", "127.0.0.1/32"};
    }
    const auto address = parse(host);
    if (!address || covered(*address, allowed)) return {};
    for (const Block& block : kInner) {
        if (!inside(*address, block.cidr)) continue;
        return InnerAddress{block.what, address->to_string() + (address->is_v4() ? "/32" : "/128")};
    }
    return {};
}

}  // namespace outreach::reading
