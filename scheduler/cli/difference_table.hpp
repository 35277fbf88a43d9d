// The daemon's answer about what changes, as a table for people.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace outreach::cli {

// How many changes there are.
std::size_t show_difference(const nlohmann::ordered_json& difference);

}  // namespace outreach::cli
