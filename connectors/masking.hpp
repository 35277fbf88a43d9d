// What may be shown of a text that came from outside: no secret of ours that it echoes, nothing
// that a terminal or a log would obey. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace outreach::connectors {

constexpr std::size_t kShortestSecret = 6;  // bytes; a shorter one would hide half of every text

// Every occurrence of a secret of at least kShortestSecret bytes is "•••": as it is,
// percent-encoded, escaped as in JSON or HTML (a percent-encoded one within JSON too), and in
// base64 with either alphabet, also as a part of what was encoded ("Basic …").
[[nodiscard]] std::string mask(std::string_view text, const std::vector<std::string>& secrets);

// What an answer may echo instead of a key's text: the bytes themselves, which mask() finds as
// base64 of either alphabet too, with or without padding, and hex in either case. Nothing for a key
// of less than kShortestSecret bytes.
[[nodiscard]] std::vector<std::string> traces_of_key(std::string_view bytes);

// `body` masked and then at most `most_bytes` long, cut between characters. The beginning of a
// secret at the end of `body` is masked too, because the rest may have been cut off: any beginning
// if `body` has `most_bytes` or more, else one of four bytes or more. A line break or tab is a
// space; other control characters, characters that turn the writing direction, and bytes that are
// no UTF-8 are U+FFFD.
[[nodiscard]] std::string presentable(std::string_view body,
                                      std::size_t most_bytes,
                                      const std::vector<std::string>& secrets);

}  // namespace outreach::connectors
