// Names of HTTP headers are the same in any case (RFC 9110, 5.1). Pure.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace outreach::connectors {

[[nodiscard]] inline bool same_name(std::string_view a, std::string_view b) noexcept {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::equal(a, b, [&](char x, char y) { return lower(x) == lower(y); });
}

[[nodiscard]] inline bool has_header(const std::map<std::string, std::string>& headers,
                                     std::string_view name) noexcept {
    return std::ranges::any_of(headers,
                               [&](const auto& each) { return same_name(each.first, name); });
}

}  // namespace outreach::connectors
