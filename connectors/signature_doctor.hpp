// Says which mistake a refused signature looks like, for partners who build a receiver or a sender
// of their own. Pure. For trials: it tells more about a signature than a receiver in use should.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/webhook_signature.hpp"

namespace outreach::connectors {

enum class Mistake {
    none,                       // the signature is good
    header_missing,             // webhook-id, webhook-timestamp or webhook-signature
    timestamp_no_number,        // text, a fraction, a sign
    timestamp_in_milliseconds,  // 13 digits
    too_old,
    too_new,
    secret_in_header,  // "v1,whsec_…": the secret itself was sent
    copied_signature,  // that of a published vector
    example_secret,    // signed with the key of a published vector
    signature_empty,   // "v1," alone
    signature_cut,     // the beginning of the right one
    other_key_kind,    // v1a where the key is shared, v1 where it is ed25519
    unknown_version,   // neither v1 nor v1a
    key_form,          // the right secret, used as other bytes
    content,           // not over id.timestamp.body
    body,              // over the body in another spelling
    notation,          // right, but not written as v1,<base64>
    unknown,           // another secret, or another body
};

struct SignatureHeaders {
    std::string_view id;
    std::string_view timestamp;
    std::string_view signatures;
};

struct Diagnosis {
    Mistake mistake = Mistake::none;
    std::string sentence;  // for people; holds no key and no signature that would be right
};

// What verify_webhook would say, and why. Several mistakes at once are found where two of key,
// content and body are wrong; `mistake` is then the first of them. Bodies over 64 KiB are not
// tried in other spellings.
[[nodiscard]] Diagnosis diagnose_signature(const std::vector<SigningKey>& keys,
                                           const SignatureHeaders& headers,
                                           std::string_view body,
                                           SysTime now);

}  // namespace outreach::connectors
