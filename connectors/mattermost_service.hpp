// The `mattermost` connector: one post of Markdown to an incoming webhook.
#pragma once

#include "connectors/service.hpp"

namespace outreach::connectors {

// The subject in bold and the text, in which nothing is markup but its links and nobody is
// mentioned. Limit: 16,383 code points after escaping; what is longer the server would split into
// several posts, so it is cut here. An answer is "ok", or JSON with an `id` that does not depend on
// the server's language. Mattermost knows no repeats and offers webhooks no edits.
// Sources: Mattermost documentation, "Incoming webhooks"; its server's app/webhook.go; the grammar
// of its fork of marked (what may be escaped).
[[nodiscard]] const Service& mattermost_service();

}  // namespace outreach::connectors
