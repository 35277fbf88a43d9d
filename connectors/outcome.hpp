// What one attempt came to, in words that the retry policy understands.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "campaigns/model/partner.hpp"

namespace outreach::connectors {

enum class Verdict {
    delivered,  // 2xx, or what the service says when it has it
    accepted,   // taken, but the service does not say whether it was shown
    retry,      // no answer, or one that may be different next time
    throttled,  // the endpoint asks for a pause: 429, 502, 503, 504, or any Retry-After
    permanent,  // this notice will hardly be taken: 400, 401, 403, 404, 413, 415, 422
    rejected,   // this notice will never be taken as it is: trying again is no use
    gone,       // 410, or the service's word for it: the endpoint is no more
    held,       // nothing was sent, for a reason of our own: the attempt does not count
};

constexpr std::size_t kMostAnswerKept = 1024;   // bytes of the last answer, for people
constexpr std::size_t kLongestReference = 200;  // bytes

struct Outcome {
    Verdict verdict = Verdict::retry;
    int status = 0;  // HTTP status, 0 without an answer
    // How long the endpoint asks to be left alone, at most 24 h.
    std::optional<std::chrono::seconds> pause;
    std::string detail;  // for people: "connection refused", "HTTP 404"
    // True if the request may have been read though no answer came: a repeat may be a second one.
    bool unknown = false;
    std::string answer;     // the first kMostAnswerKept bytes of the answer, secrets masked
    std::string reference;  // the service's own id of the message, for a later edit
    std::optional<campaigns::Rate> agreed;  // what a handshake allowed
    bool no_more = false;                   // it took this one, and wants nothing further
};

[[nodiscard]] constexpr bool arrived(Verdict verdict) noexcept {
    return verdict == Verdict::delivered || verdict == Verdict::accepted;
}

[[nodiscard]] constexpr const char* word(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::delivered:
            return "delivered";
        case Verdict::accepted:
            return "accepted";
        case Verdict::retry:
            return "retry";
        case Verdict::throttled:
            return "throttled";
        case Verdict::permanent:
            return "permanent";
        case Verdict::rejected:
            return "rejected";
        case Verdict::gone:
            return "gone";
        case Verdict::held:
            return "held";
    }
    return "retry";
}

}  // namespace outreach::connectors
