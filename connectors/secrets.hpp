// Where secrets come from: a file, the environment, a systemd credential. Read once, kept only
// in memory, and told about by place, never by content.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "campaigns/model/partner.hpp"
#include "config/base/errc.hpp"
#include "connectors/webhook_signature.hpp"

namespace outreach::connectors {

// Relative file names count from `base`, the partner file's folder. Problems are sentences that
// name the place.
[[nodiscard]] std::vector<SigningKey> load_keys(const std::vector<campaigns::SecretSource>& sources,
                                                const std::filesystem::path& base,
                                                std::vector<std::string>& problems);

// The text at one place, without spaces round it; the system's error if it cannot be read.
[[nodiscard]] Result<std::string> read_secret(const campaigns::SecretSource& source,
                                              const std::filesystem::path& base);

// A new shared secret, "whsec_" and 32 random bytes.
[[nodiscard]] std::string new_secret();

}  // namespace outreach::connectors
