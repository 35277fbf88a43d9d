// What a LINE account may still send this month: the questions and the reading of the answers.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "config/base/errc.hpp"
#include "connectors/connector.hpp"
#include "connectors/http_client.hpp"

namespace outreach::connectors {

// Messages a month; each receiver of a message counts. Absent: the plan sets no limit.
struct LineQuota {
    std::optional<std::int64_t> limit;
};

[[nodiscard]] HttpRequest line_quota_request(const Target& target);
[[nodiscard]] HttpRequest line_consumption_request(const Target& target);

// {"type":"limited","value":200} or {"type":"none"}; Errc::bad_input for anything else.
[[nodiscard]] Result<LineQuota> parse_line_quota(std::string_view body);
// {"totalUsage":180}, an approximate count; Errc::bad_input for anything else.
[[nodiscard]] Result<std::int64_t> parse_line_consumption(std::string_view body);

// Never below 0; absent: without limit.
[[nodiscard]] std::optional<std::int64_t> messages_left(const LineQuota& quota, std::int64_t used);

}  // namespace outreach::connectors
