#include "scheduler/redis/address.hpp"

#include <charconv>

namespace outreach::redis {
namespace {

// RFC 3986 2.1: passwords in URLs are percent-encoded.
std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(&text[i + 1], &text[i + 3], value, 16).ptr == &text[i + 3]) {
            out += static_cast<char>(value);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

Result<RedisAddress> parse_tcp(std::string_view rest) {
    RedisAddress address;
    if (const auto at = rest.rfind('@'); at != rest.npos) {
        const std::string_view login = rest.substr(0, at);
        const auto colon = login.find(':');
        if (colon == login.npos) {
            address.password = percent_decoded(login);
        } else {
            address.user = percent_decoded(login.substr(0, colon));
            address.password = percent_decoded(login.substr(colon + 1));
        }
        rest.remove_prefix(at + 1);
    }
    if (const auto slash = rest.find('/'); slash != rest.npos) {
        const std::string_view db = rest.substr(slash + 1);
        const auto [end, ec] = std::from_chars(db.data(), db.data() + db.size(), address.database);
        if (!db.empty() && (ec != std::errc{} || end != db.data() + db.size())) {
            return Errc::bad_input;
        }
        rest = rest.substr(0, slash);
    }
    std::string_view port;
    if (rest.starts_with('[')) {
        const auto close = rest.find(']');
        if (close == rest.npos) return Errc::bad_input;
        address.host = rest.substr(1, close - 1);
        port = rest.substr(close + 1);
    } else {
        const auto colon = rest.find(':');
        address.host = rest.substr(0, colon);
        port = colon == rest.npos ? std::string_view() : rest.substr(colon);
    }
    if (port.size() > 1) address.port = port.substr(1);
    if (address.host.empty()) return Errc::bad_input;
    return address;
}

}  // namespace

std::string RedisAddress::display() const {
    if (host.empty()) return "unix:" + socket_path;
    return "redis://" + host + ":" + port + "/" + std::to_string(database);
}

Result<RedisAddress> parse_redis_url(std::string_view url) {
    if (url.starts_with("redis://")) return parse_tcp(url.substr(8));
    if (url.starts_with("unix://")) {
        RedisAddress address;
        address.socket_path = url.substr(7);
        if (!address.socket_path.starts_with('/')) return Errc::bad_input;
        return address;
    }
    if (url.starts_with("rediss://") || url.starts_with("redis+")) return Errc::redis_unsupported;
    return Errc::bad_input;
}

}  // namespace outreach::redis
