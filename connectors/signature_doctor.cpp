#include "connectors/signature_doctor.hpp"

#include <algorithm>
#include <optional>

#include "config/base/hash.hpp"
#include "config/base/i18n.hpp"
#include "connectors/signature_search.hpp"
#include "connectors/signature_vectors.hpp"

namespace outreach::connectors {
namespace {

using Signatures = std::vector<WrittenSignature>;

// Seconds since 1970 pass this in the year 5138; milliseconds did in 1973.
constexpr std::int64_t kSurelyMilliseconds = 100'000'000'000;

Diagnosis missing_header(const SignatureHeaders& headers) {
    std::string names;
    for (const auto& [name, value] : {std::pair("webhook-id", headers.id),
                                      std::pair("webhook-timestamp", headers.timestamp),
                                      std::pair("webhook-signature", headers.signatures)}) {
        if (!value.empty()) continue;
        if (!names.empty()) names += ", ";
        names += name;
    }
    return {Mistake::header_missing,
            trf("the header is missing or empty: {}; a proxy may have dropped it", names)};
}

Diagnosis wrong_time(const std::vector<SigningKey>& keys,
                     const SignatureHeaders& headers,
                     std::string_view body,
                     SysTime now,
                     bool old) {
    const std::int64_t seconds = timestamp_seconds(headers);
    if (seconds > kSurelyMilliseconds) {
        return {Mistake::timestamp_in_milliseconds,
                tr("webhook-timestamp is in milliseconds; it has to be in seconds")};
    }
    const std::int64_t off = std::abs(to_ms(now) / 1000 - seconds);
    const bool otherwise_good = verify_webhook(keys,
                                               headers.id,
                                               headers.timestamp,
                                               headers.signatures,
                                               body,
                                               timestamp_time(headers)) == Verification::good;
    std::string sentence =
        old ? trf("webhook-timestamp is {} seconds old, at most 300 are allowed: a clock is wrong, "
                  "or an old request was sent again",
                  off)
            : trf("webhook-timestamp is {} seconds ahead, at most 300 are allowed: one of the two "
                  "clocks is wrong",
                  off);
    if (otherwise_good) sentence = trf("{}; {}", sentence, tr("the signature itself is right"));
    return {old ? Mistake::too_old : Mistake::too_new, std::move(sentence)};
}

// What the header itself shows, whatever the keys are.
std::optional<Diagnosis> look_at_header(std::string_view header, const Signatures& written) {
    if (header.find("whsec_") != header.npos || header.find("whsk_") != header.npos) {
        return Diagnosis{Mistake::secret_in_header,
                         tr("webhook-signature holds a secret instead of a signature; make a new "
                            "secret, this one was sent over the network")};
    }
    const bool empty = std::all_of(
        written.begin(), written.end(), [](const auto& each) { return each.text.empty(); });
    if (empty) {
        return Diagnosis{Mistake::signature_empty,
                         tr("there is no signature behind the version in webhook-signature")};
    }
    for (const SignatureVector& vector : signature_vectors()) {
        if (header.find(vector.signature) == header.npos) continue;
        return Diagnosis{Mistake::copied_signature,
                         trf("this is the signature of the published test vector {}, not one of "
                             "this request",
                             vector.number)};
    }
    return {};
}

std::optional<Diagnosis> wrong_kind(const std::vector<SigningKey>& keys,
                                    const Signatures& written) {
    const auto has = [&](std::string_view version) {
        return std::any_of(written.begin(), written.end(), [&](const auto& each) {
            return each.version == version;
        });
    };
    const bool shared = std::any_of(keys.begin(), keys.end(), [](const SigningKey& key) {
        return std::holds_alternative<HmacKey>(key);
    });
    const bool paired = std::any_of(keys.begin(), keys.end(), [](const SigningKey& key) {
        return std::holds_alternative<Ed25519Key>(key);
    });
    if (has("v1a") && !has("v1") && !paired) {
        return Diagnosis{Mistake::other_key_kind,
                         tr("the signature is v1a (ed25519), but the secret here is a shared one "
                            "(whsec_); verify with the public key whpk_ that belongs to it")};
    }
    if (has("v1") && !has("v1a") && !shared) {
        return Diagnosis{Mistake::other_key_kind,
                         tr("the signature is v1 (shared secret), but the key here is an ed25519 "
                            "one; verify with the secret whsec_")};
    }
    if (!has("v1") && !has("v1a")) {
        return Diagnosis{Mistake::unknown_version,
                         tr("there is neither a v1 nor a v1a signature in webhook-signature")};
    }
    return {};
}

}  // namespace

Diagnosis diagnose_signature(const std::vector<SigningKey>& keys,
                             const SignatureHeaders& headers,
                             std::string_view body,
                             SysTime now) {
    switch (verify_webhook(keys, headers.id, headers.timestamp, headers.signatures, body, now)) {
        case Verification::good:
            return {Mistake::none, tr("the signature is good")};
        case Verification::missing_header:
            return missing_header(headers);
        case Verification::bad_timestamp:
            return {Mistake::timestamp_no_number,
                    tr("webhook-timestamp is no whole number of seconds since 1970, like "
                       "1751331600")};
        case Verification::too_old:
            return wrong_time(keys, headers, body, now, true);
        case Verification::too_new:
            return wrong_time(keys, headers, body, now, false);
        case Verification::no_match:
            break;
    }
    const Signatures written = read_signatures(headers.signatures);
    if (auto seen = look_at_header(headers.signatures, written)) return *seen;
    if (auto found = search_mistakes(keys, headers, body, written)) return *found;
    if (auto kind = wrong_kind(keys, written)) return *kind;
    return {Mistake::unknown,
            trf("no usual mistake explains it: the secret is another one, or the body was changed "
                "on the way (here it has {} bytes and the SHA-256 {})",
                body.size(),
                to_hex(sha256(body)))};
}

}  // namespace outreach::connectors
