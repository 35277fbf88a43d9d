#include "connectors/webhook_signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <charconv>
#include <memory>

#include "config/base/hash.hpp"

namespace outreach::connectors {
namespace {

using PkeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using ContextPtr = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string signed_content(std::string_view id, std::string_view timestamp, std::string_view body) {
    std::string content;
    content.reserve(id.size() + timestamp.size() + body.size() + 2);
    content.append(id).append(".").append(timestamp).append(".").append(body);
    return content;
}

std::string hmac(const HmacKey& key, std::string_view content) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned int size = 0;
    HMAC(EVP_sha256(),
         key.bytes.data(),
         static_cast<int>(key.bytes.size()),
         bytes_of(content),
         content.size(),
         out.data(),
         &size);
    return {reinterpret_cast<const char*>(out.data()), size};
}

std::string ed25519_sign(const Ed25519Key& key, std::string_view content) {
    if (key.seed.empty()) return {};
    const PkeyPtr pkey(EVP_PKEY_new_raw_private_key(
                           EVP_PKEY_ED25519, nullptr, bytes_of(key.seed), key.seed.size()),
                       EVP_PKEY_free);
    const ContextPtr context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::string signature(64, '\0');
    std::size_t size = signature.size();
    const bool ok = pkey && context &&
                    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) == 1 &&
                    EVP_DigestSign(context.get(),
                                   reinterpret_cast<unsigned char*>(signature.data()),
                                   &size,
                                   bytes_of(content),
                                   content.size()) == 1;
    return ok ? signature : std::string();
}

bool ed25519_verify(const Ed25519Key& key, std::string_view signature, std::string_view content) {
    const PkeyPtr pkey(
        EVP_PKEY_new_raw_public_key(
            EVP_PKEY_ED25519, nullptr, bytes_of(key.public_key), key.public_key.size()),
        EVP_PKEY_free);
    const ContextPtr context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    return pkey && context &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) == 1 &&
           EVP_DigestVerify(context.get(),
                            bytes_of(signature),
                            signature.size(),
                            bytes_of(content),
                            content.size()) == 1;
}

bool matches(const SigningKey& key,
             std::string_view version,
             std::string_view signature,
             std::string_view content) {
    const auto bytes = from_base64(signature);
    if (!bytes || bytes->empty()) return false;
    if (const auto* shared = std::get_if<HmacKey>(&key)) {
        if (version != "v1") return false;
        const std::string wanted = hmac(*shared, content);
        return bytes->size() == wanted.size() &&
               CRYPTO_memcmp(bytes->data(), wanted.data(), wanted.size()) == 0;
    }
    return version == "v1a" && ed25519_verify(std::get<Ed25519Key>(key), *bytes, content);
}

bool any_matches(const std::vector<SigningKey>& keys,
                 std::string_view signatures,
                 std::string_view content) {
    while (!signatures.empty()) {
        const auto space = signatures.find(' ');
        const std::string_view one = signatures.substr(0, space);
        signatures = space == signatures.npos ? std::string_view() : signatures.substr(space + 1);
        const auto comma = one.find(',');
        if (comma == one.npos) continue;
        for (const SigningKey& key : keys) {
            if (matches(key, one.substr(0, comma), one.substr(comma + 1), content)) return true;
        }
    }
    return false;
}

}  // namespace

std::string ed25519_public_key(std::string_view seed) {
    const PkeyPtr pkey(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(seed), seed.size()),
        EVP_PKEY_free);
    std::string key(32, '\0');
    std::size_t size = key.size();
    auto* into = reinterpret_cast<unsigned char*>(key.data());
    if (!pkey || EVP_PKEY_get_raw_public_key(pkey.get(), into, &size) != 1) return {};
    return key;
}

std::vector<SigningKey> keys_at(const std::vector<LoadedKey>& keys, SysTime now) {
    std::vector<SigningKey> valid;
    for (const LoadedKey& each : keys) {
        if (now < each.until) valid.push_back(each.key);
    }
    return valid;
}

Result<SigningKey> parse_key(std::string_view text) {
    const auto decoded = [&](std::string_view prefix) {
        return from_base64(text.substr(text.starts_with(prefix) ? prefix.size() : 0));
    };
    if (text.starts_with("whsk_")) {
        const auto bytes = decoded("whsk_");
        if (!bytes || bytes->size() != 64) return Errc::bad_input;
        return SigningKey(Ed25519Key{bytes->substr(0, 32), bytes->substr(32)});
    }
    if (text.starts_with("whpk_")) {
        const auto bytes = decoded("whpk_");
        if (!bytes || bytes->size() != 32) return Errc::bad_input;
        return SigningKey(Ed25519Key{{}, *bytes});
    }
    const auto bytes = decoded("whsec_");
    if (!bytes || bytes->empty()) return Errc::bad_input;
    return SigningKey(HmacKey{*bytes});
}

std::string sign_webhook(const std::vector<SigningKey>& keys,
                         std::string_view id,
                         std::int64_t timestamp_seconds,
                         std::string_view body) {
    const std::string content = signed_content(id, std::to_string(timestamp_seconds), body);
    std::string header;
    for (const SigningKey& key : keys) {
        const auto* shared = std::get_if<HmacKey>(&key);
        const std::string signature = shared != nullptr
                                          ? hmac(*shared, content)
                                          : ed25519_sign(std::get<Ed25519Key>(key), content);
        if (signature.empty()) continue;
        if (!header.empty()) header += ' ';
        header += (shared != nullptr ? "v1," : "v1a,") + to_base64(signature);
    }
    return header;
}

const char* explain(Verification verification) {
    switch (verification) {
        case Verification::good:
            return "the signature is good";
        case Verification::missing_header:
            return "webhook-id, webhook-timestamp or webhook-signature is missing";
        case Verification::bad_timestamp:
            return "webhook-timestamp is no whole number of seconds";
        case Verification::too_old:
            return "webhook-timestamp is more than 5 minutes old";
        case Verification::too_new:
            return "webhook-timestamp is more than 5 minutes ahead";
        case Verification::no_match:
            return "no signature matches: another secret, or the body was changed on the way";
    }
    return "";
}

Verification verify_webhook(const std::vector<SigningKey>& keys,
                            std::string_view id,
                            std::string_view timestamp,
                            std::string_view signatures,
                            std::string_view body,
                            SysTime now) {
    if (id.empty() || timestamp.empty() || signatures.empty()) return Verification::missing_header;
    std::int64_t seconds = 0;
    const auto [end, ec] =
        std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
    if (ec != std::errc{} || end != timestamp.data() + timestamp.size() || seconds < 0) {
        return Verification::bad_timestamp;
    }
    const auto now_seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
    const auto age = now_seconds - std::chrono::seconds{seconds};
    if (age > kSignatureTolerance) return Verification::too_old;
    if (age < -kSignatureTolerance) return Verification::too_new;
    const std::string content = signed_content(id, timestamp, body);
    return any_matches(keys, signatures, content) ? Verification::good : Verification::no_match;
}

}  // namespace outreach::connectors
