// Where a Redis is: host and port, or a unix socket, with what it takes to log in.
#pragma once

#include <string>
#include <string_view>

#include "config/base/errc.hpp"

namespace outreach::redis {

struct RedisAddress {
    std::string host;  // empty for a unix socket
    std::string port = "6379";
    std::string socket_path;
    std::string user;
    std::string password;  // never printed
    int database = 0;
    // For logs and health: without the password.
    [[nodiscard]] std::string display() const;
};

// redis://[user:pass@]host[:port][/db] and unix:///path. Errc::redis_unsupported for rediss,
// Sentinel and Cluster; Errc::bad_input for what is no address at all.
[[nodiscard]] Result<RedisAddress> parse_redis_url(std::string_view url);

}  // namespace outreach::redis
