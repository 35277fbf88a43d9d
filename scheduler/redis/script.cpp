#include "scheduler/redis/script.hpp"

#include <openssl/sha.h>

#include <set>

#include "config/base/hash.hpp"

namespace outreach::redis {
namespace {

namespace asio = boost::asio;

Command to_command(const ScriptCall& call) {
    Command command{"EVALSHA", call.script->sha(), std::to_string(call.keys.size())};
    command.reserve(3 + call.keys.size() + call.args.size());
    command.insert(command.end(), call.keys.begin(), call.keys.end());
    command.insert(command.end(), call.args.begin(), call.args.end());
    return command;
}

}  // namespace

Script::Script(std::string_view name, std::string_view source) : name_(name), source_(source) {
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA1(reinterpret_cast<const unsigned char*>(source.data()), source.size(), digest);
    sha_ = to_hex(std::string_view(reinterpret_cast<const char*>(digest), sizeof digest));
}

asio::awaitable<Result<std::vector<RedisReply>>> run_scripts(RedisClient& client,
                                                             std::vector<ScriptCall> calls) {
    std::vector<Command> commands;
    commands.reserve(calls.size());
    for (const ScriptCall& call : calls) commands.push_back(to_command(call));
    auto replies = co_await client.execute(std::move(commands));
    if (!replies) co_return replies;
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < replies->size(); ++i) {
        const RedisReply& reply = (*replies)[i];
        if (reply.is_error() && reply.text().starts_with("NOSCRIPT")) missing.push_back(i);
    }
    if (missing.empty()) co_return replies;
    std::vector<Command> again;
    std::set<const Script*> loaded;
    for (const std::size_t i : missing) {
        const Script* script = calls[i].script;
        if (loaded.insert(script).second) {
            again.push_back({"SCRIPT", "LOAD", std::string(script->source())});
        }
    }
    const std::size_t loads = again.size();
    for (const std::size_t i : missing) again.push_back(to_command(calls[i]));
    auto repeated = co_await client.execute(std::move(again));
    if (!repeated) co_return repeated.error();
    for (std::size_t k = 0; k < missing.size(); ++k) {
        (*replies)[missing[k]] = std::move((*repeated)[loads + k]);
    }
    co_return replies;
}

}  // namespace outreach::redis
