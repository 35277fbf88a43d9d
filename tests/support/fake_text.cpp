// Lengths, addresses and calls in text; the markup is in fake_markup.cpp.
#include "tests/support/fake_text.hpp"

#include <algorithm>
#include <cctype>

namespace outreach::test {
namespace {

bool continues(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}
bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const int lower = std::tolower(static_cast<unsigned char>(c));
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escaped =
            text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
        if (escaped) {
            out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

}  // namespace

std::size_t code_points(std::string_view text) {
    return text.size() -
           static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues));
}

std::size_t utf16_units(std::string_view text) {
    const auto pairs = std::count_if(text.begin(), text.end(), [](char byte) {
        return static_cast<unsigned char>(byte) >= 0xF0U;
    });
    return code_points(text) + static_cast<std::size_t>(pairs);
}

std::string_view first_code_points(std::string_view text, std::size_t most) {
    std::size_t seen = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!continues(text[i]) && seen++ == most) return text.substr(0, i);
    }
    return text;
}

std::string_view path_of(std::string_view target) {
    return target.substr(0, target.find('?'));
}

std::map<std::string, std::string> query_of(std::string_view target) {
    std::map<std::string, std::string> out;
    const std::size_t mark = target.find('?');
    if (mark == std::string_view::npos) return out;
    std::string_view rest = target.substr(mark + 1);
    while (!rest.empty()) {
        const std::string_view one = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        const std::size_t equals = std::min(one.find('='), one.size());
        const std::string name = decode(one.substr(0, equals));
        out[name] = decode(one.substr(std::min(equals + 1, one.size())));
    }
    return out;
}

std::vector<std::string> at_words(std::string_view text,
                                  const std::vector<std::string_view>& words,
                                  bool any_name) {
    std::vector<std::string> out;
    for (std::size_t i = text.find('@'); i != text.npos; i = text.find('@', i + 1)) {
        if (i > 0 && is_word(text[i - 1])) continue;
        std::size_t end = i + 1;
        while (end < text.size() && (is_word(text[end]) || text[end] == '_')) ++end;
        const std::string_view name = text.substr(i + 1, end - i - 1);
        const bool meant = std::find(words.begin(), words.end(), name) != words.end();
        if (meant || (any_name && !name.empty())) out.push_back("@" + std::string(name));
    }
    return out;
}

std::vector<std::string> angle_words(std::string_view text,
                                     const std::vector<std::string_view>& starts) {
    std::vector<std::string> out;
    for (std::size_t i = text.find('<'); i != text.npos; i = text.find('<', i + 1)) {
        const std::size_t end = text.find('>', i);
        if (end == text.npos) break;
        const std::string_view inside = text.substr(i + 1, end - i - 1);
        const bool meant = std::any_of(starts.begin(), starts.end(), [&](std::string_view start) {
            return inside.starts_with(start);
        });
        if (meant) out.push_back("<" + std::string(inside) + ">");
    }
    return out;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t i = text.find(from); i != text.npos; i = text.find(from, i + to.size())) {
        text.replace(i, from.size(), to);
    }
    return text;
}

}  // namespace outreach::test
