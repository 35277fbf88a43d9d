// One reply of Redis, and typed ways to read it. hiredis parses; nobody else sees its types.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "config/base/errc.hpp"

struct redisReply;

namespace outreach::redis {

class RedisReply {
public:
    explicit RedisReply(redisReply* owned);
    [[nodiscard]] bool is_error() const;
    [[nodiscard]] bool is_nil() const;
    // The text of a string, status or error reply; empty for others. Valid while the reply lives.
    [[nodiscard]] std::string_view text() const;
    // An integer reply, or a text that is a whole number.
    [[nodiscard]] Result<std::int64_t> integer() const;
    // Elements of an array reply; 0 for others.
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] RedisReply at(std::size_t index) const;

private:
    RedisReply(std::shared_ptr<redisReply> root, const redisReply* node)
        : root_(std::move(root)), node_(node) {}
    std::shared_ptr<redisReply> root_;
    const redisReply* node_;
};

}  // namespace outreach::redis
