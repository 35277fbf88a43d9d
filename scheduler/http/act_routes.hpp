// Requests that change something: who may ask for what, and the way to the acts.
#pragma once

#include "scheduler/http/routes.hpp"

namespace outreach::http {

// Whether a path is for POST, PUT or DELETE; then `act_route` answers it.
[[nodiscard]] bool is_act(const Request& request);
[[nodiscard]] boost::asio::awaitable<Answer> act_route(Site site, Request request);

}  // namespace outreach::http
