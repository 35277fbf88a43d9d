#include "scheduler/redis/reply.hpp"

#include <hiredis/hiredis.h>

#include <charconv>

namespace outreach::redis {

RedisReply::RedisReply(redisReply* owned)
    : root_(owned, [](redisReply* reply) { freeReplyObject(reply); }), node_(owned) {}

bool RedisReply::is_error() const {
    return node_->type == REDIS_REPLY_ERROR;
}
bool RedisReply::is_nil() const {
    return node_->type == REDIS_REPLY_NIL;
}

std::string_view RedisReply::text() const {
    const bool textual = node_->type == REDIS_REPLY_STRING || node_->type == REDIS_REPLY_STATUS ||
                         node_->type == REDIS_REPLY_ERROR;
    return textual ? std::string_view(node_->str, node_->len) : std::string_view();
}

Result<std::int64_t> RedisReply::integer() const {
    if (node_->type == REDIS_REPLY_INTEGER) return std::int64_t{node_->integer};
    const std::string_view digits = text();
    std::int64_t value = 0;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || ec != std::errc{} || end != digits.data() + digits.size()) {
        return Errc::redis_protocol;
    }
    return value;
}

std::size_t RedisReply::size() const {
    return node_->type == REDIS_REPLY_ARRAY ? node_->elements : 0;
}

RedisReply RedisReply::at(std::size_t index) const {
    return RedisReply(root_, node_->element[index]);
}

}  // namespace outreach::redis
