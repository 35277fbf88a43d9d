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

// The same with the moments at which a rotation's old keys end.
// `texts` gets every secret as it is written, so that it can be masked wherever it turns up.
[[nodiscard]] std::vector<LoadedKey> load_timed_keys(
    const std::vector<campaigns::SecretSource>& sources,
    const std::filesystem::path& base,
    std::vector<std::string>& problems,
    std::vector<std::string>& texts);

// A secret file holds a key on each line, the newest first; a line may end in " until=<RFC 3339>".
// Puts a new key of the same kind in front and lets the others go on until `until`. Returns what
// the partner may see of the new key: "whpk_…" for an ed25519 key, empty for a shared secret, which
// is only in the file. Errc::bad_input if the file holds no key.
[[nodiscard]] Result<std::string> rotate_key(const std::filesystem::path& file,
                                             SysTime now,
                                             SysTime until);

// The text at one place, without spaces round it; the system's error if it cannot be read.
[[nodiscard]] Result<std::string> read_secret(const campaigns::SecretSource& source,
                                              const std::filesystem::path& base);

// Where a secret is, in words.
[[nodiscard]] std::string place_of(const campaigns::SecretSource& source,
                                   const std::filesystem::path& base);

// A new shared secret, "whsec_" and 32 random bytes.
[[nodiscard]] std::string new_secret();
// A new ed25519 key, "whsk_…", and its public half, "whpk_…".
struct KeyPair {
    std::string secret;
    std::string shown;
};
[[nodiscard]] KeyPair new_key_pair();

}  // namespace outreach::connectors
