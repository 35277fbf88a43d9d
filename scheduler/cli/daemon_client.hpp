// Asks a running daemon over HTTP.
#pragma once

#include <optional>
#include <string>

#include "config/base/errc.hpp"

namespace outreach::cli {

struct DaemonAnswer {
    int status = 0;
    std::string body;
};

// GETs `path` from $OUTREACH_SERVER or http://127.0.0.1:8080, or `server` if not empty. Says what
// is wrong and returns nothing if the daemon cannot be reached.
[[nodiscard]] std::optional<DaemonAnswer> ask_daemon(const std::string& server,
                                                     const std::string& path);

}  // namespace outreach::cli
