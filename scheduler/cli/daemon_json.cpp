#include "scheduler/cli/daemon_json.hpp"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "campaigns/calendar/local_time.hpp"
#include "config/base/i18n.hpp"
#include "connectors/masking.hpp"
#include "scheduler/cli/console.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t kPage = 1000;
constexpr std::size_t kMostShown = 4096;  // bytes of one text

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

std::string text_of(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return {};
    const std::string text = found->is_string() ? found->get<std::string>() : compact(*found);
    return connectors::presentable(text, kMostShown, {});
}

std::string time_of(const json& object, const char* key) {
    std::string text = text_of(object, key);
    const auto at = parse_rfc3339(text);
    if (!at) return text;
    return calendar::Zone::find("Asia/Tokyo")->format(*at);
}

std::size_t count_of(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_integer()) return 0;
    if (!found->is_number_unsigned() && found->get<std::int64_t>() < 0) return 0;
    return found->get<std::size_t>();
}

json objects_in(const json& object, const char* key) {
    json list = json::array();
    const auto found = object.find(key);
    if (found == object.end() || !found->is_array()) return list;
    for (const json& each : *found) {
        if (each.is_object()) list.push_back(each);
    }
    return list;
}

std::string pretty(const json& document) {
    return document.dump(2, ' ', false, json::error_handler_t::replace);
}

std::string compact(const json& document) {
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<json> object_in(const std::optional<DaemonAnswer>& answer, int& code) {
    code = answer ? check_answer(*answer) : static_cast<int>(kUnreachable);
    if (code != kSuccess) return {};
    json document = json::parse(answer->body, nullptr, false);
    if (!document.is_object()) {
        say(tr("what answers there is no outreachd"));
        code = kUnreachable;
        return {};
    }
    return document;
}

std::optional<json> items_at(
    const DaemonLink& link, const std::string& path, std::size_t most, int& code, bool& more) {
    json all = json::array();
    std::string after;
    do {
        const auto page = object_in(ask_daemon(link,
                                               fmt::format("{}&limit={}&after={}",
                                                           path,
                                                           std::min(kPage, most - all.size()),
                                                           encoded(after))),
                                    code);
        if (!page) return {};
        if (!page->contains("items")) {
            say(tr("what answers there is no outreachd"));
            code = kUnreachable;
            return {};
        }
        const json items = objects_in(*page, "items");
        for (const json& each : items) all.push_back(each);
        const std::string next = text_of(*page, "next");
        after = items.empty() || next == after ? "" : next;
    } while (!after.empty() && all.size() < most);
    more = !after.empty();
    return all;
}

std::string to_facts(const std::vector<std::pair<std::string, std::string>>& facts) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, value] : facts) {
        if (!value.empty()) rows.push_back({"  " + name, value});
    }
    if (rows.empty()) return {};
    return to_table(rows.front(), {rows.begin() + 1, rows.end()});
}

}  // namespace outreach::cli
