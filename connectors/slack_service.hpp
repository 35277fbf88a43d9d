// The `slack` connector: a message of blocks to an incoming webhook.
#pragma once

#include "connectors/service.hpp"

namespace outreach::connectors {

// A header, and the text in sections split at line ends, as many as it takes; nothing in the text
// is markup but its links. Limits, in UTF-16 units after escaping: 50 blocks, header 150, section
// 3,000, all blocks 12,000 (the documentation names none for the whole; about 13,200 were refused:
// slackapi/bolt-js, issue 2509).
// A subject too long for the header stands in full above the text. An answer is a status and a word
// of plain text. Slack knows no repeats and offers no edits.
// Sources: Slack developer documentation, "Sending messages using incoming webhooks", "Formatting
// message text", "Text object", "Header block", "Section block".
[[nodiscard]] const Service& slack_service();

}  // namespace outreach::connectors
