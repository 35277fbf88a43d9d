// The parts of an http(s) address.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace outreach::connectors {

struct Url {
    bool tls = false;
    std::string host;  // without brackets
    std::string port;  // "443" or "80" where none is given
    std::string path;  // with the query, at least "/"
    // As it stands in the Host header: brackets round IPv6, no default port.
    [[nodiscard]] std::string host_header() const;
};

[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

}  // namespace outreach::connectors
