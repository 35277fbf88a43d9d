// Whether a Redis keeps what it is told. Pure.
#pragma once

#include <string>
#include <vector>

#include "scheduler/redis/reply.hpp"

namespace outreach::app {

// What the answers to CONFIG GET (appendonly, appendfsync, maxmemory-policy) say that could lose
// data, as a sentence; empty if nothing.
[[nodiscard]] std::string durability_warning(const std::vector<redis::RedisReply>& replies);

}  // namespace outreach::app
