#include "scheduler/http/notice_json.hpp"

#include <nlohmann/json.hpp>

namespace outreach::http {
namespace {

using json = nlohmann::ordered_json;

json object_of(const NoticeView& notice, NoticeKeys keys) {
    json out;
    out["id"] = notice.id;
    out["campaign"] = notice.campaign;
    out["activity"] = notice.activity;
    out["occurrence"] = notice.occurrence;
    out["rule"] = notice.rule;
    out["purpose"] = notice.purpose;
    out["partner"] = notice.partner;
    out["endpoint"] = notice.endpoint;
    out["due"] = notice.due;
    out["deadline"] = notice.deadline;
    out["on_late"] = notice.on_late;
    out["state"] = notice.state;
    out["chain"] = json::array();
    for (const ChainView& step : notice.chain) {
        out["chain"].push_back({{"step", step.step}, {"instant", step.instant}, {"why", step.why}});
    }
    if (notice.text) out["text"] = *notice.text;
    if (keys == NoticeKeys::preview) out["held_back"] = notice.held_back;
    if (keys == NoticeKeys::api) {
        out["attempts"] = notice.attempts;
        out["last_result"] = notice.last_result.empty() ? json(nullptr) : json(notice.last_result);
        out["next_attempt"] =
            notice.next_attempt.empty() ? json(nullptr) : json(notice.next_attempt);
    }
    return out;
}

std::string dump(const json& value) {
    return value.dump(2, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const NoticeView& notice, NoticeKeys keys) {
    return dump(object_of(notice, keys));
}

std::string to_json(const std::vector<NoticeView>& notices, NoticeKeys keys) {
    json all = json::array();
    for (const NoticeView& notice : notices) all.push_back(object_of(notice, keys));
    return dump(all);
}

std::string to_json(const NoticePage& page) {
    json out;
    out["items"] = json::array();
    for (const NoticeView& notice : page.notices) {
        out["items"].push_back(object_of(notice, NoticeKeys::api));
    }
    out["next"] = page.next.empty() ? json(nullptr) : json(page.next);
    return dump(out);
}

}  // namespace outreach::http
