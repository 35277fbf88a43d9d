// Slack's incoming webhooks. Slack does not say in which unit it counts; the fake counts UTF-16
// units of the text as it is sent, which is the strictest reading.
#include <nlohmann/json.hpp>

#include "tests/support/fake_services.hpp"
#include "tests/support/fake_text.hpp"

namespace outreach::test {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kMostBlocks = 50;
constexpr std::size_t kMostText = 40'000;  // of "text"; more is cut off by Slack
const std::vector<std::string_view> kCalls{"!channel", "!here", "!everyone", "!subteam^", "@"};
const std::vector<std::string_view> kBare{"channel", "here", "everyone"};

std::string without_entities(std::string text) {
    text = replace_all(std::move(text), "&lt;", "<");
    text = replace_all(std::move(text), "&gt;", ">");
    return replace_all(std::move(text), "&amp;", "&");
}

// "!channel" shows as @channel, "address|label" as the label.
std::optional<std::string> control(std::string_view inside) {
    const std::size_t bar = inside.find('|');
    if (bar != inside.npos) return std::string(inside.substr(bar + 1));
    if (inside.starts_with('!')) return "@" + std::string(inside.substr(1));
    return std::string(inside);
}

std::string mrkdwn(std::string_view text) {
    const Markup markup{.spans = {"```", "*", "_", "~", "`"}, .angle = control};
    return without_entities(shown(text, markup));
}

// What is in the blocks, put together; throws the word that Slack answers with.
class BlockReader {
public:
    BlockReader(Shown& into, bool bare) : into_(into), bare_(bare) {}

    std::size_t read(const json& blocks) {
        if (!blocks.is_array()) throw std::string("invalid_blocks_format");
        if (blocks.size() > kMostBlocks) throw std::string("invalid_blocks");
        for (const json& block : blocks) read_block(block);
        return total_;
    }

private:
    void read_block(const json& block) {
        const std::string type = block.is_object() ? block.value("type", "") : "";
        if (type == "header") {
            take(block.value("text", json()), 150, true);
        } else if (type == "section") {
            read_section(block);
        } else if (type == "context") {
            for (const json& element : list(block, "elements")) take(element, 2000, false);
        } else if (type != "divider") {
            throw std::string("invalid_blocks");
        }
    }

    void read_section(const json& block) {
        if (block.contains("text")) take(block["text"], 3000, false);
        if (!block.contains("text") || block.contains("fields")) {
            for (const json& field : list(block, "fields")) take(field, 2000, false);
        }
    }

    // An array of one to ten.
    static json list(const json& block, const char* name) {
        json items = block.value(name, json());
        if (!items.is_array() || items.empty() || items.size() > 10) {
            throw std::string("invalid_blocks");
        }
        return items;
    }

    void take(const json& object, std::size_t most, bool only_plain) {
        const bool good = object.is_object() && object.value("text", json()).is_string();
        if (!good) throw std::string("invalid_blocks");
        const std::string type = object.value("type", "");
        const std::string text = object["text"].get<std::string>();
        const bool plain = type == "plain_text";
        if (!plain && (only_plain || type != "mrkdwn")) throw std::string("invalid_blocks");
        const std::size_t length = utf16_units(text);
        if (length == 0 || length > most) throw std::string("invalid_blocks");
        total_ += length;
        if (!into_.text.empty()) into_.text += '\n';
        into_.text += plain ? without_entities(text) : mrkdwn(text);
        if (plain) return;
        note(angle_words(text, kCalls));
        if (bare_ && !object.value("verbatim", false)) note(at_words(text, kBare));
    }

    void note(const std::vector<std::string>& calls) {
        into_.mentions.insert(into_.mentions.end(), calls.begin(), calls.end());
    }

    Shown& into_;
    bool bare_;
    std::size_t total_ = 0;
};

FakeAnswer says(int status, std::string word) {
    return {status, {{"Content-Type", "text/html"}}, std::move(word)};
}

}  // namespace

FakeAnswer FakeSlack::in_own_words(int status) const {
    if (status == 429) return {429, {{"Retry-After", "30"}}, "rate_limited"};
    if (status == 500) return says(500, "rollup_error");
    if (status == 403) return says(403, "action_prohibited");
    return says(status, status >= 500 ? "server_error" : "invalid_payload");
}

FakeAnswer FakeSlack::decide(const FakeRequest& request) {
    if (request.method != "POST") return says(405, "method_not_allowed");
    if (revoked_) return says(404, "no_service");
    if (archived_) return says(410, "channel_is_archived");
    const auto type = request.headers.find("content-type");
    const bool is_json =
        type != request.headers.end() && type->second.starts_with("application/json");
    const json body = json::parse(request.body, nullptr, false);
    if (!is_json || !body.is_object()) return says(400, "invalid_payload");
    const bool has_text = body.contains("text");
    if (has_text && !body["text"].is_string()) return says(400, "invalid_payload");
    std::string text = has_text ? body["text"].get<std::string>() : "";
    if (text.empty() && !body.contains("blocks") && !body.contains("attachments")) {
        return says(400, has_text ? "no_text" : "missing_text_or_fallback_or_attachments");
    }
    Shown message;
    message.raw = request.body;
    message.clipped = code_points(text) > kMostText;
    text = first_code_points(text, kMostText);
    message.mentions = angle_words(text, kCalls);
    message.preview = mrkdwn(text);
    message.text = message.preview;
    if (body.contains("blocks")) {
        message.text.clear();
        try {
            const std::size_t total =
                BlockReader(message, parses_bare_mentions).read(body["blocks"]);
            if (total > most_in_all) return says(400, "msg_blocks_too_long");
        } catch (const std::string& word) {
            return says(400, word);
        } catch (const json::exception&) {
            return says(400, "invalid_blocks_format");
        }
    }
    message.id = next_id();
    accepted.push_back(std::move(message));
    return says(200, "ok");
}

}  // namespace outreach::test
