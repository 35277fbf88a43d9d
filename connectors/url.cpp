#include "connectors/url.hpp"

#include <algorithm>
#include <cctype>

namespace outreach::connectors {

std::string Url::host_header() const {
    const bool v6 = host.find(':') != std::string::npos;
    std::string text = v6 ? "[" + host + "]" : host;
    if (port != (tls ? "443" : "80")) text += ":" + port;
    return text;
}

std::optional<Url> parse_url(std::string_view text) {
    Url url;
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
        port.remove_prefix(1);
        const bool digits = std::all_of(
            port.begin(), port.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
        if (port.empty() || port.size() > 5 || !digits) return {};
        url.port = port;
    }
    if (url.host.empty()) return {};
    return url;
}

}  // namespace outreach::connectors
