// Mends what is only spelled wrongly: encoding, full-width characters, comments, commas, quotes,
// dates written the Japanese way. What a mend would have to guess is left to the reader's errors.
#pragma once

#include <string>
#include <vector>

#include "campaigns/reading/json_tree.hpp"

namespace outreach::reading {

struct Mended {
    std::string text;                // UTF-8
    std::vector<std::string> notes;  // what was done, each kind once, in the language of messages
};

// Bytes as they were saved → UTF-8 JSON text as far as that can be told.
[[nodiscard]] Mended mend_text(std::string_view bytes);

// Dates and times inside the tree → the format's; returns how many were mended.
std::size_t mend_values(JsonNode& node);

}  // namespace outreach::reading
