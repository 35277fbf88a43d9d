// The `discord` connector: one message to a webhook; a corrected one is marked afterwards.
#pragma once

#include "connectors/service.hpp"

namespace outreach::connectors {

// The subject in bold and the text, in which nothing is markup but its links and nobody is
// mentioned. Limits, in UTF-16 units after escaping: 2,000 for the message; a longer text goes into
// an embed of 4,096, below the subject. `wait=true`: the answer is the message, whose id is the
// outcome's reference; without it a message that Discord drops looks like one that it took. What
// must not be sent again is not: 401, 403 and 404 lead to a ban. The limits of rate are those that
// the answer names. Discord knows no repeats. The follow-up puts a note below the message that a
// notice corrects; its words stay, but for a text that was in an embed.
// Sources: Discord developer documentation, "Webhook resource" (execute, edit), "Message resource"
// (embed limits, allowed mentions), "Rate limits".
[[nodiscard]] const Service& discord_service();

}  // namespace outreach::connectors
