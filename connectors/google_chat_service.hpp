// The `google_chat` connector: a text message to an incoming webhook of a Google Chat space.
#pragma once

#include "connectors/service.hpp"

namespace outreach::connectors {

// POST with {"text", "thread"}. What is told of one activity stands in one thread, corrections too;
// a space without threads shows them one below the other. A message has at most 32,000 bytes; here
// that is the whole body. `requestId` is the notice's id: a repeat returns the first message, so it
// needs no mark. 60 writes a minute and space, shared by all that write there.
// Sources: Google Chat API, spaces.messages.create, Format messages, Usage limits.
[[nodiscard]] const Service& google_chat_service();

}  // namespace outreach::connectors
