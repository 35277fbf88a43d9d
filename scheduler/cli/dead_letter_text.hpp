// Dead letters as people read them. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace outreach::cli {

[[nodiscard]] bool can_be_retried(const nlohmann::ordered_json& letter);

// A row for each of `letters`, an array.
[[nodiscard]] std::string letters_table(const nlohmann::ordered_json& letters);
// All about one, with the partner's last answer.
[[nodiscard]] std::string letter_text(const nlohmann::ordered_json& letter);

}  // namespace outreach::cli
