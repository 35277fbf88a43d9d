#include "scheduler/journal/act.hpp"

#include <nlohmann/json.hpp>

namespace outreach::journal {
namespace {

using json = nlohmann::ordered_json;

void put(json& line, const char* key, const std::string& text) {
    if (!text.empty()) line[key] = text;
}

std::string get(const json& line, const char* key) {
    const auto found = line.find(key);
    return found != line.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::set<CampaignId> campaigns_of(const Act& act) {
    std::set<CampaignId> campaigns;
    for (const NoticePlace& each : act.notices) {
        campaigns.emplace(each.lane.substr(0, each.lane.find('/')));
    }
    if (act.notices.empty() && !act.campaign.empty()) campaigns.insert(act.campaign);
    return campaigns;
}

std::string act_to_json(const Act& act) {
    json line{{"t", to_rfc3339_utc(act.at)}, {"e", "act"}, {"what", act.what}, {"by", act.by}};
    put(line, "reason", act.reason);
    put(line, "campaign", act.campaign.str());
    put(line, "activity", act.activity.str());
    put(line, "partner", act.partner.str());
    put(line, "notice", act.notice);
    if (act.number != 0) line["n"] = act.number;
    put(line, "hash", act.hash);
    if (act.status) line["status"] = campaigns::word(*act.status);
    for (const auto& [name, time] : act.times) {
        line["times"][name] = {time.start, time.end, time.base};
    }
    put(line, "base", act.base);
    put(line, "decision", act.decision);
    if (act.choice) line["choice"] = campaigns::word(*act.choice);
    if (act.emergency) line["emergency"] = true;
    put(line, "endpoint", act.endpoint);
    for (const NoticePlace& each : act.notices) {
        line["notices"][each.lane].push_back(each.number);
    }
    if (act.even_late) line["even_late"] = true;
    return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Act> act_from_json(std::string_view text) {
    const json line = json::parse(text, nullptr, false);
    if (!line.is_object() || get(line, "e") != "act") return Errc::bad_input;
    try {
        Act act;
        act.at = parse_rfc3339(get(line, "t")).value_or(SysTime{});
        act.what = get(line, "what");
        act.by = get(line, "by");
        act.reason = get(line, "reason");
        act.campaign = CampaignId(get(line, "campaign"));
        act.activity = ActivityId(get(line, "activity"));
        act.partner = PartnerId(get(line, "partner"));
        act.notice = get(line, "notice");
        act.number = line.value("n", queue::NoticeNumber{0});
        act.hash = get(line, "hash");
        act.status = campaigns::from_word<campaigns::Status>(get(line, "status"));
        const json times = line.value("times", json::object());
        for (const auto& [name, time] : times.items()) {
            act.times[name] = {time.at(0).get<std::string>(),
                               time.at(1).get<std::string>(),
                               time.at(2).get<std::string>()};
        }
        act.base = get(line, "base");
        act.decision = get(line, "decision");
        act.choice = campaigns::from_word<campaigns::Choice>(get(line, "choice"));
        act.emergency = line.value("emergency", false);
        act.endpoint = get(line, "endpoint");
        const json notices = line.value("notices", json::object());
        for (const auto& [lane, numbers] : notices.items()) {
            for (const json& number : numbers) {
                act.notices.push_back({lane, number.get<queue::NoticeNumber>()});
            }
        }
        act.even_late = line.value("even_late", false);
        return act;
    } catch (const json::exception&) {
        return Errc::bad_input;
    }
}

}  // namespace outreach::journal
