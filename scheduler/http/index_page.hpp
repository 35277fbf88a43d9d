// The page at /: how the daemon is, and what goes out next. Plain HTML, no script.
#pragma once

#include <string>
#include <vector>

#include "scheduler/http/daemon_view.hpp"

namespace outreach::http {

[[nodiscard]] Answer index_page(const HealthReport& health, const std::vector<NoticeView>& next);
[[nodiscard]] Answer page_style();

}  // namespace outreach::http
