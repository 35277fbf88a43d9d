// Keeping markup out of a text without spoiling the links in it, and cutting what grew by that.
// Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace outreach::connectors {

inline constexpr std::string_view kZeroWidthSpace = "\u200B";

// Appends to `out` what stands for the byte `text[at]`. Called for every byte in turn, so the bytes
// of one character come one after the other; all that services treat as markup is ASCII.
using Escape = std::function<void(std::string& out, std::string_view text, std::size_t at)>;

// `escape` for every byte outside links; links stay as they are, or go through `in_link`.
[[nodiscard]] std::string escape_outside_links(std::string_view text,
                                               const Escape& escape,
                                               const Escape& in_link = {});

// The same, with "<" and ">" round every link, for services that take what follows without a space
// into a link (「https://example.jp/をご覧ください」) and that read <https://…> as one.
[[nodiscard]] std::string escape_and_frame_links(std::string_view text,
                                                 const Escape& escape,
                                                 const Escape& in_link = {});

// Behind the last byte of the link that begins at `at`; `at` if none begins there. A link is
// http:// or https:// (any case) and what RFC 3986 allows behind it, without the punctuation that
// closes a sentence and without the ")" or "]" of a bracket that was opened before it ("/A_(B)" is
// whole). A Japanese character ends it: an address is percent-encoded.
[[nodiscard]] std::size_t link_end(std::string_view text, std::size_t at) noexcept;

// True if only spaces and tabs stand between `at` and the beginning of its line.
[[nodiscard]] bool at_line_start(std::string_view text, std::size_t at) noexcept;

// True where Markdown would begin a heading or a list: "#", "+", "-" at the beginning of a line,
// and the "." or ")" of a number there.
[[nodiscard]] bool begins_block(std::string_view text, std::size_t at) noexcept;

// True for the "@" of "@all", false for that of "name@example.jp" and a bare "@".
[[nodiscard]] bool begins_mention(std::string_view text, std::size_t at) noexcept;

// `text` if it fits; else the longest beginning, with `ending` behind it, that does. Cuts no
// character that people see as one apart, and no link. `fits` sees `text` as it would be sent (it
// escapes and measures) and must hold for what is shorter than a text for which it holds. If not
// even `ending` fits: empty. Text that is no UTF-8 has U+FFFD where it is broken.
[[nodiscard]] std::string fit_while(std::string_view text,
                                    std::string_view ending,
                                    const std::function<bool(const std::string&)>& fits);

}  // namespace outreach::connectors
