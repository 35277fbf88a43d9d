// What `outreach listen --check` sends to a partner's receiver, and what has to be answered. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/webhook_signature.hpp"

namespace outreach::cli {

enum class Flaw {
    none,
    repeat,           // the id of the first request, signed anew
    rotated,          // a signature under another key before the right one
    unknown_version,  // "v2,…" before the right one
    japanese,
    large,       // a body of 100 kB
    rather_old,  // four minutes: within the window of five
    rather_new,  // four minutes ahead
    wrong_signature,
    truncated,      // its first eight characters
    version_alone,  // "v1,"
    changed_body,
    spaced_body,  // a space behind it: JSON read and written anew would be the same
    changed_id,
    changed_timestamp,
    old,     // ten minutes
    future,  // ten minutes
    text_timestamp,
    no_id,
    no_timestamp,
    no_signature,
};

struct CheckCase {
    Flaw flaw = Flaw::none;
    const char* name = "";
    bool accept = false;  // 2xx is right; else 4xx but 410 and 429 is
};
[[nodiscard]] const std::vector<CheckCase>& check_cases();

struct CheckRequest {
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};
// `other` is a key that the receiver does not have. `run` keeps the ids of one run apart from those
// of another. The body is what `outreach partner test` sends.
[[nodiscard]] CheckRequest make_check_request(const CheckCase& each,
                                              const connectors::SigningKey& key,
                                              const connectors::SigningKey& other,
                                              std::string_view run,
                                              SysTime now);

struct CheckVerdict {
    bool good = false;
    std::string remark;  // for people, where it is not good
};
// `status` 0: no answer.
[[nodiscard]] CheckVerdict judge_check(const CheckCase& each, int status);

}  // namespace outreach::cli
