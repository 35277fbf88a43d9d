#include "connectors/url.hpp"

#include <algorithm>
#include <charconv>

namespace outreach::connectors {

std::string Url::host_header() const {
    const bool v6 = host.find(':') != std::string::npos;
    std::string text = v6 ? "[" + host + "]" : host;
    if (port != (tls ? "443" : "80")) text += ":" + port;
    return text;
}

std::optional<Url> parse_url(std::string_view text) {
    Url url;
    const bool plain =
        std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
    if (!plain) return {};
    if (text.starts_with("https://")) {
        url.tls = true;
        text.remove_prefix(8);
    } else if (text.starts_with("http://")) {
        text.remove_prefix(7);
    } else {
        return {};
    }
    const auto cut = text.find_first_of("/?#");
    std::string_view authority = text.substr(0, cut);
    std::string_view path = cut == text.npos ? std::string_view("/") : text.substr(cut);
    path = path.substr(0, path.find('#'));
    url.path = path.starts_with('/') ? std::string(path) : "/" + std::string(path);
    url.port = url.tls ? "443" : "80";
    std::string_view port;
    if (authority.starts_with('[')) {
        const auto close = authority.find(']');
        if (close == authority.npos) return {};
        url.host = authority.substr(1, close - 1);
        port = authority.substr(close + 1);
    } else {
        const auto colon = authority.find(':');
        url.host = authority.substr(0, colon);
        port = colon == authority.npos ? std::string_view() : authority.substr(colon);
    }
    if (!port.empty()) {
        if (port.front() != ':') return {};
        port.remove_prefix(1);
        int number = 0;
        const auto [end, ec] = std::from_chars(port.data(), port.data() + port.size(), number);
        if (ec != std::errc{} || end != port.data() + port.size()) return {};
        if (number < 1 || number > 65535) return {};
        url.port = std::to_string(number);
    }
    if (url.host.empty() || url.host.find_first_of("@\\\"<>") != url.host.npos) return {};
    return url;
}

}  // namespace outreach::connectors
