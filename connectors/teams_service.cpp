#include "connectors/teams_service.hpp"

#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>

#include "connectors/answer.hpp"
#include "connectors/chat_post.hpp"
#include "connectors/header_names.hpp"
#include "connectors/text_escape.hpp"

namespace outreach::connectors {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kMostBytes = 21'000;     // of the whole body
constexpr std::size_t kMostSubject = 300;      // characters, where the whole is too long
constexpr std::size_t kMostExplanation = 200;  // characters of an answer that are kept as detail
// Limits of the connector service: 60 requests in 30 s.
constexpr std::chrono::seconds kAfterThrottle{30};

bool is_alnum(std::string_view text, std::size_t at) {
    return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
}

// The "." of "3. " at the beginning of a line, which would be numbered anew.
bool ends_list_number(std::string_view text, std::size_t at) {
    const bool spaced = at + 1 >= text.size() || text[at + 1] == ' ' || text[at + 1] == '\n';
    std::size_t first = at;
    while (first > 0 && std::isdigit(static_cast<unsigned char>(text[first - 1])) != 0) --first;
    return spaced && first < at && at_line_start(text, first);
}

bool is_markup(std::string_view text, std::size_t at) {
    switch (text[at]) {
        case '*':
        case '[':
        case ']':
            return true;
        case '_':
            // Inside a word it is none, and some clients show the backslash.
            return at == 0 || !is_alnum(text, at - 1) || !is_alnum(text, at + 1);
        case '\\':
            return at + 1 < text.size() && std::ispunct(static_cast<unsigned char>(text[at + 1]));
        case '.':
            return ends_list_number(text, at);
        default:
            return false;
    }
}

void escape_byte(std::string& out, std::string_view text, std::size_t at) {
    const char c = text[at];
    if (c == '\n') {
        out += "\n\n";
        return;
    }
    if ((c == ' ' || c == '\t') && at_line_start(text, at)) {
        out += "\u00A0";  // four plain ones would begin a block of code
        return;
    }
    if (is_markup(text, at)) out += '\\';
    out += c;
    // {{DATE(…)}} is a function of the card.
    if (c == '{' && at + 1 < text.size() && text[at + 1] == '{') out += kZeroWidthSpace;
}

// A link is recognised by the client; a space keeps Japanese letters behind it out of it.
std::string escaped(std::string_view text) {
    bool in_link = false;
    return escape_outside_links(
        text,
        [&](std::string& out, std::string_view whole, std::size_t at) {
            if (in_link && static_cast<unsigned char>(whole[at]) >= 0x80) out += ' ';
            in_link = false;
            escape_byte(out, whole, at);
        },
        [&](std::string& out, std::string_view whole, std::size_t at) {
            in_link = true;
            out += whole[at];
        });
}

// Lines without the spaces at their ends; a paragraph ends at an empty line.
std::vector<std::string> paragraphs(std::string_view text) {
    std::vector<std::string> all;
    std::string current;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == text.npos ? std::string_view() : text.substr(end + 1);
        while (!line.empty() &&
               (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) {
            line.remove_suffix(1);
        }
        if (!line.empty()) {
            if (!current.empty()) current += '\n';
            current += line;
        } else if (!current.empty()) {
            all.push_back(std::move(current));
            current.clear();
        }
    }
    if (!current.empty()) all.push_back(std::move(current));
    return all;
}

json text_block(std::string_view text) {
    return {{"type", "TextBlock"}, {"text", escaped(text)}, {"wrap", true}};
}

std::string card(const std::string& subject, std::string_view text) {
    json blocks = json::array();
    json title = text_block(subject);
    title["size"] = "Medium";
    title["weight"] = "Bolder";
    blocks.push_back(std::move(title));
    for (const std::string& paragraph : paragraphs(text)) blocks.push_back(text_block(paragraph));
    const json content = {{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
                          {"type", "AdaptiveCard"},
                          {"version", "1.4"},
                          {"fallbackText", subject},
                          {"msteams", {{"width", "Full"}}},
                          {"body", std::move(blocks)}};
    const json attachment = {{"contentType", "application/vnd.microsoft.card.adaptive"},
                             {"contentUrl", nullptr},
                             {"content", content}};
    const json message = {{"type", "message"}, {"attachments", json::array({attachment})}};
    return message.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string fitted(std::string subject, const campaigns::Message& message) {
    std::string whole = card(subject, message.text);
    if (whole.size() <= kMostBytes) return whole;
    subject = fit(subject, kMostSubject, Unit::characters, "…");
    const std::string text =
        fit_while(message.text, cut_statement(message.language), [&](const std::string& shorter) {
            return card(subject, shorter).size() <= kMostBytes;
        });
    return card(subject, text);
}

// The status that the retired connectors told inside a 200: "…returned HTTP error 429 with…".
int status_inside(std::string_view body) {
    constexpr std::string_view kWords = "HTTP error ";
    const auto at = body.find(kWords);
    if (at == body.npos) return 0;
    body.remove_prefix(at + kWords.size());
    int status = 0;
    std::from_chars(body.data(), body.data() + std::min<std::size_t>(body.size(), 3), status);
    return status;
}

void judge_success(Outcome& outcome, const HttpAnswer& answer) {
    std::string_view body = answer.body;
    while (!body.empty() && std::isspace(static_cast<unsigned char>(body.back()))) {
        body.remove_suffix(1);
    }
    if (body.starts_with('<')) {
        outcome = not_its_answer(std::move(outcome));
        return;
    }
    const int inside = status_inside(body);
    const bool failed = inside != 0 || body.find("delivery failed") != body.npos;
    if (!failed) {
        const bool shown = answer.status == 200 && body == "1";
        outcome.verdict = shown ? Verdict::delivered : Verdict::accepted;
        return;
    }
    outcome.detail += ": " + fit(body, kMostExplanation, Unit::characters, "…");
    outcome.verdict = Verdict::retry;
    if (inside == 413) outcome.verdict = Verdict::rejected;
    if (inside == 401 || inside == 404 || inside == 410) outcome.verdict = Verdict::gone;
    if (inside != 429) return;
    outcome.verdict = Verdict::throttled;
    outcome.pause = kAfterThrottle;
}

// {"error":{"code":"WorkflowTriggerIsNotEnabled",…}}: the flow is switched off, suspended or
// deleted.
bool flow_is_off(std::string_view body) {
    const json said = json::parse(body, nullptr, false);
    const json error = said.is_object() ? said.value("error", json()) : json();
    const json code = error.is_object() ? error.value("code", json()) : json();
    return code == "WorkflowTriggerIsNotEnabled";
}

void judge_refusal(Outcome& outcome, const HttpAnswer& answer) {
    switch (answer.status) {
        case 400:
            outcome.verdict = flow_is_off(answer.body) ? Verdict::gone : Verdict::rejected;
            break;
        case 413:
            outcome.verdict = Verdict::rejected;
            break;
        case 401:  // the signature in the address is no longer good
        case 404:
        case 410:
            outcome.verdict = Verdict::gone;
            break;
        default:
            return;
    }
    outcome.pause.reset();
    if (answer.body.empty()) return;
    outcome.detail += ": " + fit(answer.body, kMostExplanation, Unit::characters, "…");
}

class TeamsService final : public Service {
public:
    HttpRequest request(const Target& target,
                        const campaigns::OutgoingNotice& notice,
                        const Trial& trial,
                        SysTime) const override {
        HttpRequest request;
        request.url = target.url;
        for (const auto& [name, value] : target.headers) request.headers.emplace_back(name, value);
        request.headers.emplace_back("Content-Type", "application/json");
        if (!has_header(target.headers, "User-Agent")) {
            request.headers.emplace_back("User-Agent", "outreachd/" OUTREACH_VERSION);
        }
        std::string subject = notice.message.subject;
        if (trial.maybe_repeat) subject.insert(0, repeat_mark(notice.message.language));
        request.body = fitted(std::move(subject), notice.message);
        return request;
    }

    Outcome judge(const HttpAnswer& answer, SysTime now) const override {
        Outcome outcome = judge_answer(answer.status, answer.retry_after, now);
        if (arrived(outcome.verdict)) {
            judge_success(outcome, answer);
        } else {
            judge_refusal(outcome, answer);
        }
        return outcome;
    }

    Budget budget(const campaigns::OutgoingNotice& notice) const override {
        return {card(notice.message.subject, notice.message.text).size(), kMostBytes, Unit::bytes};
    }
};

}  // namespace

const Service& teams_service() {
    static const TeamsService service;
    return service;
}

}  // namespace outreach::connectors
