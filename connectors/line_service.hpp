// The `line` connector: a text message through the LINE Messaging API.
#pragma once

#include <array>
#include <cstdint>

#include "connectors/service.hpp"

namespace outreach::connectors {

constexpr std::size_t kMostLineReceivers = 500;  // user ids of one multicast

// Nobody in `to`: broadcast to all who follow the account. One user, group or room: push. Several
// users: multicast. The path of the target's address stands before /v2/bot.
// A text has at most 5,000 UTF-16 units. X-Line-Retry-Key is made of the notice's id: for 24 hours
// a repeat is answered with 409 and shown to nobody, so it needs no mark. Sent messages cannot be
// edited. Sources: LINE Developers, Messaging API reference, Retrying a failed API request,
// Character counting in a text.
[[nodiscard]] const Service& line_service();

// How many messages of the month's quota a notice takes; 0 for a broadcast, which takes as many as
// the account has followers. A group or room counts as one here, and its members count there.
[[nodiscard]] std::size_t receivers(const Target& target);

// A request to the API with the channel access token; `path` begins with "/v2/bot".
[[nodiscard]] HttpRequest line_request(const Target& target,
                                       std::string method,
                                       std::string_view path);

// The X-Line-Retry-Key of a notice, the same on every attempt.
[[nodiscard]] std::string retry_key(std::string_view notice_id);

// A name-based UUID of version 5 (RFC 9562, 5.5), in lower case.
[[nodiscard]] std::string uuid5(const std::array<std::uint8_t, 16>& space, std::string_view name);

}  // namespace outreach::connectors
