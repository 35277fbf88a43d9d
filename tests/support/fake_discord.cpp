// Discord's webhooks: execute, edit, allowed mentions, rate limit headers.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/support/fake_services.hpp"
#include "tests/support/fake_text.hpp"

namespace outreach::test {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kMostEmbedText = 6000;  // of all embeds together

FakeAnswer in_json(int status, const json& body) {
    return {status, {{"Content-Type", "application/json"}}, body.dump()};
}

FakeAnswer error(int status, int code, const char* message) {
    return in_json(status, {{"message", message}, {"code", code}});
}

// 50035 with the error at its place: "embeds/0/title".
struct FormError {
    std::string path;
    std::string code;
    std::string message;
};

FakeAnswer form_error(const FormError& wrong) {
    json errors = json::object();
    const json::json_pointer place("/" + wrong.path + "/_errors");
    errors[place] = json::array({{{"code", wrong.code}, {"message", wrong.message}}});
    // A pointer's "0" makes an array out of nothing, where Discord has an object.
    if (errors.contains("embeds") && errors["embeds"].is_array()) {
        const json only = errors["embeds"].back();
        errors["embeds"] = {{std::to_string(errors["embeds"].size() - 1), only}};
    }
    return in_json(400, {{"message", "Invalid Form Body"}, {"code", 50035}, {"errors", errors}});
}

// What is read of a message; throws FormError.
class MessageReader {
public:
    explicit MessageReader(Shown& into) : into_(into) {}

    void read(const json& body) {
        const std::string content = text_of(body, "content", "content", 2000);
        const json embeds = body.value("embeds", json());
        if (!embeds.is_null() && !embeds.is_array()) {
            throw FormError{"embeds", "LIST_TYPE_CONVERT", "Only iterables may be used."};
        }
        if (embeds.size() > 10) {
            throw FormError{"embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length."};
        }
        into_.text.clear();
        show(content);
        for (std::size_t i = 0; i < embeds.size(); ++i) {
            read_embed(embeds[i], "embeds/" + std::to_string(i));
        }
        if (total_ > kMostEmbedText) {
            throw FormError{
                "embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000"};
        }
        read_mentions(content, body.value("allowed_mentions", json()));
    }

private:
    static std::string text_of(const json& in,
                               const char* name,
                               const std::string& path,
                               std::size_t most) {
        const json value = in.value(name, json());
        if (value.is_null()) return {};
        if (!value.is_string()) {
            throw FormError{path, "STRING_TYPE_CONVERT", "Could not interpret as string."};
        }
        const std::string text = value.get<std::string>();
        if (utf16_units(text) > most) {
            throw FormError{path,
                            "BASE_TYPE_MAX_LENGTH",
                            "Must be " + std::to_string(most) + " or fewer in length."};
        }
        return text;
    }

    void read_embed(const json& embed, const std::string& path) {
        if (!embed.is_object()) {
            throw FormError{path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used."};
        }
        count(text_of(embed, "title", path + "/title", 256));
        count(text_of(embed, "description", path + "/description", 4096));
        const json fields = embed.value("fields", json::array());
        if (fields.size() > 25) {
            throw FormError{
                path + "/fields", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length."};
        }
        for (const json& field : fields) {
            for (const auto& [name, most] : {std::pair{"name", 256}, std::pair{"value", 1024}}) {
                const auto text =
                    text_of(field, name, path + "/fields", static_cast<std::size_t>(most));
                if (text.empty()) {
                    throw FormError{
                        path + "/fields", "BASE_TYPE_REQUIRED", "This field is required"};
                }
                count(text);
            }
        }
        count(text_of(embed.value("footer", json::object()), "text", path + "/footer", 2048));
        count(text_of(embed.value("author", json::object()), "name", path + "/author", 256));
    }

    void count(const std::string& text) {
        total_ += utf16_units(text);
        show(text);
    }

    void show(const std::string& text) {
        if (text.empty()) return;
        const auto angle = [](std::string_view inside) -> std::optional<std::string> {
            if (inside.starts_with('@') || inside.starts_with('#') || inside.starts_with("t:") ||
                inside.starts_with("http")) {
                return std::string(inside);
            }
            return {};
        };
        const Markup markup{.spans = {"```", "**", "__", "~~", "||", "*", "_", "`"},
                            .backslash = true,
                            .headings = true,
                            .lists = true,
                            .links = true,
                            .angle = angle};
        if (!into_.text.empty()) into_.text += '\n';
        into_.text += shown(text, markup);
    }

    // Nothing said allows all; embeds never call anyone.
    void read_mentions(const std::string& content, const json& allowed) {
        const json parse = allowed.is_object() ? allowed.value("parse", json::array()) : json();
        for (const json& kind : parse) {
            if (kind != "everyone" && kind != "users" && kind != "roles") {
                throw FormError{"allowed_mentions/parse", "BASE_TYPE_CHOICES", "Unknown value."};
            }
        }
        const auto allows = [&](const char* kind) {
            return parse.is_null() || std::find(parse.begin(), parse.end(), kind) != parse.end();
        };
        into_.mentions.clear();
        if (allows("everyone")) note(at_words(content, {"everyone", "here"}));
        if (allows("roles")) note(angle_words(content, {"@&"}));
        if (!allows("users")) return;
        for (const std::string& each : angle_words(content, {"@"})) {
            if (!each.starts_with("<@&")) into_.mentions.push_back(each);
        }
    }

    void note(const std::vector<std::string>& calls) {
        into_.mentions.insert(into_.mentions.end(), calls.begin(), calls.end());
    }

    Shown& into_;
    std::size_t total_ = 0;
};

json message_json(const Shown& message, const json& body) {
    return {
        {"id", message.id},
        {"type", 0},
        {"content", body.value("content", json(""))},
        {"channel_id", "1200000000000000001"},
        {"embeds", body.value("embeds", json::array())},
        {"mention_everyone", !message.mentions.empty()},
        {"timestamp", "2026-07-01T01:00:00.000000+00:00"},
        {"edited_timestamp", message.edited ? json("2026-07-01T02:00:00.000000+00:00") : json()}};
}

}  // namespace

FakeAnswer FakeDiscord::with_rate(FakeAnswer answer) const {
    answer.headers.emplace_back("X-RateLimit-Limit", "5");
    answer.headers.emplace_back("X-RateLimit-Remaining",
                                std::to_string(answer.status == 429 ? 0 : reported_remaining));
    answer.headers.emplace_back("X-RateLimit-Reset-After", reset_after);
    answer.headers.emplace_back("X-RateLimit-Bucket", "abcd1234");
    return answer;
}

FakeAnswer FakeDiscord::in_own_words(int status) const {
    if (status != 429) return error(status, 0, "The server could not do that.");
    const double seconds = std::stod(reset_after);
    FakeAnswer out = in_json(
        429,
        {{"message", "You are being rate limited."}, {"retry_after", seconds}, {"global", global}});
    out.headers.emplace_back("Retry-After", std::to_string(static_cast<int>(std::ceil(seconds))));
    out.headers.emplace_back("X-RateLimit-Scope", global ? "global" : "user");
    if (global) out.headers.emplace_back("X-RateLimit-Global", "true");
    return with_rate(std::move(out));
}

FakeAnswer FakeDiscord::decide(const FakeRequest& request) {
    if (archived_) return error(404, 10015, "Unknown Webhook");
    if (revoked_) return error(401, 50027, "Invalid Webhook Token");
    const std::string_view path = path_of(request.target);
    if (request.method == "PATCH") {
        const std::size_t at = path.rfind("/messages/");
        return edit(request, at == path.npos ? "" : path.substr(at + 10));
    }
    if (request.method != "POST") return error(405, 0, "405: Method Not Allowed");
    const auto type = request.headers.find("content-type");
    const bool is_json =
        type != request.headers.end() && type->second.starts_with("application/json");
    if (!is_json) return error(400, 50006, "Cannot send an empty message");
    const json body = json::parse(request.body, nullptr, false);
    if (!body.is_object()) {
        return error(400, 50109, "The request body contains invalid JSON.");
    }
    auto query = query_of(request.target);
    Shown message;
    try {
        MessageReader(message).read(body);
    } catch (const FormError& wrong) {
        return form_error(wrong);
    }
    if (message.text.find_first_not_of(" \n") == std::string::npos) {
        return error(400, 50006, "Cannot send an empty message");
    }
    const bool waits = query["wait"] == "true" || query["wait"] == "1";
    message.id = next_id();
    message.thread = query["thread_id"];
    message.raw = request.body;
    const json answer = message_json(message, body);
    const bool lost = std::exchange(drop_, false);
    if (lost && waits) return error(500, 0, "500: Internal Server Error");
    if (!lost) accepted.push_back(std::move(message));
    return with_rate(waits ? in_json(200, answer) : FakeAnswer{204, {}, {}});
}

// All fields are optional; what is not named stays.
FakeAnswer FakeDiscord::edit(const FakeRequest& request, std::string_view id) {
    const auto found = std::find_if(
        accepted.begin(), accepted.end(), [&](const Shown& each) { return each.id == id; });
    if (found == accepted.end()) return error(404, 10008, "Unknown Message");
    if (query_of(request.target)["thread_id"] != found->thread) {
        return error(404, 10008, "Unknown Message");
    }
    const json changes = json::parse(request.body, nullptr, false);
    if (!changes.is_object()) return error(400, 50109, "The request body contains invalid JSON.");
    json merged = json::parse(found->raw);
    merged.erase("allowed_mentions");
    for (const auto& [name, value] : changes.items()) merged[name] = value;
    Shown message = *found;
    try {
        MessageReader(message).read(merged);
    } catch (const FormError& wrong) {
        return form_error(wrong);
    }
    if (message.text.empty()) return error(400, 50006, "Cannot send an empty message");
    message.edited = true;
    message.raw = merged.dump();
    *found = std::move(message);
    return with_rate(in_json(200, message_json(*found, merged)));
}

}  // namespace outreach::test
