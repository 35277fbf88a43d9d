// LINE's Messaging API: push, multicast, broadcast, the quota and what is used of it.
#include <nlohmann/json.hpp>
#include <regex>

#include "tests/support/fake_services.hpp"
#include "tests/support/fake_text.hpp"

namespace outreach::test {
namespace {

using json = nlohmann::ordered_json;

constexpr std::string_view kRoot = "/v2/bot/message/";
constexpr std::size_t kMostBytes = 2 * 1024 * 1024;
constexpr std::size_t kMostReceivers = 500;

FakeAnswer in_json(int status, const json& body) {
    return {status, {{"Content-Type", "application/json"}}, body.dump()};
}

FakeAnswer refuse(int status, const char* message) {
    return in_json(status, {{"message", message}});
}

struct Wrong {
    std::string property;
    std::string message;
};

FakeAnswer refuse(const Wrong& wrong) {
    return in_json(400,
                   {{"message", "The request body has 1 error(s)"},
                    {"details", {{{"message", wrong.message}, {"property", wrong.property}}}}});
}

bool is_uuid(const std::string& text) {
    static const std::regex shape("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
    return std::regex_match(text, shape);
}

// Multicast takes users only.
bool is_receiver(const json& id, bool only_users) {
    static const std::regex shape("[UCR][0-9a-f]{32}");
    return id.is_string() && std::regex_match(id.get<std::string>(), shape) &&
           (!only_users || id.get<std::string>()[0] == 'U');
}

std::vector<std::string> read_receivers(const json& body, const std::string& kind) {
    if (kind == "broadcast") return {"*"};
    const json to = body.value("to", json());
    if (kind == "push") {
        if (!is_receiver(to, false)) throw Wrong{"to", "The value is invalid"};
        return {to.get<std::string>()};
    }
    if (!to.is_array() || to.empty() || to.size() > kMostReceivers) {
        throw Wrong{"to", "Size must be between 1 and 500"};
    }
    std::set<std::string> each;
    for (const json& id : to) {
        if (!is_receiver(id, true)) throw Wrong{"to", "The value is invalid"};
        each.insert(id.get<std::string>());
    }
    return {each.begin(), each.end()};
}

std::string read_texts(const json& body) {
    const json messages = body.value("messages", json());
    if (!messages.is_array() || messages.empty() || messages.size() > 5) {
        throw Wrong{"messages", "Size must be between 1 and 5"};
    }
    std::string out;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const std::string at = "messages[" + std::to_string(i) + "].";
        if (!messages[i].is_object()) throw Wrong{at + "type", "May not be empty"};
        if (messages[i].value("type", json()) != "text") {
            throw Wrong{at + "type", "Must be one of the following values: [text]"};
        }
        const json text = messages[i].value("text", json());
        if (!text.is_string() || text.get<std::string>().empty()) {
            throw Wrong{at + "text", "May not be empty"};
        }
        if (utf16_units(text.get<std::string>()) > 5000) {
            throw Wrong{at + "text", "Length must be between 0 and 5000"};
        }
        out += (i > 0 ? "\n" : "") + text.get<std::string>();
    }
    return out;
}

void read_options(const json& body) {
    static const std::regex unit("[0-9a-zA-Z_]{1,30}");
    const json units = body.value("customAggregationUnits", json::array());
    if (!units.is_array() || units.size() > 1) {
        throw Wrong{"customAggregationUnits", "Size must be between 0 and 1"};
    }
    for (const json& each : units) {
        if (!each.is_string() || !std::regex_match(each.get<std::string>(), unit)) {
            throw Wrong{"customAggregationUnits", "The value is invalid"};
        }
    }
    if (body.contains("notificationDisabled") && !body["notificationDisabled"].is_boolean()) {
        throw Wrong{"notificationDisabled", "The value is invalid"};
    }
}

std::string header(const FakeRequest& request, const char* name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? "" : found->second;
}

}  // namespace

FakeAnswer FakeLine::in_own_words(int status) const {
    switch (status) {
        case 429:
            return refuse(429, "The API rate limit has been exceeded. Try again later.");
        case 403:
            return refuse(403, "Access to this API is not available for your account");
        case 500:
            return refuse(500, "Internal server error");
        default:
            return refuse(status, "The request could not be handled");
    }
}

FakeAnswer FakeLine::read_quota(std::string_view what) const {
    if (what == "quota/consumption") return in_json(200, {{"totalUsage", used}});
    if (!quota) return in_json(200, {{"type", "none"}});
    return in_json(200, {{"type", "limited"}, {"value", *quota}});
}

FakeAnswer FakeLine::decide(const FakeRequest& request) {
    const std::string_view path = path_of(request.target);
    const std::size_t at = path.find(kRoot);
    const std::string kind(at == path.npos ? "" : path.substr(at + kRoot.size()));
    const bool asks = kind == "quota" || kind == "quota/consumption";
    const bool sends = kind == "push" || kind == "multicast" || kind == "broadcast";
    if (!asks && !sends) return refuse(404, "Not found");
    if (request.method != (asks ? "GET" : "POST")) return refuse(405, "Method Not Allowed");
    if (revoked_ || header(request, "authorization") != "Bearer " + token_) {
        return refuse(401,
                      "Authentication failed. Confirm that the access token in the authorization "
                      "header is valid.");
    }
    if (asks && request.headers.contains("x-line-retry-key")) {
        return refuse(400, "The retry key is not supported by this API");
    }
    FakeAnswer out = asks ? read_quota(kind) : send(request, kind);
    out.headers.emplace_back("X-Line-Request-Id", "req-" + std::to_string(requests.size()));
    return out;
}

FakeAnswer FakeLine::send(const FakeRequest& request, const std::string& kind) {
    const std::string key = header(request, "x-line-retry-key");
    if (request.headers.contains("x-line-retry-key") && !is_uuid(key)) {
        return refuse(400, "Invalid retry key");
    }
    if (!header(request, "content-type").starts_with("application/json")) {
        return refuse(415, "The content type is not supported");
    }
    if (request.body.size() > kMostBytes) return refuse(413, "Request entity too large");
    if (const auto known = accepted_keys_.find(key); known != accepted_keys_.end()) {
        ++repeats;
        FakeAnswer out{409, {{"Content-Type", "application/json"}}, known->second.body};
        out.headers.emplace_back("X-Line-Accepted-Request-Id", known->second.request_id);
        return out;
    }
    const json body = json::parse(request.body, nullptr, false);
    if (!body.is_object()) {
        return refuse(400, "The request body could not be parsed as JSON (line: 1, column: 1)");
    }
    Shown message;
    try {
        message.receivers = read_receivers(body, kind);
        message.text = read_texts(body);
        read_options(body);
    } catch (const Wrong& wrong) {
        return refuse(wrong);
    }
    if (archived_ && kind == "push") return refuse(400, "Failed to send messages");
    const int count = kind == "broadcast" ? friends : static_cast<int>(message.receivers.size());
    if (quota && used + count > *quota) return refuse(429, "You have reached your monthly limit.");
    used += count;
    message.id = next_id();
    message.raw = request.body;
    // Only push tells the ids.
    json answer = json::object();
    if (kind == "push")
        answer["sentMessages"] = {{{"id", message.id}, {"quoteToken", "IStG5h1Tz7b"}}};
    accepted.push_back(std::move(message));
    if (!key.empty()) {
        json repeat = {{"message", "The retry key is already accepted"}};
        repeat.update(answer);
        accepted_keys_[key] = {"req-" + std::to_string(requests.size()), repeat.dump()};
    }
    return in_json(200, answer);
}

}  // namespace outreach::test
