// A text as Slack takes it: escaped, and cut into sections.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace outreach::connectors {

constexpr std::size_t kSlackSection = 3000;  // UTF-16 units, escaped

// For text objects without formatting.
[[nodiscard]] std::string slack_plain_text(std::string_view text);

// Nothing but the links is markup; links are framed: <https://…>.
[[nodiscard]] std::string slack_mrkdwn(std::string_view text);

// `text`, which is UTF-8, as mrkdwn in sections that end with lines; a line that is longer than a
// section is cut between characters. No section is blank. Stops when there are `most`.
[[nodiscard]] std::vector<std::string> slack_sections(std::string_view text, std::size_t most);

}  // namespace outreach::connectors
