// Reading requests, saying the same again.
#include "tests/support/scripted_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace outreach::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t kLargestHead = std::size_t{64} * 1024;
// What is said again and again is said in pieces of this size or a little more.
constexpr std::size_t kPiece = std::size_t{64} * 1024;

std::size_t body_length(const std::string& head) {
    const std::string name = "Content-Length: ";
    const std::size_t at = head.find(name);
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + name.size()));
}

}  // namespace

struct ScriptedServer::State {
    State(const asio::any_io_executor& executor, Script s)
        : acceptor(executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          script(std::move(s)) {
        while (!script.again.empty() && again.size() < kPiece) again += script.again;
    }
    tcp::acceptor acceptor;
    Script script;
    std::string again;
    int requests = 0;

    using Self = std::shared_ptr<State>;
    static asio::awaitable<void> accept_all(Self self);
    static asio::awaitable<void> serve(Self self, tcp::socket socket);
};

asio::awaitable<void> ScriptedServer::State::accept_all(Self self) {
    while (true) {
        auto [failed, socket] = co_await self->acceptor.async_accept(kTuple);
        if (failed) co_return;
        const auto executor = self->acceptor.get_executor();
        asio::co_spawn(executor, serve(self, std::move(socket)), asio::detached);
    }
}

asio::awaitable<void> ScriptedServer::State::serve(Self self, tcp::socket socket) {
    std::string buffer;
    do {
        auto head = asio::dynamic_buffer(buffer, kLargestHead);
        const auto [failed, length] =
            co_await asio::async_read_until(socket, head, "\r\n\r\n", kTuple);
        if (failed) co_return;
        const std::size_t whole = length + body_length(buffer.substr(0, length));
        if (buffer.size() < whole) {
            auto rest = asio::dynamic_buffer(buffer);
            const auto wanted = asio::transfer_exactly(whole - buffer.size());
            const auto [cut, n] = co_await asio::async_read(socket, rest, wanted, kTuple);
            if (cut) co_return;
        }
        buffer.erase(0, whole);
        ++self->requests;
        const auto answer = asio::buffer(self->script.answer);
        const auto [lost, said] = co_await asio::async_write(socket, answer, kTuple);
        boost::system::error_code gone = lost;
        while (!gone && !self->again.empty()) {
            const auto piece = asio::buffer(self->again);
            const auto [broken, more] = co_await asio::async_write(socket, piece, kTuple);
            gone = broken;
        }
        if (gone) co_return;
    } while (self->script.ending == Ending::keep);
    boost::system::error_code ignored;
    const asio::socket_base::linger at_once(true, 0);
    if (self->script.ending == Ending::reset) socket.set_option(at_once, ignored);
}

ScriptedServer::ScriptedServer(const asio::any_io_executor& executor, Script script)
    : state_(std::make_shared<State>(executor, std::move(script))) {
    asio::co_spawn(executor, State::accept_all(state_), asio::detached);
}

ScriptedServer::~ScriptedServer() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
}

std::string ScriptedServer::url() const {
    const auto port = state_->acceptor.local_endpoint().port();
    return "http://127.0.0.1:" + std::to_string(port) + "/hook";
}

int ScriptedServer::requests() const {
    return state_->requests;
}

}  // namespace outreach::test
