#include "connectors/signature_search.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <charconv>

#include "config/base/i18n.hpp"
#include "connectors/signature_vectors.hpp"

namespace outreach::connectors {
namespace {

std::string hmac_sha256(std::string_view key, std::string_view content) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned int size = 0;
    HMAC(EVP_sha256(),
         key.data(),
         static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(content.data()),
         content.size(),
         out.data(),
         &size);
    return {reinterpret_cast<const char*>(out.data()), size};
}

// One sentence of several.
std::string joined(const std::vector<std::string>& parts) {
    std::string all;
    for (const std::string& part : parts) {
        if (part.empty()) continue;
        all = all.empty() ? part : trf("{}; {}", all, part);
    }
    return all;
}

// What one wrong turn or two of key, content and body explain; the fewest turns win.
struct Search {
    static constexpr int kTooMany = 3;
    int turns = kTooMany;
    Diagnosis found;

    void compare(const std::array<const Guess*, 3>& guesses, const WrittenSignature& written);
};

void Search::compare(const std::array<const Guess*, 3>& guesses, const WrittenSignature& written) {
    Diagnosis diagnosis;
    std::vector<std::string> sentences;
    for (const Guess* guess : guesses) {
        if (diagnosis.mistake == Mistake::none) diagnosis.mistake = guess->mistake;
        sentences.push_back(guess->sentence);
    }
    if (written.shape != "v1,<base64>") {
        if (diagnosis.mistake == Mistake::none) diagnosis.mistake = Mistake::notation;
        sentences.push_back(
            trf("the signature is written as {}; it has to be v1,<base64>", written.shape));
    }
    if (diagnosis.mistake == Mistake::none) return;
    diagnosis.sentence = joined(sentences);
    found = std::move(diagnosis);
}

void search(const HmacKey& key,
            const SignatureHeaders& headers,
            std::string_view body,
            const std::vector<WrittenSignature>& written,
            Search& search) {
    const auto keys = guess_keys(key);
    for (const Guess& a_body : guess_bodies(body)) {
        for (const Guess& content : guess_contents(headers, a_body.bytes)) {
            for (const Guess& a_key : keys) {
                const int turns = (a_body.sentence.empty() ? 0 : 1) +
                                  (content.sentence.empty() ? 0 : 1) +
                                  (a_key.sentence.empty() ? 0 : 1);
                if (turns >= search.turns) continue;
                const std::string mac = hmac_sha256(a_key.bytes, content.bytes);
                for (const WrittenSignature& each : written) {
                    if (each.bytes != mac) continue;
                    search.compare({&a_key, &content, &a_body}, each);
                    search.turns = turns;
                }
            }
        }
    }
}

std::optional<Diagnosis> search_ed25519(const Ed25519Key& key,
                                        const SignatureHeaders& headers,
                                        std::string_view body) {
    const SysTime then = timestamp_time(headers);
    for (const Guess& guess : guess_bodies(body)) {
        const auto verdict = verify_webhook(
            {key}, headers.id, headers.timestamp, headers.signatures, guess.bytes, then);
        if (verdict == Verification::good && guess.mistake != Mistake::none) {
            return Diagnosis{guess.mistake, guess.sentence};
        }
    }
    return {};
}

std::optional<Diagnosis> cut_short(const HmacKey& key,
                                   const SignatureHeaders& headers,
                                   std::string_view body,
                                   const std::vector<WrittenSignature>& written) {
    const std::string right =
        sign_webhook({key}, headers.id, timestamp_seconds(headers), body).substr(3);
    for (const WrittenSignature& each : written) {
        if (each.version != "v1" || each.text.size() < 4 || each.text.size() >= right.size()) {
            continue;
        }
        if (right.starts_with(each.text)) {
            return Diagnosis{Mistake::signature_cut,
                             trf("the signature is cut off after {} characters; the whole one has "
                                 "44",
                                 each.text.size())};
        }
    }
    return {};
}

std::optional<Diagnosis> signed_with_example(const SignatureHeaders& headers,
                                             std::string_view body) {
    const SysTime then = timestamp_time(headers);
    for (const SignatureVector& vector : signature_vectors()) {
        const auto verdict = verify_webhook({parse_key(vector.key).value()},
                                            headers.id,
                                            headers.timestamp,
                                            headers.signatures,
                                            body,
                                            then);
        if (verdict != Verification::good) continue;
        return Diagnosis{Mistake::example_secret,
                         trf("signed with the secret of the published test vector {}, which "
                             "everybody knows; use the one that you were given",
                             vector.number)};
    }
    return {};
}

}  // namespace

std::int64_t timestamp_seconds(const SignatureHeaders& headers) {
    std::int64_t seconds = 0;
    const std::string_view text = headers.timestamp;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return seconds;
}

SysTime timestamp_time(const SignatureHeaders& headers) {
    return SysTime{std::chrono::seconds{timestamp_seconds(headers)}};
}

std::optional<Diagnosis> search_mistakes(const std::vector<SigningKey>& keys,
                                         const SignatureHeaders& headers,
                                         std::string_view body,
                                         const std::vector<WrittenSignature>& written) {
    Search guesses;
    for (const SigningKey& key : keys) {
        if (const auto* shared = std::get_if<HmacKey>(&key)) {
            search(*shared, headers, body, written, guesses);
        }
    }
    if (guesses.turns < Search::kTooMany) return guesses.found;
    for (const SigningKey& key : keys) {
        const auto* shared = std::get_if<HmacKey>(&key);
        auto found = shared != nullptr ? cut_short(*shared, headers, body, written)
                                       : search_ed25519(std::get<Ed25519Key>(key), headers, body);
        if (found) return found;
    }
    return signed_with_example(headers, body);
}

}  // namespace outreach::connectors
