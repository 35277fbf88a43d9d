// A data file that says how to talk to a service for which there is no connector: a request with
// places for a notice's values, and what the answers mean. Pure.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "campaigns/reading/diagnostics.hpp"
#include "connectors/text_fit.hpp"

namespace outreach::connectors {

// Texts are Mustache; nothing is escaped as HTML.
struct TemplateFile {
    enum class Body { json, form, text };
    std::string method = "POST";  // or PUT, PATCH
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string content_type{};
    Body kind = Body::text;
    std::string body{};  // json: JSON whose strings are Mustache; text: Mustache; form: empty
    std::vector<std::pair<std::string, std::string>> form{};
    std::size_t most_text = 0;  // what {{text}} may hold, in `unit`; 0: no limit
    Unit unit = Unit::characters;
    std::vector<int> success{};   // empty: every 2xx
    std::string success_words{};  // what the answer's body must hold; may be empty
    std::vector<int> gone{};
    std::vector<int> rejected{};
};

struct TemplateReading {
    std::shared_ptr<const TemplateFile> file;  // null if there are errors
    std::vector<reading::Diagnostic> diagnostics;
};

// Format 1 (connectors/templates/generic-json.json is an example). Reports unknown keys and values
// with the nearest known one, tags that do not match, texts of several lines in headers, and
// statuses that mean two things. `name` is the file's, for the diagnostics.
[[nodiscard]] TemplateReading read_template_file(std::string_view text,
                                                 std::string name = "template");

}  // namespace outreach::connectors
