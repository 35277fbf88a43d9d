// Standard Webhooks 1.0 signatures (spec/standard-webhooks.md): `v1` is HMAC-SHA256 under a
// shared secret, `v1a` is ed25519. Pure: keys and bytes in, text out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/base/errc.hpp"
#include "config/base/time.hpp"

namespace outreach::connectors {

// How far a timestamp may lie from the receiver's clock.
constexpr std::chrono::seconds kSignatureTolerance{300};

// Key material. Never print one.
struct HmacKey {
    std::string bytes;
};
struct Ed25519Key {
    std::string seed;        // 32 bytes; empty: the key can only verify
    std::string public_key;  // 32 bytes
};
using SigningKey = std::variant<HmacKey, Ed25519Key>;

// A key with the moment from which it is no longer used: a rotation's old one.
struct LoadedKey {
    SigningKey key;
    SysTime until = SysTime::max();
};
[[nodiscard]] std::vector<SigningKey> keys_at(const std::vector<LoadedKey>& keys, SysTime now);

// Reads "whsec_<base64>", "whsk_<base64 of seed and public key>", "whpk_<base64>", or bare base64
// for a shared secret. Errc::bad_input for anything else, and for an empty secret.
[[nodiscard]] Result<SigningKey> parse_key(std::string_view text);

// The 32 bytes of the public key that belongs to a seed of 32 bytes (RFC 8032).
[[nodiscard]] std::string ed25519_public_key(std::string_view seed);

// "v1,…" or "v1a,…" for each key, separated by spaces, over id.timestamp.body.
[[nodiscard]] std::string sign_webhook(const std::vector<SigningKey>& keys,
                                       std::string_view id,
                                       std::int64_t timestamp_seconds,
                                       std::string_view body);

enum class Verification { good, missing_header, bad_timestamp, too_old, too_new, no_match };
[[nodiscard]] const char* explain(Verification verification);

// What a receiver does: any one matching signature suffices, unknown versions are passed over.
[[nodiscard]] Verification verify_webhook(const std::vector<SigningKey>& keys,
                                          std::string_view id,
                                          std::string_view timestamp,
                                          std::string_view signatures,
                                          std::string_view body,
                                          SysTime now);

}  // namespace outreach::connectors
