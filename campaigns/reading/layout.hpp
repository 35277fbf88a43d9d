// The canonical layout of a JSON file: two spaces, what fits in 100 columns on one line.
#pragma once

#include <string>

#include "campaigns/reading/json_tree.hpp"

namespace outreach::reading {

// With a line end at the end. Numbers keep the spelling that they have in `source`.
[[nodiscard]] std::string lay_out(const JsonNode& tree, const SourceText& source);

}  // namespace outreach::reading
