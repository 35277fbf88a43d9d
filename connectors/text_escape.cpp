#include "connectors/text_escape.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "connectors/text_fit.hpp"

namespace outreach::connectors {
namespace {

constexpr std::string_view kLinkMarks = "-._~:/?#[]@!$&'()*+,;=%";  // RFC 3986, 2.2 and 2.3
constexpr std::string_view kSentenceEnds = "?!.,:;*_~'";

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_letter_or_digit(char c) noexcept {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The length of `link` by GFM, 6.9 (extended autolinks): the marks that close a sentence are no
// part of it, nor is a closing bracket at its end that nothing in it opens. Nor is an opening one
// there: here a Japanese character ends a link, and "(" in front of one belongs to the text.
std::size_t without_closing_marks(std::string_view link, std::size_t scheme) noexcept {
    const auto left_open = [link](char open, char close) {
        return std::count(link.begin(), link.end(), open) -
               std::count(link.begin(), link.end(), close);
    };
    auto round = left_open('(', ')');
    auto square = left_open('[', ']');
    std::size_t length = link.size();
    for (; length > scheme; --length) {
        const char last = link[length - 1];
        if (last == '(') {
            --round;
        } else if (last == '[') {
            --square;
        } else if (last == ')' && round < 0) {
            ++round;
        } else if (last == ']' && square < 0) {
            ++square;
        } else if (kSentenceEnds.find(last) == kSentenceEnds.npos) {
            break;
        }
    }
    return length;
}

bool begins_with(std::string_view text, std::string_view lower) noexcept {
    return text.size() >= lower.size() &&
           std::equal(lower.begin(), lower.end(), text.begin(), [](char want, char is) {
               return want == (is >= 'A' && is <= 'Z' ? static_cast<char>(is + 32) : is);
           });
}

std::string walk(std::string_view text,
                 const Escape& escape,
                 const Escape& in_link,
                 std::string_view before,
                 std::string_view behind) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = link_end(text, at);
        if (end == at) {
            escape(out, text, at++);
            continue;
        }
        out += before;
        if (!in_link) out += text.substr(at, end - at);
        for (; in_link && at < end; ++at) in_link(out, text, at);
        at = end;
        out += behind;
    }
    return out;
}

using Links = std::vector<std::pair<std::size_t, std::size_t>>;

Links find_links(std::string_view text) {
    Links links;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = link_end(text, at);
        if (end > at) links.emplace_back(at, end);
        at = std::max(at + 1, end);
    }
    return links;
}

}  // namespace

std::size_t link_end(std::string_view text, std::size_t at) noexcept {
    if (at >= text.size() || (text[at] != 'h' && text[at] != 'H')) return at;
    if (at > 0 && is_letter_or_digit(text[at - 1])) return at;
    const std::string_view rest = text.substr(at);
    const std::size_t scheme = begins_with(rest, "https://")  ? 8
                               : begins_with(rest, "http://") ? 7
                                                              : 0;
    if (scheme == 0) return at;
    std::size_t length = scheme;
    while (length < rest.size() &&
           (is_letter_or_digit(rest[length]) || kLinkMarks.find(rest[length]) != kLinkMarks.npos)) {
        ++length;
    }
    length = without_closing_marks(rest.substr(0, length), scheme);
    return length > scheme ? at + length : at;
}

std::string escape_outside_links(std::string_view text,
                                 const Escape& escape,
                                 const Escape& in_link) {
    return walk(text, escape, in_link, "", "");
}

std::string escape_and_frame_links(std::string_view text,
                                   const Escape& escape,
                                   const Escape& in_link) {
    return walk(text, escape, in_link, "<", ">");
}

bool at_line_start(std::string_view text, std::size_t at) noexcept {
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
    return at == 0 || text[at - 1] == '\n' || text[at - 1] == '\r';
}

bool begins_block(std::string_view text, std::size_t at) noexcept {
    const char c = text[at];
    if (c == '#' || c == '+' || c == '-') return at_line_start(text, at);
    if (c != '.' && c != ')') return false;
    std::size_t digits = at;
    while (digits > 0 && is_digit(text[digits - 1])) --digits;
    return digits < at && at_line_start(text, digits);
}

bool begins_mention(std::string_view text, std::size_t at) noexcept {
    if (text[at] != '@' || at + 1 >= text.size()) return false;
    if (at > 0 && is_letter_or_digit(text[at - 1])) return false;
    return is_letter_or_digit(text[at + 1]) || text[at + 1] == '_';
}

std::string fit_while(std::string_view text,
                      std::string_view ending,
                      const std::function<bool(const std::string&)>& fits) {
    constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();
    const std::string whole = fit(text, kUnlimited, Unit::bytes, "");
    if (fits(whole)) return whole;
    const Links links = find_links(whole);
    const auto cut = [&](std::size_t bytes) {
        std::size_t end = fit(whole, bytes, Unit::bytes, "").size();
        for (const auto& [from, to] : links) {
            if (from < end && end < to) end = from;
        }
        return whole.substr(0, end).append(ending);
    };
    std::string best = cut(0);
    if (!fits(best)) return {};
    std::size_t good = 0;
    std::size_t bad = whole.size();
    while (bad - good > 1) {
        const std::size_t middle = good + (bad - good) / 2;
        std::string longer = cut(middle);
        const bool enough = fits(longer);
        (enough ? good : bad) = middle;
        if (enough) best = std::move(longer);
    }
    return best;
}

}  // namespace outreach::connectors
