#include "connectors/chat_post.hpp"

#include "connectors/header_names.hpp"
#include "connectors/text_fit.hpp"

namespace outreach::connectors {
namespace {

constexpr std::string_view kWhite = " \t\r\n";

}  // namespace

HttpRequest json_post(const Target& target, std::string body) {
    HttpRequest request;
    request.url = target.url;
    request.body = std::move(body);
    for (const auto& [name, value] : target.headers) request.headers.emplace_back(name, value);
    request.headers.emplace_back("Content-Type", "application/json");
    if (!has_header(target.headers, "User-Agent")) {
        request.headers.emplace_back("User-Agent", "outreachd/" OUTREACH_VERSION);
    }
    return request;
}

std::string one_line(std::string_view text) {
    std::string line(text);
    for (char& c : line) {
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    }
    constexpr std::string_view kWide = "\u3000";
    std::string_view rest = line;
    for (std::size_t before = std::string_view::npos; before != rest.size();) {
        before = rest.size();
        if (rest.starts_with(' ')) rest.remove_prefix(1);
        if (rest.starts_with(kWide)) rest.remove_prefix(kWide.size());
        if (rest.ends_with(' ')) rest.remove_suffix(1);
        if (rest.ends_with(kWide)) rest.remove_suffix(kWide.size());
    }
    return std::string(rest);
}

std::string headline(const campaigns::OutgoingNotice& notice, const Trial& trial) {
    const std::string mark =
        trial.maybe_repeat ? repeat_mark(notice.message.language) : std::string();
    return one_line(mark + notice.message.subject);
}

bool says_ok(std::string_view body) noexcept {
    const std::size_t from = body.find_first_not_of(kWhite);
    if (from == body.npos) return false;
    return body.substr(from, body.find_last_not_of(kWhite) + 1 - from) == "ok";
}

std::string_view code_in(std::string_view text) noexcept {
    std::size_t length = 0;
    while (length < text.size() && length < 80) {
        const char c = text[length];
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && std::string_view("._-[]").find(c) == std::string_view::npos) break;
        ++length;
    }
    return text.substr(0, length);
}

Outcome not_its_answer(Outcome outcome) {
    outcome.verdict = Verdict::retry;
    outcome.pause.reset();
    outcome.detail += ", but not the answer of the service";
    outcome.unknown = true;
    return outcome;
}

}  // namespace outreach::connectors
