#include "scheduler/redis/redis_connection.hpp"

#include <hiredis/hiredis.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace outreach::redis {
namespace {

namespace asio = boost::asio;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kChunk = 64 * 1024;

}  // namespace

void append_wire(std::string& wire, const Command& command) {
    std::vector<const char*> args;
    std::vector<std::size_t> sizes;
    args.reserve(command.size());
    sizes.reserve(command.size());
    for (const std::string& arg : command) {
        args.push_back(arg.data());
        sizes.push_back(arg.size());
    }
    char* formatted = nullptr;
    const int size = redisFormatCommandArgv(
        &formatted, static_cast<int>(args.size()), args.data(), sizes.data());
    if (size > 0) wire.append(formatted, static_cast<std::size_t>(size));
    redisFreeCommand(formatted);
}

RedisConnection::RedisConnection(asio::any_io_executor executor)
    : socket_(std::move(executor)),
      reader_(redisReaderCreate(), [](redisReader* reader) { redisReaderFree(reader); }),
      chunk_(kChunk) {}

RedisConnection::~RedisConnection() = default;

void RedisConnection::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

asio::awaitable<Result<void>> RedisConnection::connect(RedisAddress address,
                                                       std::chrono::milliseconds timeout) {
    // Closing the socket ends every wait below with an error.
    auto timer = std::make_shared<asio::steady_timer>(socket_.get_executor(), timeout);
    timer->async_wait([this, timer](const boost::system::error_code& ec) {
        if (!ec) close();
    });
    auto connected = co_await connect_socket(address);
    if (connected) connected = co_await log_in(address);
    timer->cancel();
    if (!connected) close();
    co_return connected;
}

asio::awaitable<Result<void>> RedisConnection::connect_socket(RedisAddress address) {
    if (address.host.empty()) {
        const asio::local::stream_protocol::endpoint endpoint(address.socket_path);
        auto [ec] = co_await socket_.async_connect(endpoint, kTuple);
        if (ec) co_return ec;
        co_return Result<void>();
    }
    asio::ip::tcp::resolver resolver(socket_.get_executor());
    auto [lookup_error, found] =
        co_await resolver.async_resolve(address.host, address.port, kTuple);
    if (lookup_error) co_return lookup_error;
    boost::system::error_code last = asio::error::host_not_found;
    for (const auto& entry : found) {
        close();
        auto [ec] = co_await socket_.async_connect(entry.endpoint(), kTuple);
        last = ec;
        if (!ec) break;
    }
    if (last) co_return last;
    socket_.set_option(asio::ip::tcp::no_delay(true), last);
    co_return Result<void>();
}

asio::awaitable<Result<void>> RedisConnection::log_in(RedisAddress address) {
    std::vector<Command> commands;
    if (!address.password.empty()) {
        commands.push_back(address.user.empty() ? Command{"AUTH", address.password}
                                                : Command{"AUTH", address.user, address.password});
    }
    if (address.database != 0) {
        commands.push_back({"SELECT", std::to_string(address.database)});
    }
    commands.push_back({"PING"});
    std::string wire;
    for (const Command& command : commands) append_wire(wire, command);
    const auto written = co_await write(std::move(wire));
    if (!written) co_return written;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        const auto reply = co_await read_reply();
        if (!reply) co_return reply.error();
        if (reply->is_error()) co_return Errc::redis_refused;
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> RedisConnection::write(std::string wire) {
    auto [ec, n] = co_await asio::async_write(socket_, asio::buffer(wire), kTuple);
    if (ec) co_return ec;
    co_return Result<void>();
}

asio::awaitable<Result<RedisReply>> RedisConnection::read_reply() {
    for (;;) {
        void* reply = nullptr;
        if (redisReaderGetReply(reader_.get(), &reply) != REDIS_OK) co_return Errc::redis_protocol;
        if (reply != nullptr) co_return RedisReply(static_cast<redisReply*>(reply));
        auto [ec, n] = co_await socket_.async_read_some(asio::buffer(chunk_), kTuple);
        if (ec) co_return ec;
        redisReaderFeed(reader_.get(), chunk_.data(), n);
    }
}

}  // namespace outreach::redis
