// Lua scripts by their SHA-1: EVALSHA, and SCRIPT LOAD when Redis has lost them (NOSCRIPT).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scheduler/redis/redis_client.hpp"

namespace outreach::redis {

class Script {
public:
    Script(std::string_view name, std::string_view source);
    [[nodiscard]] std::string_view name() const noexcept { return name_; }
    [[nodiscard]] std::string_view source() const noexcept { return source_; }
    [[nodiscard]] const std::string& sha() const noexcept { return sha_; }

private:
    std::string_view name_;
    std::string_view source_;
    std::string sha_;
};

struct ScriptCall {
    const Script* script;
    std::vector<std::string> keys;
    std::vector<std::string> args;
};

// Runs all calls in one pipeline; calls whose script was missing are repeated once after a load.
// Errc::redis_refused if a script answered with an error; the text is logged by the caller.
boost::asio::awaitable<Result<std::vector<RedisReply>>> run_scripts(RedisClient& client,
                                                                    std::vector<ScriptCall> calls);

}  // namespace outreach::redis
