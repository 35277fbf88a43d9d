#include "scheduler/cli/notice_id.hpp"

#include <nlohmann/json.hpp>

namespace outreach::cli {

using json = nlohmann::ordered_json;

std::string whole_id(const DaemonLink& link, const std::string& id) {
    if (id.size() >= 68) return id;
    std::string after;
    do {
        const auto answer = ask_daemon(link, "/api/v1/notices?limit=1000&after=" + after);
        if (!answer) return {};
        const json page = json::parse(answer->body, nullptr, false);
        if (!page.is_object() || !page.contains("items")) return id;
        for (const json& each : page.at("items")) {
            if (each.value("id", "").starts_with(id)) return each.value("id", "");
        }
        after = page.value("next", json()).is_string() ? page.value("next", "") : "";
    } while (!after.empty());
    return id;
}

}  // namespace outreach::cli
