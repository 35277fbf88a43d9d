// Web addresses whose very letters lead into our own network. A courtesy to who writes the file:
// the daemon vets every address again when it connects, and names only then.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outreach::reading {

// What stands between "://" and the path, without port and without the brackets of IPv6.
[[nodiscard]] std::string_view host_of(std::string_view url);

// "localhost", 127.0.0.0/8, ::1.
[[nodiscard]] bool is_loopback_host(std::string_view host);

struct InnerAddress {
    const char* what = "";  // for people, untranslated: "loopback", "private network", …
    std::string block;      // the CIDR block that would allow just this one
};

// Nothing for names and public addresses, and for what one of `allowed` (CIDR blocks) covers.
// Source: IANA Special-Purpose Address Registries (RFC 6890), of these what an office's own
// network uses.
[[nodiscard]] std::optional<InnerAddress> refused_address(std::string_view host,
                                                          const std::vector<std::string>& allowed);

}  // namespace outreach::reading
