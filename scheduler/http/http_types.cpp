#include "scheduler/http/http_types.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

namespace outreach::http {
namespace {

std::optional<std::string> decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            unsigned value = 0;
            if (i + 2 >= text.size()) return {};
            const auto [end, ec] = std::from_chars(&text[i + 1], &text[i] + 3, value, 16);
            if (ec != std::errc{} || end != &text[i] + 3) return {};
            out += static_cast<char>(value);
            i += 2;
        } else {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

}  // namespace

Answer problem(int status, std::string_view title, std::string_view detail) {
    nlohmann::ordered_json body;
    body["type"] = "about:blank";
    body["title"] = title;
    body["status"] = status;
    body["detail"] = detail;
    Answer answer;
    answer.status = status;
    answer.content_type = "application/problem+json";
    answer.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return answer;
}

bool parse_target(std::string_view target, Request& into) {
    if (!target.starts_with('/')) return false;
    const auto mark = target.find('?');
    const auto path = decoded(target.substr(0, mark), false);
    if (!path) return false;
    into.path = *path;
    std::string_view rest = mark == target.npos ? std::string_view() : target.substr(mark + 1);
    while (!rest.empty()) {
        const auto amp = rest.find('&');
        const std::string_view pair = rest.substr(0, amp);
        rest = amp == rest.npos ? std::string_view() : rest.substr(amp + 1);
        const auto equals = pair.find('=');
        const auto key = decoded(pair.substr(0, equals), true);
        const auto value =
            decoded(equals == pair.npos ? std::string_view() : pair.substr(equals + 1), true);
        if (!key || !value) return false;
        if (!key->empty()) into.query[*key] = *value;
    }
    return true;
}

}  // namespace outreach::http
