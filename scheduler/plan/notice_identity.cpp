#include "scheduler/plan/notice_identity.hpp"

#include <charconv>

namespace outreach::plan {

Sha256 notice_hash(const CampaignId& campaign,
                   const ActivityId& activity,
                   std::string_view occurrence,
                   const RuleId& rule,
                   const PartnerId& partner,
                   const EndpointId& endpoint) {
    constexpr char kSeparator = '\x1f';  // no id contains it
    std::string text;
    text.reserve(160);
    text.append(campaign.str()).push_back(kSeparator);
    text.append(activity.str()).push_back(kSeparator);
    text.append(occurrence).push_back(kSeparator);
    text.append(rule.str()).push_back(kSeparator);
    text.append(partner.str()).push_back(kSeparator);
    text.append(endpoint.str());
    return sha256(text);
}

queue::NoticeNumber notice_number(const Sha256& hash) {
    std::uint64_t first = 0;
    for (int i = 0; i < 8; ++i) first = first << 8U | hash[static_cast<std::size_t>(i)];
    return first >> 11U;
}

std::string notice_id(const Sha256& hash) {
    return "ntc_" + to_hex(hash);
}

std::optional<queue::NoticeNumber> number_of_id(std::string_view id) {
    if (!id.starts_with("ntc_") || id.size() < 20) return {};
    std::uint64_t first = 0;
    const auto [end, ec] = std::from_chars(id.data() + 4, id.data() + 20, first, 16);
    if (ec != std::errc{} || end != id.data() + 20) return {};
    return first >> 11U;
}

}  // namespace outreach::plan
