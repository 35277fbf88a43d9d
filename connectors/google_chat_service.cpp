#include "connectors/google_chat_service.hpp"

#include <nlohmann/json.hpp>

#include "connectors/answer.hpp"
#include "connectors/chat_post.hpp"
#include "connectors/header_names.hpp"
#include "connectors/text_escape.hpp"

namespace outreach::connectors {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kMostBytes = 32'000;     // of the whole body
constexpr std::size_t kMostSubject = 300;      // characters, where the whole is too long
constexpr std::size_t kMostExplanation = 200;  // characters of an answer that are kept as detail
constexpr std::chrono::seconds kAfterThrottle{60};

// * _ ~ ` format, <…> links and mentions: a zero width space behind them leaves them as letters.
std::string escaped(std::string_view text) {
    return escape_and_frame_links(
        text, [](std::string& out, std::string_view whole, std::size_t at) {
            out += whole[at];
            if (std::string_view("*_~`<").find(whole[at]) != std::string_view::npos) {
                out += kZeroWidthSpace;
            }
        });
}

std::string body_of(const campaigns::OutgoingNotice& notice,
                    std::string_view subject,
                    std::string_view text) {
    std::string whole = "*" + escaped(subject) + "*";
    if (!text.empty()) whole += "\n\n" + escaped(text);
    const std::string thread = notice.campaign.str() + "." + notice.activity.str();
    const json body = {{"text", std::move(whole)}, {"thread", {{"threadKey", thread}}}};
    return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string fitted(const campaigns::OutgoingNotice& notice) {
    const campaigns::Message& message = notice.message;
    std::string whole = body_of(notice, message.subject, message.text);
    if (whole.size() <= kMostBytes) return whole;
    const std::string subject = fit(message.subject, kMostSubject, Unit::characters, "…");
    const std::string text =
        fit_while(message.text, cut_statement(message.language), [&](const std::string& shorter) {
            return body_of(notice, subject, shorter).size() <= kMostBytes;
        });
    return body_of(notice, subject, text);
}

std::string text_at(const json& document, const char* pointer) {
    const json::json_pointer place(pointer);
    if (!document.contains(place)) return {};
    const json& value = document.at(place);
    return value.is_string() ? value.get<std::string>() : std::string();
}

// The key in the address was taken back, which this service calls a bad argument.
bool key_is_bad(const json& document) {
    const json::json_pointer place("/error/details");
    if (!document.contains(place) || !document.at(place).is_array()) return false;
    for (const json& detail : document.at(place)) {
        if (text_at(detail, "/reason") == "API_KEY_INVALID") return true;
    }
    return false;
}

void judge_refusal(Outcome& outcome, const json& document) {
    const std::string status = text_at(document, "/error/status");
    switch (outcome.status) {
        case 400:
            outcome.verdict = key_is_bad(document) ? Verdict::gone : Verdict::rejected;
            outcome.pause.reset();
            break;
        case 401:
        case 403:
        case 404:
            if (status != "PERMISSION_DENIED" && status != "NOT_FOUND" &&
                status != "UNAUTHENTICATED") {
                break;
            }
            outcome.verdict = Verdict::gone;
            outcome.pause.reset();
            break;
        case 429:
            if (!outcome.pause) outcome.pause = kAfterThrottle;
            break;
        default:
            break;
    }
    const std::string words = text_at(document, "/error/message");
    if (words.empty()) return;
    outcome.detail += ": " + fit(words, kMostExplanation, Unit::characters, "…");
}

class GoogleChatService final : public Service {
public:
    HttpRequest request(const Target& target,
                        const campaigns::OutgoingNotice& notice,
                        const Trial&,
                        SysTime) const override {
        HttpRequest request;
        request.url = target.url;
        std::string& path = request.url.path;
        path += path.find('?') == std::string::npos ? '?' : '&';
        path += "messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD&requestId=" + notice.id;
        for (const auto& [name, value] : target.headers) request.headers.emplace_back(name, value);
        request.headers.emplace_back("Content-Type", "application/json");
        if (!has_header(target.headers, "User-Agent")) {
            request.headers.emplace_back("User-Agent", "outreachd/" OUTREACH_VERSION);
        }
        request.body = fitted(notice);
        return request;
    }

    Outcome judge(const HttpAnswer& answer, SysTime now) const override {
        Outcome outcome = judge_answer(answer.status, answer.retry_after, now);
        const json document = json::parse(answer.body, nullptr, false);
        if (!arrived(outcome.verdict)) {
            judge_refusal(outcome, document);
            return outcome;
        }
        if (!answer.body.empty() && !document.is_object()) {
            return not_its_answer(std::move(outcome));
        }
        outcome.reference = text_at(document, "/name");
        if (outcome.reference.size() > kLongestReference) outcome.reference.clear();
        return outcome;
    }

    // developers.google.com/workspace/chat/limits: 60 writes in 60 s for each space, shared by all.
    std::optional<campaigns::Rate> usual_rate() const override {
        return campaigns::Rate{60, std::chrono::seconds{60}};
    }

    Budget budget(const campaigns::OutgoingNotice& notice) const override {
        return {body_of(notice, notice.message.subject, notice.message.text).size(),
                kMostBytes,
                Unit::bytes};
    }

    bool knows_repeats() const override { return true; }
};

}  // namespace

const Service& google_chat_service() {
    static const GoogleChatService service;
    return service;
}

}  // namespace outreach::connectors
