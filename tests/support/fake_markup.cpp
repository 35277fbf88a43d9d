// Markup as readers see it: a small renderer that errs on the side of formatting.
#include <algorithm>
#include <array>
#include <cctype>

#include "tests/support/fake_text.hpp"

namespace outreach::test {
namespace {

constexpr std::array<std::string_view, 2> kInvisible{"\u200b", "\u2060"};

bool is_punctuation(char c) {
    return std::ispunct(static_cast<unsigned char>(c)) != 0;
}
bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

bool is_space_at(std::string_view text, std::size_t at) {
    if (at >= text.size() || text[at] == ' ' || text[at] == '\n' || text[at] == '\t') return true;
    const std::string_view rest = text.substr(at);
    return rest.starts_with("\u3000") || rest.starts_with(kInvisible[0]) ||
           rest.starts_with(kInvisible[1]);
}

bool is_space_before(std::string_view text, std::size_t at) {
    if (at == 0) return true;
    const std::string_view before = text.substr(0, at);
    if (before.back() == ' ' || before.back() == '\n' || before.back() == '\t') return true;
    return before.ends_with("\u3000") || before.ends_with(kInvisible[0]) ||
           before.ends_with(kInvisible[1]);
}

std::size_t address_length(std::string_view text) {
    if (!text.starts_with("http://") && !text.starts_with("https://")) return 0;
    return std::min(text.find_first_of(" \t\n<"), text.size());
}

// One line, or one paragraph, from left to right.
class Renderer {
public:
    explicit Renderer(const Markup& markup) : markup_(markup) {}

    std::string render(std::string_view text) const {
        std::string out;
        for (std::size_t i = 0; i < text.size();) i += step(text, i, out);
        return out;
    }

private:
    std::size_t step(std::string_view text, std::size_t i, std::string& out) const {
        const std::string_view rest = text.substr(i);
        if (const std::size_t n = address_length(rest); n > 0) {
            out += rest.substr(0, n);
            return n;
        }
        if (markup_.backslash && rest[0] == '\\' && rest.size() > 1 && is_punctuation(rest[1])) {
            out += rest[1];
            return 2;
        }
        for (const auto& mark : kInvisible) {
            if (rest.starts_with(mark)) return mark.size();
        }
        for (const auto taker : {&Renderer::angle, &Renderer::span, &Renderer::link}) {
            if (const std::size_t n = (this->*taker)(text, i, out); n > 0) return n;
        }
        out += rest[0];
        return 1;
    }

    std::size_t angle(std::string_view text, std::size_t i, std::string& out) const {
        if (!markup_.angle || text[i] != '<') return 0;
        const std::size_t end = text.find('>', i);
        if (end == std::string_view::npos) return 0;
        const auto shows = markup_.angle(text.substr(i + 1, end - i - 1));
        if (!shows) return 0;
        out += *shows;
        return end - i + 1;
    }

    std::size_t span(std::string_view text, std::size_t i, std::string& out) const {
        for (const std::string_view mark : markup_.spans) {
            const std::size_t end = closes(text, i, mark);
            if (end == std::string_view::npos) continue;
            const auto inside = text.substr(i + mark.size(), end - i - mark.size());
            out += mark[0] == '`' ? std::string(inside) : render(inside);
            return end - i + mark.size();
        }
        return 0;
    }

    // Where the text that `mark` opens at `i` ends; npos if it opens nothing.
    std::size_t closes(std::string_view text, std::size_t i, std::string_view mark) const {
        if (!text.substr(i).starts_with(mark)) return std::string_view::npos;
        const bool whole_words = !markup_.backslash || mark[0] == '_';
        const std::size_t from = i + mark.size();
        if (is_space_at(text, from)) return std::string_view::npos;
        if (whole_words && i > 0 && is_word(text[i - 1])) return std::string_view::npos;
        for (std::size_t j = from; j < text.size(); ++j) {
            if (markup_.backslash && mark[0] != '`' && text[j] == '\\') {
                ++j;
                continue;
            }
            if (text[j] == '\n' && !markup_.backslash) break;
            if (text.substr(j).starts_with("\n\n")) break;
            if (!text.substr(j).starts_with(mark) || j == from || is_space_before(text, j))
                continue;
            const std::size_t behind = j + mark.size();
            if (whole_words && behind < text.size() && is_word(text[behind])) continue;
            return j;
        }
        return std::string_view::npos;
    }

    std::size_t link(std::string_view text, std::size_t i, std::string& out) const {
        if (!markup_.links || text[i] != '[') return 0;
        const std::size_t middle = text.find("](", i);
        if (middle == std::string_view::npos) return 0;
        const std::size_t end = text.find(')', middle);
        if (end == std::string_view::npos) return 0;
        out += render(text.substr(i + 1, middle - i - 1));
        return end - i + 1;
    }

    const Markup& markup_;
};

bool is_rule(std::string_view line) {
    for (const char mark : {'-', '*', '_', '='}) {
        const auto count = static_cast<std::size_t>(std::count(line.begin(), line.end(), mark));
        if (count >= 3 && line.find_first_not_of(std::string{mark, ' '}) == line.npos) return true;
    }
    return false;
}

// The line without the marks that make it a heading, a quotation or an item.
std::string without_line_marks(std::string_view line, const Markup& markup) {
    if (markup.rules && is_rule(line)) return {};
    const std::size_t start = std::min(line.find_first_not_of(' '), line.size());
    const std::string_view rest = line.substr(start);
    if (markup.headings && rest.starts_with('#')) {
        const std::size_t level = std::min(rest.find_first_not_of('#'), rest.size());
        if (level <= 6 && level < rest.size() && rest[level] == ' ') {
            return std::string(rest.substr(level + 1));
        }
    }
    if (markup.headings && rest.starts_with("> ")) return std::string(rest.substr(2));
    if (markup.tight_quotes && rest.starts_with('>')) return std::string(rest.substr(1));
    const bool item = rest.size() > 1 && rest[1] == ' ' &&
                      std::string_view("-+*").find(rest[0]) != std::string_view::npos;
    return markup.lists && item ? "• " + std::string(rest.substr(2)) : std::string(line);
}

std::string joined_lines(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\n') {
            out += text[i];
            continue;
        }
        std::size_t breaks = 1;
        while (i + 1 < text.size() && text[i + 1] == '\n') {
            ++breaks;
            ++i;
        }
        out += breaks == 1 ? ' ' : '\n';
    }
    return out;
}

}  // namespace

std::string shown(std::string_view text, const Markup& markup) {
    std::string lines;
    while (true) {
        const std::size_t end = text.find('\n');
        lines += without_line_marks(text.substr(0, end), markup);
        if (end == std::string_view::npos) break;
        lines += '\n';
        text.remove_prefix(end + 1);
    }
    const std::string whole = Renderer(markup).render(lines);
    return markup.joins_lines ? joined_lines(whole) : whole;
}

}  // namespace outreach::test
