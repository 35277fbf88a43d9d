// The table: method, path, handler.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "scheduler/http/daemon_view.hpp"

namespace outreach::http {

[[nodiscard]] boost::asio::awaitable<Answer> route(DaemonView& view, Request request);

}  // namespace outreach::http
