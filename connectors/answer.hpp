// HTTP answer → Outcome. Pure. Statuses: contract part 4; Retry-After: RFC 9110, 10.2.3.
#pragma once

#include <string_view>

#include "config/base/time.hpp"
#include "connectors/outcome.hpp"

namespace outreach::connectors {

constexpr std::chrono::hours kLongestPause{24};

// Seconds or an HTTP date; capped at 24 h, nothing for text that is neither or lies in the past.
[[nodiscard]] std::optional<std::chrono::seconds> parse_retry_after(std::string_view text,
                                                                    SysTime now);

// What an answer's `webhook-delivery` asks for (docs.svix.com/receiving/delivery-control):
// `disable` ends the endpoint, `abort-message` spares it a repeat of this notice. Passes over other
// words.
constexpr const char* kDeliveryControl = "webhook-delivery";
void heed_delivery_control(std::string_view asked, Outcome& outcome);

[[nodiscard]] Outcome judge_answer(int status, std::string_view retry_after, SysTime now);

}  // namespace outreach::connectors
