// Where a secret is kept: a signing key, an access token, a web address that must not be known.
#pragma once

#include <optional>
#include <vector>

#include "campaigns/model/partner.hpp"
#include "campaigns/reading/object_reader.hpp"

namespace outreach::reading {

// What may stand in {"value"}: anything, a key that can sign, or nothing.
enum class InlineSecret { warned_of, signing_key, refused };

// Exactly one of {"file"}, {"env"}, {"credential"}, {"value"}; nothing after a report.
[[nodiscard]] std::optional<campaigns::SecretSource> read_secret(const JsonNode& node,
                                                                 InlineSecret inline_secret,
                                                                 Diagnostics& diagnostics);

// The key `secrets`: 1 to `most` of them; no key, none.
[[nodiscard]] std::vector<campaigns::SecretSource> read_secrets(ObjectReader& object,
                                                                std::size_t most,
                                                                InlineSecret inline_secret);

}  // namespace outreach::reading
