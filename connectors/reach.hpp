// How an endpoint may be reached: which inner networks, which certificates, through which proxy.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "connectors/address_guard.hpp"
#include "connectors/url.hpp"

namespace outreach::connectors {

class TlsProfile;

struct Reach {
    NetworkList allowed;                    // inner networks that are meant
    std::shared_ptr<const TlsProfile> tls;  // null: the system's authorities, no certificate
    std::optional<Url> proxy;               // HTTP CONNECT
    std::string proxy_authorization;        // "Basic …"; a secret
    // Connections are shared only between requests whose key is the same.
    std::string key;
};

// For an address that the user typed: it may be anywhere.
[[nodiscard]] inline std::shared_ptr<const Reach> reach_anywhere() {
    auto reach = std::make_shared<Reach>();
    for (const char* all : {"0.0.0.0/0", "::/0"}) (void)reach->allowed.add(all);
    reach->key = "anywhere";
    return reach;
}

}  // namespace outreach::connectors
