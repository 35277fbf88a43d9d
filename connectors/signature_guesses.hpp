// Ways in which a signature under a shared secret is often made wrongly, as bytes to compare with.
// Pure; the tables behind signature_doctor.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/signature_doctor.hpp"

namespace outreach::connectors {

// One way to do it. The first of each list is the right one: its mistake is `none`.
struct Guess {
    std::string bytes;
    Mistake mistake = Mistake::none;
    std::string sentence;  // for people, without a full stop
};

// The bytes that were used as the key.
[[nodiscard]] std::vector<Guess> guess_keys(const HmacKey& key);
// What was signed.
[[nodiscard]] std::vector<Guess> guess_contents(const SignatureHeaders& headers,
                                                std::string_view body);
// The body as the signer had it: other line ends, JSON read and written anew (only where the body
// is JSON of at most 64 KiB). Each spelling once.
[[nodiscard]] std::vector<Guess> guess_bodies(std::string_view body);

// One part of the webhook-signature header.
struct WrittenSignature {
    std::string version;  // "v1", "v1a", …; empty where there is none
    std::string text;     // behind it
    std::string bytes;    // decoded, however it is written; empty if it is neither base64 nor hex
    std::string shape;    // "v1,<base64>", "sha256=<hex>": what it looks like, without its value
};
[[nodiscard]] std::vector<WrittenSignature> read_signatures(std::string_view header);

// Base64 as lenient decoders read it: both alphabets, no padding needed, other characters skipped.
[[nodiscard]] std::string lenient_base64(std::string_view text);

}  // namespace outreach::connectors
