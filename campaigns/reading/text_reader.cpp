#include "campaigns/reading/text_reader.hpp"

namespace outreach::reading {

using campaigns::LocalizedText;
using Kind = JsonNode::Kind;

namespace {

void report_address(const JsonNode& node, Diagnostics& diagnostics) {
    diagnostics.error(Code::bad_url,
                      node.span,
                      tr("this is no web address"),
                      tr("write it with https:// in front, like https://www.city.example/page"));
}

}  // namespace

LocalizedText read_title(ObjectReader& object, const char* key) {
    const JsonNode* node = object.need(key);
    if (node == nullptr) return {};
    Diagnostics& diagnostics = object.diagnostics();
    if (node->kind == Kind::string && node->text.empty()) {
        diagnostics.error(Code::missing_key,
                          node->span,
                          trf("\"{}\" is empty", key),
                          tr("write at least one character"));
    }
    if (node->kind == Kind::object) {
        for (const JsonMember& member : node->members) {
            if (member.key != "audience") continue;
            diagnostics.error(Code::unknown_key,
                              member.key_span,
                              trf("unknown key \"{}\" in this {}", member.key, key),
                              tr("a title is for everybody; mark the whole activity instead"));
        }
    }
    return read_text_value(object, key, 400);
}

std::string read_web_address(ObjectReader& object, const char* key) {
    std::string url = object.text(key, 2000);
    if (!object.has(key) || url.starts_with("https://") || url.starts_with("http://")) return url;
    const JsonNode* node = object.find(key);
    if (node->kind == Kind::string) report_address(*node, object.diagnostics());
    return {};
}

void check_web_addresses(const LocalizedText& url, const JsonNode* node, Diagnostics& diagnostics) {
    if (node == nullptr) return;
    for (const std::string* each : {&url.ja, &url.ja_easy, &url.en}) {
        if (each->empty() || each->starts_with("https://") || each->starts_with("http://"))
            continue;
        report_address(*node, diagnostics);
        return;
    }
}

LocalizedText read_localized(const JsonNode& node, const char* what, Diagnostics& diagnostics) {
    LocalizedText text;
    if (node.kind == Kind::string) {
        text.ja = node.text;
        return text;
    }
    ObjectReader object(node, what, diagnostics);
    if (node.kind != Kind::object) return text;
    text.ja = object.text("ja", kLongestText);
    text.ja_easy = object.text("ja-easy", kLongestText);
    text.en = object.text("en", kLongestText);
    if (const auto audience = object.choice<campaigns::Audience>("audience")) {
        text.audience = *audience;
    }
    object.finish();
    if (text.empty()) {
        diagnostics.error(Code::missing_key,
                          node.span,
                          trf("\"{}\" says nothing", what),
                          tr("write { \"ja\": \"…\", \"en\": \"…\" } or just a text"));
    }
    return text;
}

LocalizedText read_text_value(ObjectReader& object, const char* key, std::size_t most) {
    const JsonNode* node = object.find(key);
    if (node == nullptr) return {};
    if (node->kind == Kind::string) {
        LocalizedText text;
        text.ja = object.text(key, most);
        return text;
    }
    return read_localized(*node, key, object.diagnostics());
}

}  // namespace outreach::reading
