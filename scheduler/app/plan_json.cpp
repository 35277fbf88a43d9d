#include "scheduler/app/plan_json.hpp"

#include <nlohmann/json.hpp>

namespace outreach::app {

using json = nlohmann::ordered_json;

std::string to_json(const CampaignId& campaign,
                    const std::string& state,
                    const plan::PlanDifference& difference,
                    const calendar::Zone& zone) {
    json out{{"campaign", campaign.str()}, {"state", state}, {"changes", json::array()}};
    for (const plan::PlanChange& change : difference.changes) {
        json one{{"sign", std::string(1, change.sign)},
                 {"activity", change.activity.str()},
                 {"rule", change.rule.str()},
                 {"purpose", campaigns::word(change.purpose)},
                 {"notices", change.notices},
                 {"partners", json::array()},
                 {"first", zone.format(change.first)},
                 {"last", zone.format(change.last)},
                 {"was", change.was ? json(zone.format(*change.was)) : json(nullptr)},
                 {"reason", change.reason}};
        for (const PartnerId& partner : change.partners) one["partners"].push_back(partner.str());
        out["changes"].push_back(std::move(one));
    }
    out["told_removed"] = json::array();
    for (const ActivityId& id : difference.told_removed) out["told_removed"].push_back(id.str());
    out["warnings"] = difference.warnings;
    return out.dump(2, ' ', false, json::error_handler_t::replace);
}

}  // namespace outreach::app
