#include "campaigns/reading/object_reader.hpp"

#include <algorithm>

#include "config/base/ids.hpp"

namespace outreach::reading {

const char* kind_name(JsonNode::Kind kind) {
    switch (kind) {
        case JsonNode::Kind::null:
            return "null";
        case JsonNode::Kind::boolean:
            return "true/false";
        case JsonNode::Kind::integer:
            return tr("a whole number");
        case JsonNode::Kind::number:
            return tr("a number");
        case JsonNode::Kind::string:
            return tr("a text in quotation marks");
        case JsonNode::Kind::array:
            return tr("a list [ ]");
        case JsonNode::Kind::object:
            return tr("an object { }");
    }
    return "?";
}

void report_type(Diagnostics& diagnostics,
                 const JsonNode& node,
                 const char* what,
                 JsonNode::Kind want) {
    std::string help;
    if (want == JsonNode::Kind::string && node.kind == JsonNode::Kind::integer) {
        help = trf("write it as \"{}\"", node.integer);
    } else if (want == JsonNode::Kind::array && node.kind != JsonNode::Kind::null) {
        help = tr("put it into square brackets: [ … ]");
    } else if (want == JsonNode::Kind::integer && node.kind == JsonNode::Kind::string) {
        help = tr("remove the quotation marks");
    } else if (want == JsonNode::Kind::object) {
        help = tr("put it into curly brackets: { \"…\": … }");
    } else if (want == JsonNode::Kind::boolean) {
        help = tr("write true or false, without quotation marks");
    }
    const Span where{node.span.begin, std::min(node.span.end, node.span.begin + 60)};
    diagnostics.error(
        Code::wrong_type,
        where,
        trf("\"{}\" must be {}, but this is {}", what, kind_name(want), kind_name(node.kind)),
        help);
}

void report_choice(Diagnostics& diagnostics,
                   const JsonNode& node,
                   const std::vector<std::string>& choices) {
    const std::string near = did_you_mean(node.text, choices);
    std::string help = trf("one of: {}", fmt::join(choices, ", "));
    if (!near.empty()) help = trf("did you mean \"{}\"? ", near) + help;
    diagnostics.error(
        Code::bad_choice, node.span, trf("\"{}\" is not known here", node.text), help);
}

ObjectReader::ObjectReader(const JsonNode& node, const char* what, Diagnostics& diagnostics)
    : node_(node), what_(what), diagnostics_(diagnostics) {
    if (node.kind != JsonNode::Kind::object) {
        report_type(diagnostics, node, what, JsonNode::Kind::object);
    }
}

bool ObjectReader::has(const char* key) const {
    return std::any_of(node_.members.begin(), node_.members.end(), [&](const JsonMember& each) {
        return each.key == key;
    });
}

const JsonNode* ObjectReader::find(const char* key) {
    if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) asked_.emplace_back(key);
    for (const JsonMember& member : node_.members) {
        if (member.key == key) return &member.value;
    }
    return nullptr;
}

const JsonNode* ObjectReader::need(const char* key) {
    const JsonNode* node = find(key);
    if (node == nullptr && node_.kind == JsonNode::Kind::object) {
        diagnostics_.error(Code::missing_key,
                           {node_.span.begin, node_.span.begin + 1},
                           trf("\"{}\" is missing in this {}", key, tr(what_)),
                           trf("add \"{}\": …", key));
    }
    return node;
}

const JsonNode* ObjectReader::find(const char* key, JsonNode::Kind kind) {
    const JsonNode* node = find(key);
    if (node == nullptr || node->kind == kind) return node;
    report_type(diagnostics_, *node, key, kind);
    return nullptr;
}

const JsonNode* ObjectReader::need(const char* key, JsonNode::Kind kind) {
    return need(key) == nullptr ? nullptr : find(key, kind);
}

std::string ObjectReader::text(const char* key, std::size_t most) {
    const JsonNode* node = find(key, JsonNode::Kind::string);
    if (node == nullptr) return {};
    if (node->text.size() > most) {
        diagnostics_.error(
            Code::out_of_range,
            node->span,
            trf("\"{}\" has {} bytes, at most {} are allowed", key, node->text.size(), most),
            tr("shorten it"));
        return {};
    }
    return node->text;
}

std::string ObjectReader::need_text(const char* key, std::size_t most) {
    const JsonNode* node = need(key);
    if (node == nullptr) return {};
    if (node->kind == JsonNode::Kind::string && node->text.empty()) {
        diagnostics_.error(Code::missing_key,
                           node->span,
                           trf("\"{}\" is empty", key),
                           tr("write at least one character"));
    }
    return text(key, most);
}

std::optional<double> ObjectReader::number(const char* key, double low, double high) {
    const JsonNode* node = find(key);
    if (node == nullptr) return {};
    if (node->kind != JsonNode::Kind::integer && node->kind != JsonNode::Kind::number) {
        report_type(diagnostics_, *node, key, JsonNode::Kind::number);
        return {};
    }
    if (node->number < low || node->number > high) {
        diagnostics_.error(Code::out_of_range,
                           node->span,
                           trf("\"{}\" must be between {} and {}", key, low, high),
                           trf("write a number from {} to {}", low, high));
        return {};
    }
    return node->number;
}

std::optional<std::int64_t> ObjectReader::integer(const char* key,
                                                  std::int64_t low,
                                                  std::int64_t high) {
    const JsonNode* node = find(key, JsonNode::Kind::integer);
    if (node == nullptr) return {};
    if (node->integer < low || node->integer > high) {
        diagnostics_.error(Code::out_of_range,
                           node->span,
                           trf("\"{}\" must be between {} and {}", key, low, high),
                           trf("write a whole number from {} to {}", low, high));
        return {};
    }
    return node->integer;
}

std::vector<std::string> ObjectReader::texts(const char* key, std::size_t most) {
    std::vector<std::string> all;
    each(key, most, [&](const JsonNode& item) {
        if (item.kind != JsonNode::Kind::string) {
            report_type(diagnostics_, item, key, JsonNode::Kind::string);
            return;
        }
        all.push_back(item.text);
    });
    return all;
}

std::string ObjectReader::need_id(const char* key) {
    const JsonNode* node = need(key, JsonNode::Kind::string);
    if (node == nullptr) return {};
    if (is_valid_id(node->text)) return node->text;
    diagnostics_.error(Code::bad_id,
                       node->span,
                       trf("\"{}\" cannot be an id", node->text),
                       tr("use 1 to 64 of a-z, 0-9 and -, beginning and ending with a letter or "
                          "digit; the title may be in Japanese"));
    return {};
}

void ObjectReader::each(const char* key,
                        std::size_t most,
                        const std::function<void(const JsonNode& item)>& read) {
    const JsonNode* node = find(key, JsonNode::Kind::array);
    if (node == nullptr) return;
    if (node->items.size() > most) {
        diagnostics_.error(
            Code::out_of_range,
            {node->span.begin, node->span.begin + 1},
            trf("\"{}\" has {} entries, at most {} are allowed", key, node->items.size(), most),
            tr("shorten the list"));
        return;
    }
    for (const JsonNode& item : node->items) read(item);
}

void ObjectReader::some(const char* key,
                        std::size_t most,
                        const std::function<void(const JsonNode& item)>& read) {
    const JsonNode* node = find(key);
    if (node != nullptr && node->kind == JsonNode::Kind::array && node->items.empty()) {
        diagnostics_.error(
            Code::missing_key, node->span, trf("\"{}\" is empty", key), tr("name at least one"));
    }
    each(key, most, read);
}

void ObjectReader::refuse(const char* key, std::string message, std::string help) {
    for (const JsonMember& member : node_.members) {
        if (member.key != key) continue;
        diagnostics_.error(
            Code::misplaced_key, member.key_span, std::move(message), std::move(help));
        return;
    }
}

void ObjectReader::finish() {
    for (const JsonMember& member : node_.members) {
        if (std::find(asked_.begin(), asked_.end(), member.key) != asked_.end()) continue;
        const std::string near = did_you_mean(member.key, asked_);
        const std::string help = near.empty()
                                     ? trf("keys of a {}: {}", tr(what_), fmt::join(asked_, ", "))
                                     : trf("did you mean \"{}\"?", near);
        diagnostics_.error(Code::unknown_key,
                           member.key_span,
                           trf("unknown key \"{}\" in this {}", member.key, tr(what_)),
                           help);
    }
}

}  // namespace outreach::reading
