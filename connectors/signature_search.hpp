// Looks for the way in which a signature that does not match was made. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "connectors/signature_guesses.hpp"

namespace outreach::connectors {

// webhook-timestamp as a number; only for what verify_webhook took for one.
[[nodiscard]] std::int64_t timestamp_seconds(const SignatureHeaders& headers);
[[nodiscard]] SysTime timestamp_time(const SignatureHeaders& headers);

// The fewest mistakes, at most two of key, content and body, that explain one of the signatures;
// then a signature cut short, then the key of a published vector.
[[nodiscard]] std::optional<Diagnosis> search_mistakes(
    const std::vector<SigningKey>& keys,
    const SignatureHeaders& headers,
    std::string_view body,
    const std::vector<WrittenSignature>& written);

}  // namespace outreach::connectors
