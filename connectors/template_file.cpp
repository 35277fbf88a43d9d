#include "connectors/template_file.hpp"

#include <algorithm>

#include "campaigns/reading/common_readers.hpp"
#include "connectors/template_check.hpp"

namespace outreach::connectors {
namespace {

using reading::Code;
using reading::Diagnostics;
using reading::JsonMember;
using reading::JsonNode;
using reading::ObjectReader;
using Kind = JsonNode::Kind;

constexpr std::size_t kMostStatuses = 50;
constexpr std::int64_t kMostText = 1'000'000;

std::vector<std::pair<std::string, std::string>> read_texts(ObjectReader& object,
                                                            const char* key,
                                                            bool headers) {
    std::vector<std::pair<std::string, std::string>> all;
    const JsonNode* node = object.find(key, Kind::object);
    if (node == nullptr) return all;
    for (const JsonMember& member : node->members) {
        if (member.value.kind != Kind::string) {
            report_type(object.diagnostics(), member.value, member.key.c_str(), Kind::string);
            continue;
        }
        if (headers) {
            // Without a tag it may be a key that was written out.
            const bool filled = member.value.text.find("{{") != std::string::npos;
            if (!filled) object.diagnostics().hide(member.value.span);
            check_header(member, object.diagnostics());
        } else {
            check_template(member.value, object.diagnostics());
        }
        all.emplace_back(member.key, member.value.text);
    }
    return all;
}

void read_body(ObjectReader& object, std::string_view source, TemplateFile& file) {
    const JsonNode* node = object.need("body", Kind::object);
    if (node == nullptr) return;
    ObjectReader body(*node, "body", object.diagnostics());
    const JsonNode* json = body.find("json");
    const JsonNode* text = body.find("text", Kind::string);
    const bool form = body.has("form");
    file.form = read_texts(body, "form", false);
    body.finish();
    if ((json != nullptr) + form + body.has("text") != 1) {
        object.diagnostics().error(Code::bad_template_file,
                                   {node->span.begin, node->span.begin + 1},
                                   tr("a body is exactly one of json, form and text"),
                                   tr("keep the one that the service takes"));
        return;
    }
    if (json != nullptr) {
        check_json(*json, object.diagnostics());
        file.kind = TemplateFile::Body::json;
        file.content_type = "application/json";
        file.body = source.substr(json->span.begin, json->span.end - json->span.begin);
    } else if (form) {
        file.kind = TemplateFile::Body::form;
        file.content_type = "application/x-www-form-urlencoded";
    } else if (text != nullptr) {
        check_template(*text, object.diagnostics());
        file.content_type = "text/plain; charset=utf-8";
        file.body = text->text;
    }
}

void read_limit(ObjectReader& object, TemplateFile& file) {
    const JsonNode* node = object.find("limit", Kind::object);
    if (node == nullptr) return;
    ObjectReader limit(*node, "limit", object.diagnostics());
    if (limit.need("text") != nullptr) {
        file.most_text = static_cast<std::size_t>(limit.integer("text", 1, kMostText).value_or(0));
    }
    if (const JsonNode* unit = limit.find("unit", Kind::string)) {
        if (unit->text == "utf16") {
            file.unit = Unit::utf16_units;
        } else if (unit->text == "bytes") {
            file.unit = Unit::bytes;
        } else if (unit->text != "characters") {
            report_choice(object.diagnostics(), *unit, {"characters", "utf16", "bytes"});
        }
    }
    limit.finish();
}

struct Meanings {
    std::vector<int> seen;

    // The statuses under `key`; `words` is null where an answer's words do not matter.
    std::vector<int> read(ObjectReader& object, const char* key, std::string* words) {
        std::vector<int> all;
        const JsonNode* node = object.find(key, Kind::object);
        if (node == nullptr) return all;
        ObjectReader meaning(*node, "meaning of an answer", object.diagnostics());
        meaning.each("status", kMostStatuses, [&](const JsonNode& item) {
            const auto status = static_cast<int>(item.integer);
            if (item.kind != Kind::integer || item.integer < 200 || item.integer > 599) {
                object.diagnostics().error(
                    Code::out_of_range,
                    item.span,
                    trf("\"{}\" must be between {} and {}", "status", 200, 599),
                    trf("write a whole number from {} to {}", 200, 599));
                return;
            }
            if (std::find(seen.begin(), seen.end(), status) != seen.end()) {
                object.diagnostics().error(
                    Code::bad_template_file,
                    item.span,
                    trf("the status {} has two meanings", status),
                    tr("a status stands once under one of success, gone and rejected"));
            }
            seen.push_back(status);
            all.push_back(status);
        });
        if (words != nullptr) *words = meaning.text("body_contains", 200);
        meaning.finish();
        return all;
    }
};

void read_method(ObjectReader& object, TemplateFile& file) {
    const JsonNode* method = object.find("method", Kind::string);
    if (method == nullptr) return;
    file.method = method->text;
    const std::vector<std::string> known{"POST", "PUT", "PATCH"};
    if (std::find(known.begin(), known.end(), file.method) == known.end()) {
        report_choice(object.diagnostics(), *method, known);
    }
}

TemplateFile read_file(const JsonNode& tree, std::string_view source, Diagnostics& diagnostics) {
    TemplateFile file;
    ObjectReader object(tree, "template file", diagnostics);
    if (tree.kind != Kind::object) return file;
    object.text("$schema");
    object.text("description");
    reading::read_format(object);
    read_method(object, file);
    file.headers = read_texts(object, "headers", true);
    read_body(object, source, file);
    if (const JsonNode* type = object.find("content_type", Kind::string)) {
        if (!is_one_line(type->text) || type->text.find('/') == std::string::npos) {
            diagnostics.error(Code::bad_template_file,
                              type->span,
                              tr("this is no media type"),
                              tr("write it like application/json"));
        }
        file.content_type = type->text;
    }
    read_limit(object, file);
    Meanings meanings;
    file.success = meanings.read(object, "success", &file.success_words);
    file.gone = meanings.read(object, "gone", nullptr);
    file.rejected = meanings.read(object, "rejected", nullptr);
    object.finish();
    return file;
}

}  // namespace

TemplateReading read_template_file(std::string_view text, std::string name) {
    const reading::SourceText source(std::move(name), std::string(text));
    Diagnostics diagnostics(source);
    TemplateReading reading;
    if (const auto tree = reading::parse_json(source, diagnostics)) {
        TemplateFile file = read_file(*tree, source.text(), diagnostics);
        if (!diagnostics.has_errors()) {
            reading.file = std::make_shared<const TemplateFile>(std::move(file));
        }
    }
    reading.diagnostics = diagnostics.take();
    return reading;
}

}  // namespace outreach::connectors
