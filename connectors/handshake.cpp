#include "connectors/handshake.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "config/base/i18n.hpp"
#include "connectors/header_names.hpp"
#include "connectors/masking.hpp"

namespace outreach::connectors {
namespace {

constexpr const char* kAllowedOrigin = "webhook-allowed-origin";
constexpr const char* kAllowedRate = "webhook-allowed-rate";
constexpr std::size_t kLongestOrigin = 253;  // RFC 1035, 2.3.4, without the last dot
constexpr std::size_t kMostQuoted = 100;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::string_view> header(const HttpAnswer& answer, const char* name) {
    const auto found = answer.headers.find(name);
    if (found == answer.headers.end()) return {};
    return trimmed(found->second);
}

// A positive whole number; what no integer holds is the largest one.
std::optional<int> read_count(std::string_view text) {
    if (text.empty() || text.find_first_not_of("0123456789") != text.npos) return {};
    int count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error == std::errc::result_out_of_range) return std::numeric_limits<int>::max();
    if (count == 0) return {};
    return count;
}

std::string per_minute(const campaigns::Rate& rate) {
    const auto period = std::max<std::int64_t>(rate.per.count(), 1);
    return std::to_string(std::max<std::int64_t>(std::int64_t{rate.count} * 60 / period, 1));
}

Consent refused(std::string why) {
    Consent consent;
    consent.detail = std::move(why);
    return consent;
}

}  // namespace

bool is_origin(std::string_view origin) noexcept {
    if (origin.empty() || origin.size() > kLongestOrigin) return false;
    char before = '.';
    for (const char c : origin) {
        if (!is_letter(c) && c != '-' && c != '.') return false;
        if ((c == '.' || c == '-') && before == '.') return false;
        if (c == '.' && before == '-') return false;
        before = c;
    }
    return is_letter(before);
}

HttpRequest handshake_request(const Url& url,
                              std::string_view origin,
                              std::optional<campaigns::Rate> wish) {
    HttpRequest request;
    request.method = "OPTIONS";
    request.url = url;
    request.headers.emplace_back("User-Agent", "outreachd/" OUTREACH_VERSION);
    request.headers.push_back(handshake_origin(origin));
    if (wish) request.headers.emplace_back("WebHook-Request-Rate", per_minute(*wish));
    request.want_headers = {kAllowedOrigin, kAllowedRate};
    return request;
}

Consent judge_handshake(const HttpAnswer& answer, std::string_view origin) {
    const auto allowed = header(answer, kAllowedOrigin);
    if (!allowed || allowed->empty()) {
        return refused(trf(
            "the endpoint does not say that it agrees to notices (HTTP {}): the answer to OPTIONS "
            "has no WebHook-Allowed-Origin; ask the partner to answer it, or set \"handshake\" to "
            "false",
            answer.status));
    }
    if (*allowed != "*" && !same_name(*allowed, origin)) {
        return refused(trf("the endpoint agrees to notices from \"{}\", not from \"{}\"",
                           presentable(*allowed, kMostQuoted, {}),
                           std::string(origin)));
    }
    Consent consent;
    const auto rate = header(answer, kAllowedRate);
    if (rate && *rate != "*") {
        const auto count = read_count(*rate);
        if (!count) {
            return refused(
                trf("the endpoint's WebHook-Allowed-Rate is \"{}\"; it should be a number "
                    "of requests per minute above zero, or *",
                    presentable(*rate, kMostQuoted, {})));
        }
        consent.rate = campaigns::Rate{*count, std::chrono::minutes{1}};
    }
    consent.given = true;
    return consent;
}

std::pair<std::string, std::string> handshake_origin(std::string_view origin) {
    return {"WebHook-Request-Origin", std::string(origin)};
}

}  // namespace outreach::connectors
