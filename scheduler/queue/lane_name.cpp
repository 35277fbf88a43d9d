#include "scheduler/queue/notice_queue.hpp"

namespace outreach::queue {

LaneName lane_name(const CampaignId& campaign,
                   const PartnerId& partner,
                   const EndpointId& endpoint,
                   bool urgent) {
    return campaign.str() + "/" + partner.str() + "/" + endpoint.str() + (urgent ? "/u" : "/n");
}

std::string endpoint_of_lane(std::string_view lane) {
    const auto first = lane.find('/');
    const auto last = lane.rfind('/');
    if (first == lane.npos || last <= first) return {};
    return std::string(lane.substr(first + 1, last - first - 1));
}

std::string_view partner_of_lane(std::string_view lane) {
    const auto first = lane.find('/');
    if (first == lane.npos) return {};
    const auto second = lane.find('/', first + 1);
    return lane.substr(first + 1, second == lane.npos ? lane.npos : second - first - 1);
}

}  // namespace outreach::queue
