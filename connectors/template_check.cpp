#include "connectors/template_check.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <kainjow/mustache.hpp>

#include "config/base/i18n.hpp"

namespace outreach::connectors {
namespace {

using reading::Code;
using reading::Diagnostics;
using reading::JsonMember;
using reading::JsonNode;

constexpr std::size_t kMostBytes = 8000;  // of one text

// Values of one line of ASCII, which a header can hold.
constexpr std::array<std::string_view, 11> kPlain{"id",
                                                  "campaign",
                                                  "activity",
                                                  "purpose",
                                                  "status",
                                                  "start",
                                                  "end",
                                                  "due",
                                                  "language",
                                                  "partner",
                                                  "secret"};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

// What the tags of a template name. Partials and other delimiters are no names of values, so they
// are told apart here by their sign and found unknown.
std::vector<std::string> names_in(std::string_view text) {
    std::vector<std::string> names;
    for (auto at = text.find("{{"); at != text.npos; at = text.find("{{")) {
        text.remove_prefix(at + 2);
        const bool triple = text.starts_with('{');
        if (triple) text.remove_prefix(1);
        const auto end = text.find(triple ? "}}}" : "}}");
        if (end == text.npos) break;
        std::string_view name = trimmed(text.substr(0, end));
        text.remove_prefix(end);
        if (name.starts_with('!')) continue;
        if (!name.empty() && std::string_view("#^/&").find(name.front()) != name.npos) {
            name = trimmed(name.substr(1));
        }
        names.emplace_back(name);
    }
    return names;
}

bool is_header_name(std::string_view name) {
    std::string lower;
    for (const unsigned char c : name) lower += static_cast<char>(std::tolower(c));
    for (const std::string_view ours :
         {"content-type", "content-length", "host", "connection", "transfer-encoding"}) {
        if (lower == ours) return false;
    }
    return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_';
    });
}

}  // namespace

const std::vector<std::string>& template_values() {
    static const std::vector<std::string> names{"id",
                                                "campaign",
                                                "campaign_title",
                                                "activity",
                                                "activity_title",
                                                "purpose",
                                                "status",
                                                "start",
                                                "end",
                                                "venue",
                                                "subject",
                                                "text",
                                                "due",
                                                "language",
                                                "partner",
                                                "secret"};
    return names;
}

bool is_one_line(std::string_view text) {
    return std::none_of(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

void check_template(const JsonNode& node, Diagnostics& diagnostics) {
    if (node.text.size() > kMostBytes) {
        diagnostics.error(
            Code::out_of_range,
            {node.span.begin, node.span.begin + 1},
            trf("a text has {} bytes, at most {} are allowed", node.text.size(), kMostBytes),
            tr("shorten it"));
        return;
    }
    const std::vector<std::string>& known = template_values();
    bool good = true;
    for (const std::string& name : names_in(node.text)) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        good = false;
        const std::string near = reading::did_you_mean(name, known);
        diagnostics.error(Code::bad_template_file,
                          node.span,
                          trf("there is no value \"{}\" for a template", name),
                          near.empty() ? trf("one of: {}", fmt::join(known, ", "))
                                       : trf("did you mean \"{}\"?", near));
    }
    if (good && !kainjow::mustache::mustache(node.text).is_valid()) {
        diagnostics.error(Code::bad_template_file,
                          node.span,
                          tr("its tags do not match"),
                          tr("close each {{#name}} and {{^name}} with {{/name}}"));
    }
}

void check_json(const JsonNode& node, Diagnostics& diagnostics) {
    if (node.kind == JsonNode::Kind::string) check_template(node, diagnostics);
    for (const JsonNode& item : node.items) check_json(item, diagnostics);
    for (const JsonMember& member : node.members) {
        if (member.key.find("{{") != std::string::npos) {
            diagnostics.error(Code::bad_template_file,
                              member.key_span,
                              trf("\"{}\" is a name, and names are not filled in", member.key),
                              tr("write {{…}} into the texts only"));
        }
        check_json(member.value, diagnostics);
    }
}

void check_header(const JsonMember& member, Diagnostics& diagnostics) {
    if (!is_header_name(member.key) || !is_one_line(member.value.text)) {
        diagnostics.error(Code::bad_template_file,
                          member.key_span,
                          trf("the header \"{}\" cannot be set here", member.key),
                          tr("use a name of letters, digits and -, that the daemon "
                             "does not set itself, with a text of one line"));
    }
    check_template(member.value, diagnostics);
    const std::vector<std::string>& known = template_values();
    for (const std::string& name : names_in(member.value.text)) {
        const bool plain = std::find(kPlain.begin(), kPlain.end(), name) != kPlain.end();
        if (plain || std::find(known.begin(), known.end(), name) == known.end()) continue;
        diagnostics.error(Code::bad_template_file,
                          member.value.span,
                          trf("\"{}\" is written by people and cannot stand in a header", name),
                          trf("one of: {}", fmt::join(kPlain, ", ")));
    }
}

}  // namespace outreach::connectors
