// Japanese of any wanted size, of characters that a careless cut would break apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace outreach::test {

using Measure = std::size_t (*)(std::string_view);

inline std::size_t bytes(std::string_view text) {
    return text.size();
}

// Each is one character to people; the last ones are several code points, UTF-16 units and bytes.
// No end of one is the beginning of another.
inline const std::vector<std::string>& pieces() {
    static const std::vector<std::string> all{
        "保", "護", "司", "　", "１", "２", "ﾝ", "ｶﾞ", "𠮷", "👨\u200D👩\u200D👧", "か\u3099"};
    return all;
}

// Exactly `size` units; what is left over for a whole character is "x" in front.
inline std::string fill(std::size_t size, Measure unit) {
    std::string out;
    std::size_t used = 0;
    for (std::size_t i = 0;; ++i) {
        const std::string& piece = pieces()[i % pieces().size()];
        if (used + unit(piece) > size) break;
        used += unit(piece);
        out += piece;
    }
    return std::string(size - used, 'x') + out;
}

// Without line ends: services may show a text in parts.
inline std::string flat(std::string text) {
    std::erase(text, '\n');
    return text;
}

}  // namespace outreach::test
