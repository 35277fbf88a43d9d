#include "connectors/masking.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "config/base/hash.hpp"
#include "connectors/decoded_view.hpp"

namespace outreach::connectors {
namespace {

constexpr std::string_view kMask = "•••";
constexpr std::string_view kReplacement = "\uFFFD";
constexpr std::size_t kTellingBeginning = 4;

// What to look for. Where base64 shares a letter with what stands beside the secret, that letter
// goes too, and so does the padding.
struct Pattern {
    std::string text;
    bool open_left = false;
    bool open_right = false;
    friend auto operator<=>(const Pattern&, const Pattern&) = default;
};
using Patterns = std::set<Pattern>;
using Range = std::pair<std::size_t, std::size_t>;  // from, behind
using Ranges = std::vector<Range>;

// The letters of base64 that depend on the secret alone, wherever it stands in what is encoded.
void add_base64(Patterns& patterns, const std::string& secret) {
    for (std::size_t before = 0; before < 3; ++before) {
        const std::string encoded = to_base64(std::string(before, '\0') + secret);
        const std::size_t first = (before * 8 + 5) / 6;
        const std::size_t last = (before + secret.size()) * 8 / 6;
        Pattern pattern{
            encoded.substr(first, last - first), before != 0, (before + secret.size()) % 3 != 0};
        patterns.insert(pattern);
        std::replace(pattern.text.begin(), pattern.text.end(), '+', '-');
        std::replace(pattern.text.begin(), pattern.text.end(), '/', '_');
        patterns.insert(std::move(pattern));
    }
}

Patterns patterns_of(const std::vector<std::string>& secrets) {
    Patterns patterns;
    for (const std::string& secret : secrets) {
        if (secret.size() < kShortestSecret) continue;
        patterns.insert({secret, false, false});
        add_base64(patterns, secret);
    }
    return patterns;
}

bool is_base64(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '-' || c == '_';
}

void find_whole(const DecodedView& view, const Pattern& pattern, Ranges& found) {
    const std::string& text = view.text;
    for (auto at = text.find(pattern.text); at != text.npos; at = text.find(pattern.text, at + 1)) {
        std::size_t first = at;
        std::size_t last = at + pattern.text.size() - 1;
        if (pattern.open_left && first > 0 && is_base64(text[first - 1])) --first;
        if (pattern.open_right && last + 1 < text.size() && is_base64(text[last + 1])) ++last;
        while (pattern.open_right && last + 1 < text.size() && text[last + 1] == '=') ++last;
        found.emplace_back(view.begin[first], view.end[last]);
    }
}

// The longest beginning of the pattern, from `least` bytes, with which the text ends.
void find_beginning(const DecodedView& view,
                    const Pattern& pattern,
                    std::size_t least,
                    Ranges& found) {
    const std::string_view text = view.text;
    for (std::size_t n = std::min(text.size(), pattern.text.size() - 1); n >= least; --n) {
        if (!text.ends_with(std::string_view(pattern.text).substr(0, n))) continue;
        found.emplace_back(view.begin[text.size() - n], view.size);
        return;
    }
}

std::vector<DecodedView> views_of(std::string_view text) {
    const bool percent = text.find_first_of("%+") != text.npos;
    std::vector<DecodedView> views;
    views.push_back(view_plain(text));
    const DecodedView plain = views.front();
    if (percent) views.push_back(view_percent(plain));
    if (percent) views.push_back(view_form(plain));
    if (text.find('&') != text.npos) views.push_back(view_html(plain));
    if (text.find('\\') == text.npos) return views;
    views.push_back(view_json(plain));
    const DecodedView json = views.back();
    if (json.text.find('%') != json.text.npos) views.push_back(view_percent(json));
    return views;
}

// What of `text` must not be seen, in order and apart from each other. `least`: of what beginnings
// at the end count; 0: none do.
Ranges find_secrets(std::string_view text,
                    const std::vector<std::string>& secrets,
                    std::size_t least) {
    if (text.empty()) return {};
    const Patterns patterns = patterns_of(secrets);
    if (patterns.empty()) return {};
    Ranges found;
    for (const DecodedView& view : views_of(text)) {
        for (const Pattern& pattern : patterns) {
            find_whole(view, pattern, found);
            if (least > 0) find_beginning(view, pattern, least, found);
        }
    }
    std::sort(found.begin(), found.end());
    Ranges apart;
    for (const Range& range : found) {
        if (apart.empty() || range.first > apart.back().second) {
            apart.push_back(range);
        } else {
            apart.back().second = std::max(apart.back().second, range.second);
        }
    }
    return apart;
}

std::string without(std::string_view text, const Ranges& ranges) {
    std::string out;
    std::size_t at = 0;
    for (const auto& [from, behind] : ranges) {
        out.append(text.substr(at, from - at)).append(kMask);
        at = behind;
    }
    out.append(text.substr(at));
    return out;
}

// The character at the beginning of `text` and its length in bytes; 0 if it is no UTF-8
// (Unicode 15, table 3-7).
std::pair<std::uint32_t, std::size_t> read_character(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned first = byte(0);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) return {0, 0};
    std::uint32_t code = first & (0xffU >> (length + 1));
    for (std::size_t at = 1; at < length; ++at) {
        if ((byte(at) & 0xc0U) != 0x80U) return {0, 0};
        code = code << 6U | (byte(at) & 0x3fU);
    }
    const bool too_long = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    if (too_long || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return {0, 0};
    return {code, length};
}

bool misleads(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x200e || code == 0x200f ||
           (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
           code == 0xfeff;
}

}  // namespace

std::string mask(std::string_view text, const std::vector<std::string>& secrets) {
    return without(text, find_secrets(text, secrets, 0));
}

std::vector<std::string> traces_of_key(std::string_view bytes) {
    if (bytes.size() < kShortestSecret) return {};
    const std::string lower = to_hex(bytes);
    std::string upper = lower;
    for (char& c : upper) {
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
    }
    return {std::string(bytes), lower, std::move(upper)};
}

std::string presentable(std::string_view body,
                        std::size_t most_bytes,
                        const std::vector<std::string>& secrets) {
    const std::size_t least = body.size() >= most_bytes ? 1 : kTellingBeginning;
    const std::string masked = without(body, find_secrets(body, secrets, least));
    std::string out;
    for (std::string_view rest = masked; !rest.empty();) {
        const auto [code, length] = read_character(rest);
        std::string_view shown = rest.substr(0, length);
        if (length == 0 || misleads(code)) shown = kReplacement;
        if (length != 0 && (code == '\n' || code == '\r' || code == '\t')) {
            shown = out.ends_with(' ') ? "" : " ";
        }
        if (out.size() + shown.size() > most_bytes) break;
        out.append(shown);
        rest.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

}  // namespace outreach::connectors
