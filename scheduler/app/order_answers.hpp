// How the daemon answers an order: refusals, and what was done as JSON. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "config/base/errc.hpp"
#include "scheduler/http/daemon_acts.hpp"

namespace outreach::app {

[[nodiscard]] http::Verdict refuse(int status, std::string title, std::string detail);
// An empty verdict, or why the act was not recorded or is not in the queue yet.
[[nodiscard]] http::Verdict after_recording(const Result<void>& done);
[[nodiscard]] http::Verdict answer_of(const nlohmann::ordered_json& document);

}  // namespace outreach::app
