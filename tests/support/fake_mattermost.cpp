// Mattermost's incoming webhooks: Slack's payloads, Markdown, several posts for a long text.
#include <nlohmann/json.hpp>

#include "tests/support/fake_services.hpp"
#include "tests/support/fake_text.hpp"

namespace outreach::test {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kMostRunes = 16'383;
const std::vector<std::string_view> kAll{"all", "channel", "here"};

// AppError as the server writes it.
FakeAnswer app_error(int status, const char* id, const char* message) {
    const json body = {{"id", id},
                       {"message", message},
                       {"detailed_error", ""},
                       {"request_id", "u1xjm4sgqjbwdxkbkh8ydepcqa"},
                       {"status_code", status}};
    return {status, {{"Content-Type", "application/json"}}, body.dump()};
}

// What the server makes of Slack's control sequences before it stores the post.
std::string as_stored(std::string text) {
    for (const char* word : {"channel", "here", "all"}) {
        text =
            replace_all(std::move(text), "<!" + std::string(word) + ">", "@" + std::string(word));
    }
    return text;
}

// What is left of entities once Markdown has become HTML and is shown.
std::string without_entities(std::string text) {
    text = replace_all(std::move(text), "&lt;", "<");
    text = replace_all(std::move(text), "&gt;", ">");
    return replace_all(std::move(text), "&amp;", "&");
}

Shown post_of(std::string_view text) {
    const auto address = [](std::string_view inside) -> std::optional<std::string> {
        const std::size_t bar = inside.find('|');
        if (bar != inside.npos) return std::string(inside.substr(bar + 1));
        if (inside.starts_with("http")) return std::string(inside);
        return {};
    };
    const Markup markup{.spans = {"```", "**", "__", "~~", "*", "_", "`"},
                        .backslash = true,
                        .headings = true,
                        .tight_quotes = true,
                        .lists = true,
                        .rules = true,
                        .links = true,
                        .angle = address};
    Shown post;
    post.text = without_entities(shown(text, markup));
    post.mentions = at_words(text, kAll, true);
    return post;
}

// Title, pretext and text; an attachment without a fallback breaks the contract.
std::optional<std::string> read_attachments(const json& attachments) {
    std::string out;
    for (const json& each : attachments) {
        if (!each.is_object() || !each.value("fallback", json()).is_string()) return {};
        for (const char* name : {"pretext", "title", "text"}) {
            const json part = each.value(name, json());
            if (part.is_string()) out += (out.empty() ? "" : "\n") + part.get<std::string>();
        }
    }
    return out;
}

}  // namespace

FakeAnswer FakeMattermost::in_own_words(int status) const {
    if (status == 429) {
        return {429,
                {{"Retry-After", "1"}, {"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1"}},
                "limit exceeded"};
    }
    return app_error(status, "api.context.server_error.app_error", "We couldn't do that.");
}

FakeAnswer FakeMattermost::decide(const FakeRequest& request) {
    if (request.method != "POST") return app_error(404, "api.context.404.app_error", "Not found.");
    const json body = json::parse(request.body, nullptr, false);
    const bool good = body.is_object() && (!body.contains("text") || body["text"].is_string()) &&
                      (!body.contains("attachments") || body["attachments"].is_array());
    if (!good) {
        return app_error(
            400, "web.incoming_webhook.parse.app_error", "Unable to parse incoming data.");
    }
    std::string text = body.value("text", "");
    if (text.empty() && !body.contains("attachments")) {
        return app_error(400, "web.incoming_webhook.text.app_error", "No text specified.");
    }
    if (revoked_)
        return app_error(400, "web.incoming_webhook.invalid.app_error", "Invalid webhook.");
    if (archived_) {
        return app_error(
            404, "web.incoming_webhook.channel.app_error", "Couldn't find the channel.");
    }
    const auto attached = read_attachments(body.value("attachments", json::array()));
    if (!attached) {
        return app_error(
            400, "web.incoming_webhook.parse.app_error", "Unable to parse incoming data.");
    }
    if (!attached->empty()) text += (text.empty() ? "" : "\n") + *attached;
    text = as_stored(std::move(text));
    std::string_view rest = text;
    for (int parts = 0; parts == 0 || !rest.empty(); ++parts) {
        const std::string_view part = first_code_points(rest, kMostRunes);
        rest.remove_prefix(part.size());
        Shown post = post_of(part);
        post.id = next_id();
        post.raw = request.body;
        accepted.push_back(std::move(post));
        if (parts > 0) ++splits;
    }
    return {200, {{"Content-Type", "text/plain"}}, "ok"};
}

}  // namespace outreach::test
