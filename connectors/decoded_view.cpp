#include "connectors/decoded_view.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace outreach::connectors {
namespace {

constexpr std::size_t kLongestEntity = 10;  // &#x10FFFF;

// One escape at the beginning of a text.
struct Escape {
    std::size_t length = 0;  // 0: there is none
    std::string means;
    bool cut = false;  // the text ends within it
};

void append_utf8(std::string& out, std::uint32_t code) {
    const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xc0 | code >> 6U);
        byte(0x80 | (code & 0x3fU));
    } else if (code < 0x10000) {
        byte(0xe0 | code >> 12U);
        byte(0x80 | (code >> 6U & 0x3fU));
        byte(0x80 | (code & 0x3fU));
    } else {
        byte(0xf0 | code >> 18U);
        byte(0x80 | (code >> 12U & 0x3fU));
        byte(0x80 | (code >> 6U & 0x3fU));
        byte(0x80 | (code & 0x3fU));
    }
}

// The whole of `text` as a number.
std::optional<std::uint32_t> number(std::string_view text, int base) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

bool all_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

Escape cut_if_hex(std::string_view rest) {
    Escape escape;
    escape.cut = all_hex(rest);
    return escape;
}

Escape read_percent(std::string_view text) {
    if (text.front() != '%') return {};
    if (text.size() < 3) return cut_if_hex(text.substr(1));
    const auto value = number(text.substr(1, 2), 16);
    if (!value) return {};
    return {3, std::string(1, static_cast<char>(*value)), false};
}

Escape read_form(std::string_view text) {
    if (text.front() == '+') return {1, " ", false};
    return read_percent(text);
}

Escape read_json_unit(std::string_view text) {
    if (text.size() < 6) return cut_if_hex(text.substr(2));
    const auto high = number(text.substr(2, 4), 16);
    if (!high) return {};
    Escape escape{6, {}, false};
    if (*high >= 0xd800 && *high < 0xdc00) {
        const std::string_view second = text.substr(6, 6);
        if (second.size() < 6) {
            escape.cut = std::string_view("\\u").starts_with(second.substr(0, 2)) &&
                         (second.size() <= 2 || all_hex(second.substr(2)));
            escape.length = 0;
            return escape;
        }
        const auto low = second.starts_with("\\u") ? number(second.substr(2), 16) : std::nullopt;
        if (!low || *low < 0xdc00 || *low > 0xdfff) return {};
        append_utf8(escape.means, 0x10000 + ((*high - 0xd800) << 10U) + (*low - 0xdc00));
        escape.length = 12;
        return escape;
    }
    append_utf8(escape.means, *high);
    return escape;
}

Escape read_json(std::string_view text) {
    if (text.front() != '\\') return {};
    if (text.size() == 1) return {0, {}, true};
    if (text[1] == 'u') return read_json_unit(text);
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const auto found = kLetters.find(text[1]);
    if (found == kLetters.npos) return {};
    return {2, std::string(1, kMeanings[found]), false};
}

Escape read_html(std::string_view text) {
    if (text.front() != '&') return {};
    const auto end = text.substr(0, kLongestEntity).find(';');
    if (end == text.npos) return {0, {}, text.size() < kLongestEntity};
    const std::string_view name = text.substr(1, end - 1);
    static constexpr std::array<std::pair<std::string_view, const char*>, 5> kNames{
        {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}}};
    for (const auto& [known, means] : kNames) {
        if (name == known) return {end + 1, means, false};
    }
    if (!name.starts_with('#')) return {};
    const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    const auto code = number(name.substr(hex ? 2 : 1), hex ? 16 : 10);
    if (!code || *code > 0x10ffff) return {};
    Escape escape{end + 1, {}, false};
    append_utf8(escape.means, *code);
    return escape;
}

template <class Read>
DecodedView decode(const DecodedView& from, const Read& read) {
    DecodedView view;
    view.size = from.size;
    view.text.reserve(from.text.size());
    const std::string_view all = from.text;
    for (std::size_t at = 0; at < all.size();) {
        Escape escape = read(all.substr(at));
        if (escape.cut) break;
        if (escape.length == 0) escape = {1, std::string(1, all[at]), false};
        const std::size_t last = at + escape.length - 1;
        view.text += escape.means;
        view.begin.resize(view.text.size(), from.begin[at]);
        view.end.resize(view.text.size(), from.end[last]);
        at = last + 1;
    }
    return view;
}

}  // namespace

DecodedView view_plain(std::string_view text) {
    DecodedView view;
    view.text = text;
    view.size = static_cast<std::uint32_t>(text.size());
    view.begin.reserve(text.size());
    view.end.reserve(text.size());
    for (std::uint32_t at = 0; at < view.size; ++at) {
        view.begin.push_back(at);
        view.end.push_back(at + 1);
    }
    return view;
}

DecodedView view_percent(const DecodedView& from) {
    return decode(from, read_percent);
}
DecodedView view_form(const DecodedView& from) {
    return decode(from, read_form);
}
DecodedView view_json(const DecodedView& from) {
    return decode(from, read_json);
}
DecodedView view_html(const DecodedView& from) {
    return decode(from, read_html);
}

}  // namespace outreach::connectors
