// Asking an endpoint whether it wants to be sent to, and how fast: the abuse protection of
// CloudEvents, "HTTP 1.1 Web Hooks for Event Delivery" 1.0.2, part 4. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "campaigns/model/partner.hpp"
#include "connectors/http_client.hpp"

namespace outreach::connectors {

// What an endpoint said to the question.
struct Consent {
    bool given = false;
    std::optional<campaigns::Rate> rate;  // nothing: it sets no limit
    std::string detail;                   // for people, why there is none; empty if it is given
};

// A name as DNS knows it: "outreach.city.example.jp", at most 253 characters.
[[nodiscard]] bool is_origin(std::string_view origin) noexcept;

// OPTIONS to the very address that notices go to. `wish`: the rate that is asked for, in whole
// requests per minute, at least one. Sets no timeout and no reach.
[[nodiscard]] HttpRequest handshake_request(const Url& url,
                                            std::string_view origin,
                                            std::optional<campaigns::Rate> wish = {});

// Only the headers are consent, never the status: WebHook-Allowed-Origin must be `origin` or "*".
// WebHook-Allowed-Rate is requests per minute or "*"; without it our own rate stays. A rate that
// cannot be read is no consent, because it may have meant less than we would send.
[[nodiscard]] Consent judge_handshake(const HttpAnswer& answer, std::string_view origin);

// The header that each delivery repeats once consent was given (parts 2.1 and 4.1.2).
[[nodiscard]] std::pair<std::string, std::string> handshake_origin(std::string_view origin);

}  // namespace outreach::connectors
