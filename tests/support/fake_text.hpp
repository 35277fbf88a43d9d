// What text is to a chat service: its length in the service's unit, its markup as readers see it,
// whom it calls. Written from the services' published pages, apart from the connectors.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outreach::test {

// Of well-formed UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view text);
[[nodiscard]] std::size_t utf16_units(std::string_view text);
// Cuts behind at most `most` code points.
[[nodiscard]] std::string_view first_code_points(std::string_view text, std::size_t most);

// "/a/b" of "/a/b?c=d".
[[nodiscard]] std::string_view path_of(std::string_view target);
// Decoded; the last of several wins, as with most servers.
[[nodiscard]] std::map<std::string, std::string> query_of(std::string_view target);

// How a service reads markup.
struct Markup {
    std::vector<std::string_view> spans{};  // what encloses formatted text, longest first
    bool backslash = false;                 // \* shows *
    bool headings = false;                  // "# " and "> " at the start of a line
    bool tight_quotes = false;              // ">" without a space, too
    bool lists = false;                     // "- ", "+ ", "* "
    bool rules = false;                     // a line of ---, *** or ===
    bool links = false;                     // [text](address)
    bool joins_lines = false;               // one line break is a space, two are one
    // What <…> stands for; null where it is plain text. Nothing: shown as it is.
    std::function<std::optional<std::string>(std::string_view inside)> angle{};
};

// What readers see: markup that takes effect is gone, invisible characters (U+200B, U+2060) too.
// Addresses are left as they are up to the next space.
[[nodiscard]] std::string shown(std::string_view text, const Markup& markup);

// "@word" for each of `words` that stands by itself: not in an e-mail address, not longer.
// With `any_name` every @name counts.
[[nodiscard]] std::vector<std::string> at_words(std::string_view text,
                                                const std::vector<std::string_view>& words,
                                                bool any_name = false);
// The insides of every <…> that starts with one of `starts`.
[[nodiscard]] std::vector<std::string> angle_words(std::string_view text,
                                                   const std::vector<std::string_view>& starts);
[[nodiscard]] std::string replace_all(std::string text, std::string_view from, std::string_view to);

}  // namespace outreach::test
