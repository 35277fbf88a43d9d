#include "connectors/resolver.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <cerrno>

#include "connectors/address_order.hpp"
#include "connectors/shared_lookup.hpp"

namespace outreach::connectors {
namespace {

namespace asio = boost::asio;

// As Asio's own resolver words them.
boost::system::error_code to_error(int result, int system_error) {
    switch (result) {
        case EAI_AGAIN:
            return asio::error::host_not_found_try_again;
        case EAI_FAIL:
            return asio::error::no_recovery;
        case EAI_FAMILY:
            return asio::error::address_family_not_supported;
        case EAI_MEMORY:
            return asio::error::no_memory;
        case EAI_NONAME:
        case EAI_NODATA:
        case EAI_ADDRFAMILY:
            return asio::error::host_not_found;
        case EAI_SYSTEM:
            return {system_error, asio::error::get_system_category()};
        default:
            return asio::error::invalid_argument;
    }
}

asio::ip::address read_address(const sockaddr& socket) {
    if (socket.sa_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(socket);
        return asio::ip::address_v4(ntohl(v4.sin_addr.s_addr));
    }
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(socket);
    asio::ip::address_v6::bytes_type bytes{};
    std::copy_n(
        static_cast<const unsigned char*>(v6.sin6_addr.s6_addr), bytes.size(), bytes.begin());
    return asio::ip::address_v6(bytes, v6.sin6_scope_id);
}

// Answered without a question (RFC 6761, 6.3): a machine without /etc/hosts knows itself too.
bool is_this_machine(std::string host) {
    for (char& c : host) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (host.ends_with('.')) host.pop_back();
    return host == "localhost" || host.ends_with(".localhost");
}

Result<Resolver::Addresses> ask_system(const std::string& host) {
    if (is_this_machine(host)) {
        return Resolver::Addresses{asio::ip::address_v4::loopback(),
                                   asio::ip::address_v6::loopback()};
    }
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int result = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
    if (result != 0) return to_error(result, errno);
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, ::freeaddrinfo);
    Resolver::Addresses addresses;
    for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
        if (each->ai_family != AF_INET && each->ai_family != AF_INET6) continue;
        addresses.push_back(read_address(*each->ai_addr));
    }
    if (addresses.empty()) return boost::system::error_code(asio::error::host_not_found);
    return interleave(addresses);
}

}  // namespace

std::unique_ptr<Resolver> make_system_resolver(asio::any_io_executor executor) {
    return make_shared_lookup(std::move(executor), ask_system);
}

}  // namespace outreach::connectors
