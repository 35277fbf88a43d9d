// The table: method, path, right, handler.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "scheduler/http/daemon_acts.hpp"
#include "scheduler/http/daemon_view.hpp"

namespace outreach::http {

// What the HTTP side stands on.
struct Site {
    DaemonView& view;
    DaemonActs& acts;
    const Authority& authority;
};

[[nodiscard]] boost::asio::awaitable<Answer> route(Site site, Request request);

}  // namespace outreach::http
