// Texts of a file: plain or in several languages, titles, web addresses.
#pragma once

#include "campaigns/model/text.hpp"
#include "campaigns/reading/object_reader.hpp"

namespace outreach::reading {

// Bytes of a long text at most.
constexpr std::size_t kLongestText = 20'000;

// A text, which then counts for every language, or {"ja", "ja-easy", "en", "audience"}.
[[nodiscard]] campaigns::LocalizedText read_localized(const JsonNode& node,
                                                      const char* what,
                                                      Diagnostics& diagnostics);
// A text value under a required key, for every reader to know.
[[nodiscard]] campaigns::LocalizedText read_title(ObjectReader& object, const char* key);
// Reports web addresses that are none.
[[nodiscard]] std::string read_web_address(ObjectReader& object, const char* key);
void check_web_addresses(const campaigns::LocalizedText& url,
                         const JsonNode* node,
                         Diagnostics& diagnostics);
// The same under an optional key, a plain text of at most `most` bytes.
[[nodiscard]] campaigns::LocalizedText read_text_value(ObjectReader& object,
                                                       const char* key,
                                                       std::size_t most);

}  // namespace outreach::reading
