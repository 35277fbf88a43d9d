// What one attempt came to, in words that the retry policy understands.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace outreach::connectors {

enum class Verdict {
    delivered,  // 2xx
    retry,      // no answer, or one that may be different next time
    throttled,  // the endpoint asks for a pause: 429, 502, 503, 504, or any Retry-After
    permanent,  // this notice will not be taken: 400, 401, 403, 404, 413, 415, 422
    gone,       // 410: the endpoint is no more
};

struct Outcome {
    Verdict verdict = Verdict::retry;
    int status = 0;  // HTTP status, 0 without an answer
    // How long the endpoint asks to be left alone, at most 24 h.
    std::optional<std::chrono::seconds> pause;
    std::string detail;  // for people: "connection refused", "HTTP 404"
};

[[nodiscard]] constexpr const char* word(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::delivered:
            return "delivered";
        case Verdict::retry:
            return "retry";
        case Verdict::throttled:
            return "throttled";
        case Verdict::permanent:
            return "permanent";
        case Verdict::gone:
            return "gone";
    }
    return "retry";
}

}  // namespace outreach::connectors
