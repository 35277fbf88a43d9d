// Partners, tests of endpoints and rotations as people read them. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace outreach::cli {

// A row for each endpoint of `partners`, an array; a partner without one has a row too.
[[nodiscard]] std::string partners_table(const nlohmann::ordered_json& partners);
// All about one and its endpoints.
[[nodiscard]] std::string partner_text(const nlohmann::ordered_json& partner);

// Whether the endpoint took the test: "delivered" or "accepted".
[[nodiscard]] bool took(const nlohmann::ordered_json& result);
// A row for each result of a test, an array.
[[nodiscard]] std::string results_table(const nlohmann::ordered_json& results);

// What may be shown of a rotation: endpoint, file, public_key, old_until, and of these only what
// holds no secret. Whatever else the answer has, such as a key, is left out.
[[nodiscard]] nlohmann::ordered_json shown_of(const nlohmann::ordered_json& rotation);
// Where the new secret is, until when the old one goes on; the public key, if it has one.
[[nodiscard]] std::string rotation_text(const nlohmann::ordered_json& shown);
// What is to be done now.
[[nodiscard]] std::string advice_after(const nlohmann::ordered_json& shown,
                                       const std::string& partner);

}  // namespace outreach::cli
