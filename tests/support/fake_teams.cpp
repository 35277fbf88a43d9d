// Teams: a Workflows trigger that takes an adaptive card, and the connectors before it.
#include <nlohmann/json.hpp>

#include "tests/support/fake_services.hpp"
#include "tests/support/fake_text.hpp"

namespace outreach::test {
namespace {

using json = nlohmann::ordered_json;

constexpr const char* kCardType = "application/vnd.microsoft.card.adaptive";

std::string text_block(std::string_view text) {
    const Markup markup{.spans = {"**", "__", "*", "_"},
                        .backslash = true,
                        .lists = true,
                        .links = true,
                        .joins_lines = true};
    return shown(text, markup);
}

// Text blocks, alone or in containers. A block without "wrap" is one line, cut at the margin.
bool read_elements(const json& elements, Shown& into) {
    if (!elements.is_array()) return false;
    for (const json& element : elements) {
        const std::string type = element.is_object() ? element.value("type", "") : "";
        if (type == "Container") {
            if (!read_elements(element.value("items", json()), into)) return false;
        } else if (type == "TextBlock") {
            const json text = element.value("text", json());
            if (!text.is_string()) return false;
            if (!into.text.empty()) into.text += '\n';
            into.text += text_block(text.get<std::string>());
            if (!element.value("wrap", false)) into.clipped = true;
        } else if (type.empty()) {
            return false;
        }
    }
    return true;
}

// Only what "entities" names is called; <at> alone is text.
void read_mentions(const json& card, Shown& into) {
    const json teams = card.value("msteams", json::object());
    const json entities =
        teams.is_object() ? teams.value("entities", json::array()) : json::array();
    for (const json& entity : entities) {
        if (entity.value("type", "") == "mention")
            into.mentions.push_back(entity.value("text", ""));
    }
}

// Empty if the card will do; else what is wrong with it.
std::string read_card(const json& card, Shown& into) {
    if (!card.is_object() || card.value("type", "") != "AdaptiveCard") return "not an AdaptiveCard";
    const std::string version = card.value("version", "");
    if (version.size() != 3 || !version.starts_with("1.") || version[2] < '0' || version[2] > '5') {
        return "card version is not supported";
    }
    if (!read_elements(card.value("body", json()), into)) return "bad card element";
    if (into.text.empty()) return "empty card";
    read_mentions(card, into);
    into.preview = card.value("fallbackText", "");
    return {};
}

std::string read_message(const json& body, Shown& into) {
    if (!body.is_object() || body.value("type", "") != "message") return "type is not message";
    const json attachments = body.value("attachments", json());
    if (!attachments.is_array() || attachments.empty()) return "attachments are missing";
    for (const json& one : attachments) {
        if (!one.is_object() || one.value("contentType", "") != kCardType) return "bad contentType";
        if (!one.contains("contentUrl")) return "contentUrl is missing";
        const std::string wrong = read_card(one.value("content", json()), into);
        if (!wrong.empty()) return wrong;
    }
    return {};
}

FakeAnswer buried(int status) {
    return {200,
            {{"Content-Type", "text/plain; charset=utf-8"}},
            "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP "
            "error " +
                std::to_string(status) +
                " with ContextId tcid=0,server=msgapi-production-jpe-azsc2-2-35,cv=k3.0.."};
}

}  // namespace

FakeAnswer FakeTeams::refuse(int status, std::string_view code, std::string_view message) const {
    if (legacy) return buried(status);
    const json body = {{"error", {{"code", code}, {"message", message}}}};
    return {status, {{"Content-Type", "application/json; charset=utf-8"}}, body.dump()};
}

FakeAnswer FakeTeams::in_own_words(int status) const {
    if (status != 429) return refuse(status, "InternalServerError", "The request failed.");
    FakeAnswer out = refuse(429, "TooManyRequests", "Rate limit is exceeded. Try again later.");
    if (!legacy) out.headers.emplace_back("Retry-After", "12");
    return out;
}

FakeAnswer FakeTeams::decide(const FakeRequest& request) {
    if (buried_) return buried(*std::exchange(buried_, {}));
    if (archived_) return refuse(404, "WorkflowNotFound", "The workflow could not be found.");
    if (revoked_) {
        return refuse(401,
                      "DirectApiAuthorizationRequired",
                      "The request must be authenticated only by Shared Access scheme.");
    }
    if (flow_is_off) {
        return refuse(400,
                      "WorkflowTriggerIsNotEnabled",
                      "Could not execute workflow '0' trigger 'manual' with state 'Disabled': "
                      "trigger is not enabled.");
    }
    if (request.method != "POST") {
        return refuse(404, "TriggerRequestMethodNotValid", "The trigger expects POST.");
    }
    if (request.body.size() > most_bytes) {
        return refuse(413, "RequestEntityTooLarge", "The request is too large.");
    }
    Shown message;
    std::string wrong = "the body is no JSON of the expected shape";
    try {
        wrong = read_message(json::parse(request.body), message);
    } catch (const json::exception&) {
        return refuse(400, "InvalidRequestContent", wrong);
    }
    if (!wrong.empty()) return refuse(400, "TriggerInputSchemaMismatch", wrong);
    message.id = next_id();
    message.raw = request.body;
    if (!flow_fails) accepted.push_back(std::move(message));
    if (legacy) return {200, {{"Content-Type", "text/plain"}}, "1"};
    return {202, {{"x-ms-workflow-run-id", "08584"}}, ""};
}

}  // namespace outreach::test
