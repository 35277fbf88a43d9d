// The published test vectors of Standard Webhooks signatures: what a receiver can be tried with.
// Their keys are known to everybody and protect nothing. Pure.
#pragma once

#include <array>
#include <cstdint>

namespace outreach::connectors {

// All of them are signed over id.timestamp.body.
struct SignatureVector {
    int number = 0;
    const char* key = "";         // whsec_ or whsk_
    const char* public_key = "";  // whpk_ where the key is whsk_
    const char* id = "";
    std::int64_t timestamp = 0;  // Unix seconds
    const char* body = "";
    const char* signature = "";
    const char* source = "";  // the libraries whose tests hold it
};

// Numbers 1 to 7. 4 and 5 are one message under two keys: together a rotation's header.
[[nodiscard]] const std::array<SignatureVector, 7>& signature_vectors();

}  // namespace outreach::connectors
