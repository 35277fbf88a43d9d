// Which addresses the daemon may connect to. Pure. A name or an address that a partner gives must
// not lead into our own network unless its endpoint names that network (allow_networks).
// Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190).
#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/base/errc.hpp"

namespace outreach::connectors {

// CIDR blocks, as in allow_networks.
class NetworkList {
public:
    // "10.1.0.0/16", "fd00::/8"; Errc::bad_input for anything else.
    [[nodiscard]] Result<void> add(std::string_view cidr);
    // An IPv4 address inside IPv6 (mapped) is looked for as what it stands for, too.
    [[nodiscard]] bool contains(const boost::asio::ip::address& address) const;
    [[nodiscard]] bool empty() const { return blocks_.empty(); }

private:
    struct Block {
        boost::asio::ip::address_v6::bytes_type bits{};  // IPv4 as ::ffff:a.b.c.d
        int length = 0;                                  // of 128
    };
    std::vector<Block> blocks_;
};

// Why the address is none of the public internet's ("private network", "loopback", …), or nothing.
// Looks through every form that carries an IPv4 address: mapped, compatible, translated
// (64:ff9b::/96, 64:ff9b:1::/48), 6to4, Teredo, ISATAP.
[[nodiscard]] std::optional<std::string> special_purpose(const boost::asio::ip::address& address);

// Nothing if it may be connected to; else a sentence that says why and what would allow it.
[[nodiscard]] std::optional<std::string> refuse_address(const boost::asio::ip::address& address,
                                                        const NetworkList& allowed);

// "203.0.113.7", "2001:db8::7"; nothing for a name.
[[nodiscard]] std::optional<boost::asio::ip::address> literal_address(const std::string& host);
// What is plainly one address without a look-up: a literal, a number as inet_aton takes it
// ("127.1", "2130706433"), this machine ("localhost").
[[nodiscard]] std::optional<boost::asio::ip::address> plain_address(std::string host);

}  // namespace outreach::connectors
