#include "connectors/mattermost_service.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "connectors/answer.hpp"
#include "connectors/chat_post.hpp"
#include "connectors/text_escape.hpp"

namespace outreach::connectors {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kPost = 16'383;
constexpr std::size_t kSubject = 1000;

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// "&lt;", "&#60;": what would be shown as another character.
bool begins_entity(std::string_view text, std::size_t at) {
    std::size_t end = at + 1;
    if (end < text.size() && text[end] == '#') ++end;
    const std::size_t name = end;
    while (end < text.size() && is_word(text[end])) ++end;
    return end > name && end < text.size() && text[end] == ';';
}

// Four spaces make a block of code.
bool begins_code(std::string_view text, std::size_t at) {
    const bool first = at == 0 || text[at - 1] == '\n';
    return first && (text[at] == '\t' || text.substr(at, 4) == "    ");
}

void escape_markdown(std::string& out, std::string_view text, std::size_t at) {
    const char c = text[at];
    const bool underline = c == '=' && at_line_start(text, at);
    if (underline || begins_code(text, at)) out += kZeroWidthSpace;
    if (c == '<') {  // which has no escape
        out += "&lt;";
        return;
    }
    if (c == '&' && begins_entity(text, at)) {
        out += "&amp;";
        return;
    }
    // Before a letter a backslash is itself, and two of them are two.
    const bool lone = c == '\\' && (at + 1 == text.size() || !is_word(text[at + 1]));
    const bool always = std::string_view("`*_~[]>|").find(c) != std::string_view::npos;
    if (lone || always || begins_block(text, at)) out += '\\';
    out += c;
    if (begins_mention(text, at)) out += kZeroWidthSpace;
}

std::string markdown(std::string_view text) {
    return escape_and_frame_links(text, escape_markdown);
}

// With what stands round the subject.
std::size_t heading_units(std::size_t subject) {
    return subject == 0 ? 0 : subject + std::string_view("****\n\n").size();
}

std::string heading_of(const std::string& subject) {
    const std::string line = fit_while(subject, "…", [](const std::string& text) {
        return measure(markdown(text), Unit::characters) <= kSubject;
    });
    return line.empty() ? std::string() : "**" + markdown(line) + "**\n\n";
}

std::string post_of(const std::string& subject, const campaigns::Message& message) {
    const std::string heading = heading_of(subject);
    const std::size_t room = kPost - measure(heading, Unit::characters);
    return heading +
           markdown(fit_while(
               message.text, cut_statement(message.language), [room](const std::string& text) {
                   return measure(markdown(text), Unit::characters) <= room;
               }));
}

// The channel or the webhook is no more. Old servers gave no id, and English words.
bool means_gone(const std::string& id, const std::string& message) {
    constexpr std::array<std::string_view, 3> ids{"web.incoming_webhook.invalid.app_error",
                                                  "web.incoming_webhook.channel.app_error",
                                                  "app.channel.get.existing.app_error"};
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) return true;
    return message.starts_with("Couldn't find the channel") ||
           message.starts_with("Invalid webhook");
}

std::string text_at(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

class MattermostService final : public Service {
public:
    HttpRequest request(const Target& target,
                        const campaigns::OutgoingNotice& notice,
                        const Trial& trial,
                        SysTime) const override {
        json body;
        body["text"] = post_of(headline(notice, trial), notice.message);
        return json_post(target, body.dump(-1, ' ', false, json::error_handler_t::replace));
    }

    Outcome judge(const HttpAnswer& answer, SysTime now) const override {
        Outcome outcome = judge_answer(answer.status, answer.retry_after, now);
        if (answer.status / 100 == 2) {
            return says_ok(answer.body) ? outcome : not_its_answer(std::move(outcome));
        }
        const json said = json::parse(answer.body, nullptr, false);
        const std::string id = said.is_object() ? text_at(said, "id") : std::string();
        const std::string message = said.is_object() ? text_at(said, "message") : answer.body;
        if (!code_in(id).empty()) outcome.detail += ", " + std::string(code_in(id));
        if ((answer.status == 400 || answer.status == 404) && means_gone(id, message)) {
            outcome.verdict = Verdict::gone;
            outcome.pause.reset();
        } else if (answer.status == 400) {
            outcome.verdict = Verdict::rejected;
            outcome.pause.reset();
        }
        return outcome;
    }

    Budget budget(const campaigns::OutgoingNotice& notice) const override {
        const std::size_t subject =
            measure(markdown(one_line(notice.message.subject)), Unit::characters);
        if (subject > kSubject) return {subject, kSubject, Unit::characters};
        const std::size_t text = measure(markdown(notice.message.text), Unit::characters);
        return {heading_units(subject) + text, kPost, Unit::characters};
    }
};

}  // namespace

const Service& mattermost_service() {
    static const MattermostService service;
    return service;
}

}  // namespace outreach::connectors
