// Notice ids as people type them.
#pragma once

#include "scheduler/cli/daemon_client.hpp"

namespace outreach::cli {

// The whole id for its beginning, as tables show it; what was given if none begins so, and nothing
// if the daemon cannot be reached.
[[nodiscard]] std::string whole_id(const DaemonLink& link, const std::string& id);

}  // namespace outreach::cli
