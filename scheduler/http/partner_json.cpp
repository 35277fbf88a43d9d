#include "scheduler/http/partner_json.hpp"

#include <nlohmann/json.hpp>

namespace outreach::http {
namespace {

using json = nlohmann::ordered_json;

json or_null(const std::string& text) {
    return text.empty() ? json(nullptr) : json(text);
}

std::string dump(const json& document) {
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

json object_of(const EndpointView& endpoint) {
    return {{"id", endpoint.id},
            {"connector", endpoint.connector},
            {"state", endpoint.state},
            {"problem", or_null(endpoint.problem)},
            {"since", or_null(endpoint.since)},
            {"failures", endpoint.failures},
            {"last_success", or_null(endpoint.last_success)},
            {"last_failure", or_null(endpoint.last_failure)},
            {"not_before", or_null(endpoint.not_before)},
            {"order", endpoint.order},
            {"delivery", endpoint.delivery},
            {"rate", or_null(endpoint.rate)},
            {"concurrency", endpoint.concurrency},
            {"dead_letters", endpoint.dead_letters}};
}

json object_of(const PartnerView& partner) {
    json out{{"id", partner.id},
             {"name", partner.name},
             {"audience", partner.audience},
             {"language", partner.language},
             {"role", or_null(partner.role)},
             {"paused", or_null(partner.paused)},
             {"endpoints", json::array()}};
    for (const EndpointView& each : partner.endpoints) out["endpoints"].push_back(object_of(each));
    return out;
}

json object_of(const DeadLetterView& letter) {
    return {{"notice", letter.notice},
            {"campaign", letter.campaign},
            {"activity", letter.activity},
            {"rule", letter.rule},
            {"purpose", letter.purpose},
            {"partner", letter.partner},
            {"endpoint", letter.endpoint},
            {"due", letter.due},
            {"deadline", or_null(letter.deadline)},
            {"dead_at", letter.dead_at},
            {"reason", letter.reason},
            {"status", letter.status},
            {"detail", letter.detail},
            {"answer", letter.answer},
            {"attempts", letter.attempts},
            {"took_ms", letter.took_ms},
            {"retry", letter.why_not.empty()},
            {"why_not", or_null(letter.why_not)}};
}

}  // namespace

std::string to_json(const std::vector<PartnerView>& partners) {
    json out{{"items", json::array()}};
    for (const PartnerView& each : partners) out["items"].push_back(object_of(each));
    return dump(out);
}

std::string to_json(const PartnerView& partner) {
    return dump(object_of(partner));
}

std::string to_json(const DeadLetterView& letter) {
    return dump(object_of(letter));
}

std::string to_json(const DeadLetterPage& page) {
    json out{{"items", json::array()}, {"next", or_null(page.next)}};
    for (const DeadLetterView& each : page.letters) out["items"].push_back(object_of(each));
    return dump(out);
}

}  // namespace outreach::http
