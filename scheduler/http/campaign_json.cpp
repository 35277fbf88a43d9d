#include "scheduler/http/campaign_json.hpp"

#include <nlohmann/json.hpp>

namespace outreach::http {
namespace {

using json = nlohmann::ordered_json;

json or_null(const std::string& text) {
    return text.empty() ? json(nullptr) : json(text);
}

json object_of(const CampaignView& campaign) {
    json out{{"id", campaign.id},
             {"title", campaign.title},
             {"fiscal_year", campaign.fiscal_year},
             {"timezone", campaign.timezone},
             {"file", campaign.file},
             {"valid", campaign.valid},
             {"state", campaign.state},
             {"author", or_null(campaign.author)},
             {"paused", or_null(campaign.paused)},
             {"activities", campaign.activities},
             {"notices", campaign.notices}};
    if (campaign.text) out["text"] = *campaign.text;
    return out;
}

json object_of(const ActivityView& activity) {
    json out{{"id", activity.id},
             {"campaign", activity.campaign},
             {"kind", activity.kind},
             {"title", activity.title},
             {"status", activity.status},
             {"audience", activity.audience},
             {"start", or_null(activity.start)},
             {"end", or_null(activity.end)},
             {"window", nullptr},
             {"occurrences", activity.occurrences},
             {"told", activity.told},
             {"override", nullptr}};
    if (!activity.window_from.empty()) {
        out["window"] = {{"from", activity.window_from}, {"to", activity.window_to}};
    }
    if (!activity.override_by.empty()) {
        out["override"] = {{"by", activity.override_by},
                           {"reason", or_null(activity.override_reason)},
                           {"at", activity.override_at}};
    }
    return out;
}

json object_of(const AuditView& act) {
    json out{{"at", act.at}, {"what", act.what}, {"by", act.by}, {"reason", or_null(act.reason)}};
    for (const auto& [key, text] : {std::pair("campaign", &act.campaign),
                                    std::pair("activity", &act.activity),
                                    std::pair("partner", &act.partner),
                                    std::pair("endpoint", &act.endpoint),
                                    std::pair("notice", &act.notice)}) {
        if (!text->empty()) out[key] = *text;
    }
    if (act.notices > 0) out["notices"] = act.notices;
    if (act.even_late) out["even_late"] = true;
    if (act.emergency) out["emergency"] = true;
    return out;
}

std::string dump(const json& value) {
    return value.dump(2, ' ', false, json::error_handler_t::replace);
}

template <class T>
std::string list_of(const std::vector<T>& all) {
    json out;
    out["items"] = json::array();
    for (const T& each : all) out["items"].push_back(object_of(each));
    out["next"] = nullptr;
    return dump(out);
}

}  // namespace

std::string to_json(const CampaignView& campaign) {
    return dump(object_of(campaign));
}
std::string to_json(const std::vector<CampaignView>& campaigns) {
    return list_of(campaigns);
}
std::string to_json(const ActivityView& activity) {
    return dump(object_of(activity));
}
std::string to_json(const std::vector<ActivityView>& activities) {
    return list_of(activities);
}
std::string to_json(const std::vector<AuditView>& audit) {
    return list_of(audit);
}

}  // namespace outreach::http
