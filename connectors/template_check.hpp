// Checks of the texts in a template file: that their tags match and name values that there are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "campaigns/reading/json_tree.hpp"

namespace outreach::connectors {

// What "{{…}}" may name.
[[nodiscard]] const std::vector<std::string>& template_values();

void check_template(const reading::JsonNode& node, reading::Diagnostics& diagnostics);
// Every text inside is a template; names are not.
void check_json(const reading::JsonNode& node, reading::Diagnostics& diagnostics);
// A name that may be set, and a template that fills one line of ASCII.
void check_header(const reading::JsonMember& member, reading::Diagnostics& diagnostics);

// True if nothing in it could end a header.
[[nodiscard]] bool is_one_line(std::string_view text);

}  // namespace outreach::connectors
