// One input text with its name, and the way from a byte offset to line and display column.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outreach::reading {

// Bytes [begin, end) of a source text.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// Line and column from 1; the column counts display cells (East Asian wide characters are two),
// as GNU's standard for error messages asks.
struct Position {
    std::size_t line = 1;
    std::size_t column = 1;
};

class SourceText {
public:
    SourceText(std::string name, std::string text);
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    [[nodiscard]] Position position(std::size_t offset) const;
    // The line (from 1) without its end.
    [[nodiscard]] std::string_view line(std::size_t number) const;

private:
    std::string name_;
    std::string text_;
    std::vector<std::size_t> line_starts_;
};

// Display cells of UTF-8 text (UAX #11: wide and full-width are 2, combining marks are 0).
[[nodiscard]] std::size_t display_width(std::string_view utf8);

// Offset of the first byte that is not well-formed UTF-8, or npos.
[[nodiscard]] std::size_t first_bad_utf8(std::string_view text);

// Shift_JIS as Windows writes it (code page 932) → UTF-8; nothing for bytes that are not, or that
// hold no Japanese text at all.
[[nodiscard]] std::optional<std::string> from_cp932(std::string_view bytes);

// The full-width character that JSON needs in half width, at the beginning of `text`, with what to
// type instead; empty for any other.
struct WideMark {
    std::string_view wide;
    std::string plain;
};
[[nodiscard]] WideMark half_width_of(std::string_view text);

}  // namespace outreach::reading
