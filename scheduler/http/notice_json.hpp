// Notices as JSON, with the keys of the contract (1, `preview`); the API adds `attempts`, the
// preview `held_back`.
#pragma once

#include <string>
#include <vector>

#include "scheduler/http/daemon_view.hpp"

namespace outreach::http {

enum class NoticeKeys { preview, api };
[[nodiscard]] std::string to_json(const NoticeView& notice, NoticeKeys keys);
[[nodiscard]] std::string to_json(const std::vector<NoticeView>& notices, NoticeKeys keys);
// {"items": […], "next": cursor or null}
[[nodiscard]] std::string to_json(const NoticePage& page);

}  // namespace outreach::http
