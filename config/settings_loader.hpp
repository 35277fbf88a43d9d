// Settings file (strict JSON) → Settings, or every problem at once by JSON pointer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"

namespace outreach::config {

// One sentence each, e.g. "/redis/partitions is 70, want 1..64".
using Problems = std::vector<std::string>;

// Overlays `json` on `into`. Relative paths stay as written. Leaves a bad key's default in force.
[[nodiscard]] Problems load_settings(std::string_view json, Settings& into);

// Reads "127.0.0.1:8080", "[::1]:0" or ":8080" (loopback); a problem's sentence if it cannot.
[[nodiscard]] Problems parse_listen(std::string_view text, ListenSettings& into);

// Problems that no single key has: a lease not longer than the timeout, a listener beyond
// loopback, a redis address of a kind that is not served.
[[nodiscard]] Problems check_settings(const Settings& settings);

}  // namespace outreach::config
