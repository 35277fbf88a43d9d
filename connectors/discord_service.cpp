#include "connectors/discord_service.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "connectors/answer.hpp"
#include "connectors/chat_post.hpp"
#include "connectors/text_escape.hpp"

namespace outreach::connectors {
namespace {

using json = nlohmann::ordered_json;
using campaigns::MessageLanguage;

constexpr std::size_t kContent = 2000;
constexpr std::size_t kDescription = 4096;
constexpr std::size_t kLongestId = 20;  // digits of a 64 bit number
constexpr int kDeepestError = 8;

std::size_t units(std::string_view text) {
    return measure(text, Unit::utf16_units);
}

void escape_markdown(std::string& out, std::string_view text, std::size_t at) {
    const char c = text[at];
    const bool always = std::string_view("\\`*_~[]<>|").find(c) != std::string_view::npos;
    if (always || begins_block(text, at)) out += '\\';
    out += c;
    if (begins_mention(text, at)) out += kZeroWidthSpace;
}

std::string markdown(std::string_view text) {
    return escape_and_frame_links(text, escape_markdown);
}

std::string bold(const std::string& subject) {
    return subject.empty() ? std::string() : "**" + markdown(subject) + "**";
}

std::string whole_content(const std::string& subject, const std::string& text) {
    const std::string line = bold(subject);
    return line + (line.empty() || text.empty() ? "" : "\n") + markdown(text);
}

json message_of(const std::string& subject, const campaigns::Message& message) {
    json body;
    body["content"] = whole_content(subject, message.text);
    if (units(body["content"].get_ref<const std::string&>()) > kContent) {
        body["content"] = bold(fit_while(
            subject, "…", [](const std::string& line) { return units(bold(line)) <= kContent; }));
        const std::string text =
            fit_while(message.text, cut_statement(message.language), [](const std::string& part) {
                return units(markdown(part)) <= kDescription;
            });
        if (!text.empty()) body["embeds"] = json::array({{{"description", markdown(text)}}});
    }
    body["allowed_mentions"] = {{"parse", json::array()}};
    return body;
}

json correction_of(MessageLanguage language) {
    const char* title = "This notice has been corrected";
    const char* description = "What it says has changed. Please see the new notice.";
    if (language == MessageLanguage::ja) {
        title = "訂正があります";
        description = "この案内の内容は変わりました。新しい案内をご覧ください。";
    } else if (language == MessageLanguage::ja_easy) {
        title = "この お知らせは かわりました";
        description = "新しい お知らせを 見て ください。";
    }
    json body;
    body["embeds"] = json::array({{{"title", title}, {"description", description}}});
    body["allowed_mentions"] = {{"parse", json::array()}};
    return body;
}

// `path` with `wait=true` in its query, whatever stood there for `wait`.
std::string waiting(const std::string& path) {
    const std::size_t mark = std::min(path.find('?'), path.size());
    std::string out = path.substr(0, mark) + "?wait=true";
    for (std::size_t from = mark + 1; from < path.size();) {
        const std::size_t end = std::min(path.find('&', from), path.size());
        const std::string part = path.substr(from, end - from);
        if (!part.empty() && part != "wait" && !part.starts_with("wait=")) out += "&" + part;
        from = end + 1;
    }
    return out;
}

// The address of a message that the webhook at `path` sent; only the thread is kept of the query.
std::string message_path(const std::string& path, const std::string& id) {
    const std::size_t mark = std::min(path.find('?'), path.size());
    std::string out = path.substr(0, mark);
    while (out.ends_with('/')) out.pop_back();
    out += "/messages/" + id;
    for (std::size_t from = mark + 1; from < path.size();) {
        const std::size_t end = std::min(path.find('&', from), path.size());
        const std::string part = path.substr(from, end - from);
        if (part.starts_with("thread_id=")) return out + "?" + part;
        from = end + 1;
    }
    return out;
}

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= kLongestId &&
           text.find_first_not_of("0123456789") == text.npos;
}

// Rounded up; nothing for what is no time to come.
std::optional<std::chrono::seconds> pause_of(double seconds) {
    if (!std::isfinite(seconds) || seconds <= 0) return {};
    constexpr double longest = std::chrono::duration<double>(kLongestPause).count();
    return std::chrono::seconds{static_cast<std::int64_t>(std::ceil(std::min(seconds, longest)))};
}

std::optional<std::chrono::seconds> pause_after_success(const HttpAnswer& answer) {
    const auto remaining = answer.headers.find("x-ratelimit-remaining");
    const auto reset = answer.headers.find("x-ratelimit-reset-after");
    if (remaining == answer.headers.end() || reset == answer.headers.end()) return {};
    if (remaining->second != "0") return {};
    double seconds = 0;
    const std::string& text = reset->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return pause_of(seconds);
}

// The first complaint in {"embeds": {"0": {"title": {"_errors": [{"code": …}]}}}}, with its path.
std::string first_error(const json& errors) {
    std::string path;
    const json* at = &errors;
    for (int depth = 0; depth < kDeepestError && at->is_object() && !at->empty(); ++depth) {
        const auto list = at->find("_errors");
        if (list != at->end()) {
            if (!list->is_array() || list->empty() || !list->front().is_object()) return path;
            const auto code = list->front().find("code");
            if (code == list->front().end() || !code->is_string()) return path;
            return path + " " + std::string(code_in(code->get_ref<const std::string&>()));
        }
        path += (path.empty() ? " " : ".") + std::string(code_in(at->begin().key()));
        at = &at->begin().value();
    }
    return path;
}

Outcome judge_success(Outcome outcome, const HttpAnswer& answer, const json& said) {
    if (answer.status == 200) {
        const auto id = said.is_object() ? said.find("id") : said.end();
        if (id == said.end() || !id->is_string()) return not_its_answer(std::move(outcome));
        const std::string& text = id->get_ref<const std::string&>();
        if (!is_id(text)) return not_its_answer(std::move(outcome));
        outcome.reference = text;
    } else {
        outcome.verdict = Verdict::accepted;
    }
    outcome.pause = pause_after_success(answer);
    return outcome;
}

class DiscordService final : public Service {
public:
    HttpRequest request(const Target& target,
                        const campaigns::OutgoingNotice& notice,
                        const Trial& trial,
                        SysTime) const override {
        const json body = message_of(headline(notice, trial), notice.message);
        HttpRequest request =
            json_post(target, body.dump(-1, ' ', false, json::error_handler_t::replace));
        request.url.path = waiting(target.url.path);
        request.want_headers = {"x-ratelimit-remaining", "x-ratelimit-reset-after"};
        return request;
    }

    Outcome judge(const HttpAnswer& answer, SysTime now) const override {
        Outcome outcome = judge_answer(answer.status, answer.retry_after, now);
        const json said = json::parse(answer.body, nullptr, false);
        if (answer.status / 100 == 2) return judge_success(std::move(outcome), answer, said);
        if (said.is_object() && said.contains("code") && said["code"].is_number_integer()) {
            outcome.detail += ", " + std::to_string(said["code"].get<std::int64_t>());
        }
        if (answer.status == 429) {
            if (said.is_object() && said.contains("retry_after") &&
                said["retry_after"].is_number()) {
                const auto asked = pause_of(said["retry_after"].get<double>());
                if (asked) outcome.pause = asked;
            }
        } else if (answer.status == 400) {
            outcome.verdict = Verdict::rejected;
            outcome.pause.reset();
            if (said.is_object() && said.contains("errors")) {
                outcome.detail += first_error(said["errors"]);
            }
        } else if (answer.status == 401 || answer.status == 403 || answer.status == 404) {
            outcome.verdict = Verdict::gone;
            outcome.pause.reset();
        }
        return outcome;
    }

    std::optional<HttpRequest> follow_up(const Target& target,
                                         const campaigns::OutgoingNotice& notice) const override {
        if (!is_id(notice.corrects_reference)) return {};
        HttpRequest request = json_post(target, correction_of(notice.message.language).dump());
        request.method = "PATCH";
        request.url.path = message_path(target.url.path, notice.corrects_reference);
        return request;
    }

    Budget budget(const campaigns::OutgoingNotice& notice) const override {
        const std::string subject = bold(one_line(notice.message.subject));
        if (units(subject) > kContent) return {units(subject), kContent, Unit::utf16_units};
        return {units(markdown(notice.message.text)), kDescription, Unit::utf16_units};
    }
};

}  // namespace

const Service& discord_service() {
    static const DiscordService service;
    return service;
}

}  // namespace outreach::connectors
