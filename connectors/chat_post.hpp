// What the requests to the chat services have in common. Pure.
#pragma once

#include <string>
#include <string_view>

#include "connectors/connector.hpp"
#include "connectors/http_client.hpp"

namespace outreach::connectors {

// A POST of JSON to the target's address, with the target's own headers.
[[nodiscard]] HttpRequest json_post(const Target& target, std::string body);

// `text` on one line, without spaces round it, narrow or wide.
[[nodiscard]] std::string one_line(std::string_view text);

// The subject on one line, marked if the notice may arrive a second time.
[[nodiscard]] std::string headline(const campaigns::OutgoingNotice& notice, const Trial& trial);

// True for "ok", with or without white space round it.
[[nodiscard]] bool says_ok(std::string_view body) noexcept;

// The beginning of `text` that consists of letters, digits and "._-[]", at most 80 bytes: an
// error code that may be shown.
[[nodiscard]] std::string_view code_in(std::string_view text) noexcept;

// 2xx, but not what the service says when it has a message: something else may have answered.
[[nodiscard]] Outcome not_its_answer(Outcome outcome);

}  // namespace outreach::connectors
