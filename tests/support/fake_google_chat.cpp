// Google Chat's webhooks: spaces.messages.create with a key and a token in the address.
#include <nlohmann/json.hpp>

#include "tests/support/fake_services.hpp"
#include "tests/support/fake_text.hpp"

namespace outreach::test {
namespace {

using json = nlohmann::ordered_json;

constexpr const char* kSpace = "spaces/AAAAtest000";
constexpr std::size_t kLongestThreadKey = 4000;

FakeAnswer error(int code, const char* status, const char* message) {
    const json body = {{"error", {{"code", code}, {"message", message}, {"status", status}}}};
    return {code, {{"Content-Type", "application/json; charset=UTF-8"}}, body.dump(2)};
}

FakeAnswer bad(const char* message) {
    return error(400, "INVALID_ARGUMENT", message);
}

Shown message_of(const std::string& text) {
    const auto angle = [](std::string_view inside) -> std::optional<std::string> {
        const std::size_t bar = inside.find('|');
        if (bar != inside.npos) return std::string(inside.substr(bar + 1));
        if (inside.starts_with("users/")) return "@" + std::string(inside.substr(6));
        if (inside.starts_with("http")) return std::string(inside);
        return {};
    };
    const Markup markup{.spans = {"```", "*", "_", "~", "`"}, .lists = true, .angle = angle};
    Shown message;
    message.text = shown(text, markup);
    message.mentions = angle_words(text, {"users/"});
    return message;
}

}  // namespace

FakeAnswer FakeGoogleChat::in_own_words(int status) const {
    if (status == 429) {
        return error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).");
    }
    if (status == 503) return error(503, "UNAVAILABLE", "The service is currently unavailable.");
    if (status == 401) {
        return error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
    }
    return error(status, "INTERNAL", "Internal error encountered.");
}

std::string FakeGoogleChat::thread_for(const std::string& option, const std::string& key) {
    const auto made = [this] {
        return std::string(kSpace) + "/threads/T" + std::to_string(++threads_made_);
    };
    if (option.empty() || key.empty()) return made();  // a key without the option is ignored
    const auto known = threads_.find(key);
    if (known != threads_.end()) return known->second;
    // Replies must have something to reply to, unless the fallback was asked for.
    if (option == "REPLY_MESSAGE_OR_FAIL") return {};
    return threads_[key] = made();
}

FakeAnswer FakeGoogleChat::decide(const FakeRequest& request) {
    auto query = query_of(request.target);
    if (request.method != "POST") return error(404, "NOT_FOUND", "Requested entity was not found.");
    if (archived_) return error(404, "NOT_FOUND", "Requested entity was not found.");
    if (query["key"].empty() || query["token"].empty() || revoked_) {
        return error(403, "PERMISSION_DENIED", "The caller does not have permission");
    }
    const std::string option = query["messageReplyOption"];
    if (!option.empty() && option != "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD" &&
        option != "REPLY_MESSAGE_OR_FAIL") {
        return bad("Invalid value at 'message_reply_option'");
    }
    if (const auto first = first_answers_.find(query["requestId"]);
        !query["requestId"].empty() && first != first_answers_.end()) {
        ++repeats;
        return {200, {{"Content-Type", "application/json; charset=UTF-8"}}, first->second};
    }
    const json body = json::parse(request.body, nullptr, false);
    if (!body.is_object()) return bad("Invalid JSON payload received.");
    for (const auto& [name, value] : body.items()) {
        if (name != "text" && name != "thread" && name != "cardsV2" && name != "fallbackText") {
            return bad("Invalid JSON payload received. Unknown name.");
        }
    }
    const json text = body.value("text", json(""));
    if (!text.is_string()) return bad("Invalid value at 'message.text' (TYPE_STRING)");
    if (text.get<std::string>().empty() && !body.contains("cardsV2")) {
        return bad("Message cannot be empty.");
    }
    if (request.body.size() > most_bytes) return bad("Message is longer than 32000 bytes");
    const json thread = body.value("thread", json::object());
    const std::string key = thread.is_object() ? thread.value("threadKey", "") : "";
    if (code_points(key) > kLongestThreadKey) return bad("Thread key is too long");
    Shown message = message_of(text.get<std::string>());
    message.thread = thread_for(option, key);
    if (message.thread.empty()) return error(404, "NOT_FOUND", "Thread not found.");
    message.id = std::string(kSpace) + "/messages/" + next_id() + "." + next_id();
    message.raw = request.body;
    const json answer = {{"name", message.id},
                         {"text", text},
                         {"thread", {{"name", message.thread}, {"threadKey", key}}}};
    accepted.push_back(std::move(message));
    if (!query["requestId"].empty()) first_answers_[query["requestId"]] = answer.dump();
    return {200, {{"Content-Type", "application/json; charset=UTF-8"}}, answer.dump()};
}

}  // namespace outreach::test
