#include "connectors/line_service.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/base/hash.hpp"
#include "config/base/i18n.hpp"
#include "connectors/answer.hpp"
#include "connectors/chat_post.hpp"
#include "connectors/header_names.hpp"
#include "connectors/text_escape.hpp"

namespace outreach::connectors {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kMostUnits = 5000;       // UTF-16, of one text message
constexpr std::size_t kMostExplanation = 300;  // characters of an answer that are kept as detail
constexpr std::chrono::seconds kAfterThrottle{60};
// The quota is renewed at the beginning of a month: ask again once a day.
constexpr std::chrono::hours kAfterQuota{24};
// Ours: 4e9e7837-10d4-4248-86ec-943978659b07. Another one would make other keys, and messages that
// are tried again over an update would be shown twice.
constexpr std::array<std::uint8_t, 16> kNotices{
    0x4e, 0x9e, 0x78, 0x37, 0x10, 0xd4, 0x42, 0x48, 0x86, 0xec, 0x94, 0x39, 0x78, 0x65, 0x9b, 0x07};

std::string whole_text(const campaigns::Message& message) {
    if (message.text.empty()) return message.subject;
    return message.subject + "\n\n" + message.text;
}

std::string fitted(const campaigns::Message& message) {
    return fit_while(
        whole_text(message), cut_statement(message.language), [](const std::string& text) {
            return measure(text, Unit::utf16_units) <= kMostUnits;
        });
}

std::string text_at(const json& document, const char* pointer) {
    const json::json_pointer place(pointer);
    if (!document.contains(place)) return {};
    const json& value = document.at(place);
    return value.is_string() ? value.get<std::string>() : std::string();
}

// "The request body has 1 error(s): May not be empty (messages[0].text)".
std::string explanation(const json& document) {
    std::string words = text_at(document, "/message");
    const std::string detail = text_at(document, "/details/0/message");
    const std::string property = text_at(document, "/details/0/property");
    if (!detail.empty()) words += (words.empty() ? "" : ": ") + detail;
    if (!property.empty()) words += " (" + property + ")";
    return fit(words, kMostExplanation, Unit::characters, "…");
}

void judge_too_many(Outcome& outcome, const json& document) {
    if (text_at(document, "/message").find("monthly limit") != std::string::npos) {
        outcome.pause = kAfterQuota;
        outcome.detail = tr("monthly quota used up");
        return;
    }
    if (!outcome.pause) outcome.pause = kAfterThrottle;
}

void judge_refusal(Outcome& outcome, const json& document) {
    const std::string words = explanation(document);
    if (!words.empty()) outcome.detail += ": " + words;
    switch (outcome.status) {
        case 409:  // an earlier attempt with this key was taken
            outcome.verdict = Verdict::delivered;
            outcome.detail = tr("already accepted");
            outcome.pause.reset();
            break;
        case 429:
            judge_too_many(outcome, document);
            break;
        case 400:
        case 413:
            outcome.verdict = Verdict::rejected;
            outcome.pause.reset();
            break;
        case 401:  // the token was taken back or has run out
            outcome.verdict = Verdict::gone;
            outcome.pause.reset();
            break;
        default:  // 403: the plan or the account may not send; that can be put right
            break;
    }
}

// A retry key is good for 24 hours ("Retry failed API requests"); a repeat after that is not
// recognised, so it says that it may be one.
campaigns::Message marked(const campaigns::OutgoingNotice& notice,
                          const Trial& trial,
                          SysTime now) {
    constexpr std::chrono::hours kKeyLives{24};
    campaigns::Message message = notice.message;
    const auto due = parse_rfc3339(notice.due);
    const bool recognised = due && now - *due < kKeyLives;
    if (trial.maybe_repeat && !recognised) {
        message.subject.insert(0, repeat_mark(message.language));
    }
    return message;
}

class LineService final : public Service {
public:
    HttpRequest request(const Target& target,
                        const campaigns::OutgoingNotice& notice,
                        const Trial& trial,
                        SysTime now) const override {
        json body;
        const char* path = "/v2/bot/message/broadcast";
        if (target.to.size() == 1) {
            path = "/v2/bot/message/push";
            body["to"] = target.to.front();
        } else if (!target.to.empty()) {
            path = "/v2/bot/message/multicast";
            body["to"] = target.to;
        }
        // A test must not reach every follower: LINE looks at it and sends it to nobody ("Validate
        // message objects of a broadcast message").
        const bool test_to_all = target.to.empty() && notice.type == "outreach.partner.test";
        if (test_to_all) path = "/v2/bot/message/validate/broadcast";
        const json message = {{"type", "text"}, {"text", fitted(marked(notice, trial, now))}};
        body["messages"] = json::array({message});
        HttpRequest request = line_request(target, "POST", path);
        request.headers.emplace_back("Content-Type", "application/json");
        if (!test_to_all) request.headers.emplace_back("X-Line-Retry-Key", retry_key(notice.id));
        request.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
        return request;
    }

    Outcome judge(const HttpAnswer& answer, SysTime now) const override {
        Outcome outcome = judge_answer(answer.status, answer.retry_after, now);
        const json document = json::parse(answer.body, nullptr, false);
        if (!arrived(outcome.verdict)) judge_refusal(outcome, document);
        if (!arrived(outcome.verdict)) return outcome;
        if (!answer.body.empty() && !document.is_object()) {
            return not_its_answer(std::move(outcome));
        }
        outcome.reference = text_at(document, "/sentMessages/0/id");
        if (outcome.reference.size() > kLongestReference) outcome.reference.clear();
        return outcome;
    }

    Budget budget(const campaigns::OutgoingNotice& notice) const override {
        return {
            measure(whole_text(notice.message), Unit::utf16_units), kMostUnits, Unit::utf16_units};
    }

    bool knows_repeats() const override { return true; }
};

}  // namespace

const Service& line_service() {
    static const LineService service;
    return service;
}

std::size_t receivers(const Target& target) {
    return target.to.size();
}

HttpRequest line_request(const Target& target, std::string method, std::string_view path) {
    HttpRequest request;
    request.method = std::move(method);
    request.url = target.url;
    std::string& prefix = request.url.path;
    prefix.erase(std::min(prefix.find('?'), prefix.size()));
    while (!prefix.empty() && prefix.back() == '/') prefix.pop_back();
    prefix += path;
    for (const auto& [name, value] : target.headers) request.headers.emplace_back(name, value);
    request.headers.emplace_back("Authorization", "Bearer " + target.token);
    if (!has_header(target.headers, "User-Agent")) {
        request.headers.emplace_back("User-Agent", "outreachd/" OUTREACH_VERSION);
    }
    return request;
}

std::string retry_key(std::string_view notice_id) {
    return uuid5(kNotices, notice_id);
}

std::string uuid5(const std::array<std::uint8_t, 16>& space, std::string_view name) {
    std::string bytes(space.begin(), space.end());
    bytes += name;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
    digest[6] = static_cast<unsigned char>((digest[6] & 0x0F) | 0x50);
    digest[8] = static_cast<unsigned char>((digest[8] & 0x3F) | 0x80);
    std::string text = to_hex(std::string(digest.begin(), digest.begin() + 16));
    for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
    return text;
}

}  // namespace outreach::connectors
