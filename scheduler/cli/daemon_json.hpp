// The daemon's JSON answers: asked for page by page, checked, and laid out for people.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scheduler/cli/daemon_client.hpp"

namespace outreach::cli {

// A part of a path or a value of a query: all but the unreserved characters (RFC 3986, 2.3) as %XX.
[[nodiscard]] std::string encoded(std::string_view text);

// A string as it is, nothing for null or no such key, else its JSON. What a terminal would obey is
// taken out, since partners' answers are among it.
[[nodiscard]] std::string text_of(const nlohmann::ordered_json& object, const char* key);
// A time in it as Japan's clocks show it: "2025-07-01T09:00:00+09:00"; as it is if it is none.
[[nodiscard]] std::string time_of(const nlohmann::ordered_json& object, const char* key);
// 0 for what is no whole number of 0 or more.
[[nodiscard]] std::size_t count_of(const nlohmann::ordered_json& object, const char* key);
// The objects of a list; an empty list if there is none.
[[nodiscard]] nlohmann::ordered_json objects_in(const nlohmann::ordered_json& object,
                                                const char* key);
// The form for --json and the form of a request's body; broken UTF-8 is replaced.
[[nodiscard]] std::string pretty(const nlohmann::ordered_json& document);
[[nodiscard]] std::string compact(const nlohmann::ordered_json& document);

// The object that came; nothing, a word about why and the exit code in `code` otherwise.
[[nodiscard]] std::optional<nlohmann::ordered_json> object_in(
    const std::optional<DaemonAnswer>& answer, int& code);

// The items of all pages, at most `most`; `path` ends in its query, even an empty one ("…?"). Fails
// as object_in does. `more` says whether there are others.
[[nodiscard]] std::optional<nlohmann::ordered_json> items_at(
    const DaemonLink& link, const std::string& path, std::size_t most, int& code, bool& more);

// Name and value on each line, without those that have no value.
[[nodiscard]] std::string to_facts(const std::vector<std::pair<std::string, std::string>>& facts);

}  // namespace outreach::cli
