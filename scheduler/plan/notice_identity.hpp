// What a notice is, as a number for the queue and an id for the wire: a function of what it is
// about and whom it goes to, not of when it was planned or what it says.
#pragma once

#include <string>

#include "config/base/hash.hpp"
#include "config/base/ids.hpp"
#include "scheduler/queue/notice_queue.hpp"

namespace outreach::plan {

// `occurrence` is the writer's own id, the ordinal, or "<event>#<n>" for lifecycle notices.
[[nodiscard]] Sha256 notice_hash(const CampaignId& campaign,
                                 const ActivityId& activity,
                                 std::string_view occurrence,
                                 const RuleId& rule,
                                 const PartnerId& partner,
                                 const EndpointId& endpoint);
// The first 53 bits.
[[nodiscard]] queue::NoticeNumber notice_number(const Sha256& hash);
// "ntc_" and the whole hash in hex.
[[nodiscard]] std::string notice_id(const Sha256& hash);
// The number inside an id, or nothing for text that is no id.
[[nodiscard]] std::optional<queue::NoticeNumber> number_of_id(std::string_view id);

}  // namespace outreach::plan
