#include "connectors/line_quota.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/line_service.hpp"

namespace outreach::connectors {
namespace {

using nlohmann::json;

std::optional<std::int64_t> count_in(const json& document, const char* key) {
    const auto found = document.find(key);
    if (found == document.end() || !found->is_number_integer()) return {};
    const auto count = found->get<std::int64_t>();
    if (count < 0) return {};
    return count;
}

}  // namespace

HttpRequest line_quota_request(const Target& target) {
    return line_request(target, "GET", "/v2/bot/message/quota");
}

HttpRequest line_consumption_request(const Target& target) {
    return line_request(target, "GET", "/v2/bot/message/quota/consumption");
}

Result<LineQuota> parse_line_quota(std::string_view body) {
    const json document = json::parse(body, nullptr, false);
    if (!document.is_object()) return Errc::bad_input;
    const auto type = document.find("type");
    if (type == document.end() || !type->is_string()) return Errc::bad_input;
    if (*type == "none") return LineQuota{};
    const auto limit = count_in(document, "value");
    if (*type != "limited" || !limit) return Errc::bad_input;
    return LineQuota{limit};
}

Result<std::int64_t> parse_line_consumption(std::string_view body) {
    const json document = json::parse(body, nullptr, false);
    if (!document.is_object()) return Errc::bad_input;
    const auto used = count_in(document, "totalUsage");
    if (!used) return Errc::bad_input;
    return *used;
}

std::optional<std::int64_t> messages_left(const LineQuota& quota, std::int64_t used) {
    if (!quota.limit) return {};
    return std::max<std::int64_t>(0, *quota.limit - used);
}

}  // namespace outreach::connectors
