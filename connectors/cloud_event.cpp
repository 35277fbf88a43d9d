#include "connectors/cloud_event.hpp"

#include <nlohmann/json.hpp>

namespace outreach::connectors {
namespace {

using json = nlohmann::ordered_json;

json text_or_null(const std::string& text) {
    return text.empty() ? json(nullptr) : json(text);
}

json venue_of(const campaigns::OutgoingNotice& notice) {
    const campaigns::Venue& venue = *notice.venue;
    json out;
    out["name"] = notice.venue_name;
    for (const auto& [key, value] : {std::pair("ward", &venue.ward),
                                     std::pair("floor", &venue.floor),
                                     std::pair("address", &venue.address),
                                     std::pair("access", &notice.venue_access)}) {
        if (!value->empty()) out[key] = *value;
    }
    if (venue.latitude) out["latitude"] = *venue.latitude;
    if (venue.longitude) out["longitude"] = *venue.longitude;
    return out;
}

json activity_of(const campaigns::OutgoingNotice& notice) {
    json out;
    out["id"] = notice.activity.str();
    out["kind"] = notice.kind;
    out["title"] = notice.activity_title;
    out["status"] = campaigns::word(notice.status);
    out["start"] = text_or_null(notice.start);
    out["end"] = text_or_null(notice.end);
    out["window"] = nullptr;
    if (!notice.window_first.empty()) {
        out["window"] = {{"from", notice.window_first}, {"to", notice.window_last}};
    }
    out["venue"] = notice.venue ? venue_of(notice) : json(nullptr);
    return out;
}

// What no longer holds, in the reader's words: [{field, was, is}].
json changes_of(const campaigns::OutgoingNotice& notice) {
    json all = json::array();
    for (const campaigns::FactChange& change : notice.changes) {
        all.push_back({{"field", change.field}, {"was", change.before}, {"is", change.after}});
    }
    return all;
}

// A word about the delivery itself.
std::string word_event(const campaigns::OutgoingNotice& notice) {
    json event;
    event["specversion"] = "1.0";
    event["id"] = notice.id;
    event["source"] = "/outreachd";
    event["type"] = notice.type;
    event["subject"] = notice.partner.str() + "/" + notice.endpoint.str();
    event["time"] = notice.due;
    event["datacontenttype"] = "application/json";
    event["data"] = {{"partner", {{"id", notice.partner.str()}}},
                     {"endpoint", {{"id", notice.endpoint.str()}}},
                     {"message",
                      {{"language", campaigns::word(notice.message.language)},
                       {"subject", notice.message.subject},
                       {"text", notice.message.text}}}};
    return event.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string to_cloud_event(const campaigns::OutgoingNotice& notice) {
    if (!notice.type.empty()) return word_event(notice);
    json event;
    event["specversion"] = "1.0";
    event["id"] = notice.id;
    event["source"] = "/campaigns/" + notice.campaign.str();
    event["type"] = "outreach.activity." + std::string(campaigns::word(notice.purpose));
    event["subject"] = notice.activity.str();
    event["time"] = notice.due;
    event["datacontenttype"] = "application/json";
    json& data = event["data"];
    data["campaign"] = {{"id", notice.campaign.str()}, {"title", notice.campaign_title}};
    data["activity"] = activity_of(notice);
    data["notice"] = {{"rule", notice.rule.str()},
                      {"purpose", campaigns::word(notice.purpose)},
                      {"occurrence", notice.occurrence},
                      {"due", notice.due},
                      {"late", notice.late},
                      {"revision", notice.revision},
                      {"corrects", text_or_null(notice.corrects)}};
    if (!notice.changes.empty()) data["notice"]["changes"] = changes_of(notice);
    data["partner"] = {{"id", notice.partner.str()}};
    data["message"] = {{"language", campaigns::word(notice.message.language)},
                       {"subject", notice.message.subject},
                       {"text", notice.message.text}};
    return event.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace outreach::connectors
