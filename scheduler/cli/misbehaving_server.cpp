#include "scheduler/cli/misbehaving_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <charconv>
#include <optional>
#include <set>

namespace outreach::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using Steady = std::chrono::steady_clock;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t kMostConnections = 256;
constexpr std::size_t kLargestRequest = std::size_t{1024} * 1024;
constexpr std::chrono::seconds kRequestTime{30};
constexpr std::chrono::minutes kLongest{10};
constexpr std::chrono::seconds kDrop{1};
constexpr std::chrono::seconds kSlow{10};
constexpr std::uint64_t kMostSent = std::uint64_t{1024} * 1024 * 1024;
constexpr std::string_view kNotFound =
    "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

std::string lower(std::string_view text) {
    std::string out;
    for (const char c : text) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

// Forgets a connection however it ends.
struct Registered {
    std::set<beast::tcp_stream*>& open;
    beast::tcp_stream* stream;
    Registered(std::set<beast::tcp_stream*>& all, beast::tcp_stream* one) : open(all), stream(one) {
        open.insert(stream);
    }
    Registered(const Registered&) = delete;
    Registered& operator=(const Registered&) = delete;
    ~Registered() { open.erase(stream); }
};

// The value of a header in the head of a request; empty if it is not there.
std::string header_of(const std::string& head, const std::string& name) {
    const auto at = lower(head).find("\r\n" + name + ":");
    if (at == std::string::npos) return {};
    const auto begin = head.find_first_not_of(' ', at + 2 + name.size() + 1);
    if (begin == std::string::npos) return {};
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

// The bytes of a whole request that starts `text`; none while its head is not complete.
std::optional<std::size_t> request_size(const std::string& text) {
    const auto end = text.find("\r\n\r\n");
    if (end == std::string::npos) return {};
    const std::string length = header_of(text.substr(0, end + 2), "content-length");
    std::size_t body = 0;
    std::from_chars(length.data(), length.data() + length.size(), body);
    return end + 4 + std::min(body, kLargestRequest);
}

MisbehavingServer::Episode read_head(const std::string& text) {
    MisbehavingServer::Episode episode;
    const std::string line = text.substr(0, text.find("\r\n"));
    const auto first = line.find(' ');
    episode.method = line.substr(0, first);
    if (first != std::string::npos) {
        episode.path = line.substr(first + 1, line.find(' ', first + 1) - first - 1);
    }
    episode.id = header_of(text.substr(0, text.find("\r\n\r\n") + 2), "webhook-id");
    return episode;
}

}  // namespace

struct MisbehavingServer::State : std::enable_shared_from_this<MisbehavingServer::State> {
    State(const asio::any_io_executor& ex, Misbehaviour b, OnEpisode o)
        : executor(ex), acceptor(ex), behaviour(b), on_episode(std::move(o)) {}
    asio::any_io_executor executor;
    tcp::acceptor acceptor;
    Misbehaviour behaviour;
    OnEpisode on_episode;
    std::string answer = {};
    std::set<beast::tcp_stream*> open = {};
    bool stopping = false;

    using Self = std::shared_ptr<State>;
    static asio::awaitable<void> accept_loop(Self self);
    static asio::awaitable<void> serve(Self self, tcp::socket socket);
    static asio::awaitable<void> converse(Self self, std::shared_ptr<beast::tcp_stream> stream);
    static asio::awaitable<void> misbehave(Self self,
                                           std::shared_ptr<beast::tcp_stream> stream,
                                           std::shared_ptr<Episode> episode);
    static asio::awaitable<void> send(std::shared_ptr<beast::tcp_stream> stream,
                                      std::shared_ptr<Episode> episode,
                                      std::string_view bytes);
    static asio::awaitable<void> drip(Self self,
                                      std::shared_ptr<beast::tcp_stream> stream,
                                      std::shared_ptr<Episode> episode);
    static asio::awaitable<void> await_end(std::shared_ptr<beast::tcp_stream> stream,
                                           std::shared_ptr<Episode> episode);
};

asio::awaitable<void> MisbehavingServer::State::accept_loop(Self self) {
    while (!self->stopping) {
        auto [error, socket] = co_await self->acceptor.async_accept(kTuple);
        if (error) co_return;
        if (self->open.size() >= kMostConnections) continue;
        asio::co_spawn(self->executor, serve(self, std::move(socket)), asio::detached);
    }
}

asio::awaitable<void> MisbehavingServer::State::serve(Self self, tcp::socket socket) {
    const auto stream = std::make_shared<beast::tcp_stream>(std::move(socket));
    const Registered registered(self->open, stream.get());
    co_await converse(self, stream);
}

asio::awaitable<void> MisbehavingServer::State::converse(
    Self self, std::shared_ptr<beast::tcp_stream> stream) {
    std::string text;
    std::string piece(16 * 1024, '\0');
    stream->expires_after(kRequestTime);
    std::optional<std::size_t> whole;
    while (!whole || text.size() < *whole) {
        auto [error, n] = co_await stream->async_read_some(asio::buffer(piece), kTuple);
        if (error || text.size() > 2 * kLargestRequest) co_return;
        text.append(piece, 0, n);
        if (!whole) whole = request_size(text);
    }
    const auto episode = std::make_shared<Episode>(read_head(text));
    self->on_episode(*episode);
    const auto began = Steady::now();
    stream->expires_after(kLongest);
    co_await misbehave(self, stream, episode);
    episode->ended = true;
    episode->lasted = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - began);
    if (!self->stopping) self->on_episode(*episode);
}

asio::awaitable<void> MisbehavingServer::State::misbehave(Self self,
                                                          std::shared_ptr<beast::tcp_stream> stream,
                                                          std::shared_ptr<Episode> episode) {
    boost::system::error_code ignored;
    switch (self->behaviour) {
        case Misbehaviour::silent:
            co_return co_await await_end(stream, episode);
        case Misbehaviour::reset:
            stream->socket().set_option(asio::socket_base::linger(true, 0), ignored);
            [[fallthrough]];
        case Misbehaviour::close:
            stream->socket().close(ignored);
            co_return;
        case Misbehaviour::drip:
            co_return co_await drip(self, stream, episode);
        case Misbehaviour::slow: {
            asio::steady_timer pause(self->executor, kSlow);
            co_await pause.async_wait(kTuple);
            break;
        }
        default:
            break;
    }
    const bool followed = episode->path == kRedirected;
    const std::string_view answer(followed ? kNotFound : std::string_view(self->answer));
    co_await send(stream, episode, answer);
    const std::string more(64 * 1024, '.');
    while (self->behaviour == Misbehaviour::endless && !episode->left_first &&
           episode->sent < kMostSent) {
        co_await send(stream, episode, more);
    }
    stream->socket().shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> MisbehavingServer::State::send(std::shared_ptr<beast::tcp_stream> stream,
                                                     std::shared_ptr<Episode> episode,
                                                     std::string_view bytes) {
    auto [error, n] = co_await asio::async_write(*stream, asio::buffer(bytes), kTuple);
    episode->sent += n;
    if (error) episode->left_first = true;
}

asio::awaitable<void> MisbehavingServer::State::drip(Self self,
                                                     std::shared_ptr<beast::tcp_stream> stream,
                                                     std::shared_ptr<Episode> episode) {
    const auto until = Steady::now() + kLongest;
    for (std::size_t i = 0; i < self->answer.size() && Steady::now() < until; ++i) {
        const std::string_view one = std::string_view(self->answer).substr(i, 1);
        co_await send(stream, episode, one);
        if (episode->left_first || self->stopping) co_return;
        asio::steady_timer pause(self->executor, kDrop);
        co_await pause.async_wait(kTuple);
    }
}

asio::awaitable<void> MisbehavingServer::State::await_end(std::shared_ptr<beast::tcp_stream> stream,
                                                          std::shared_ptr<Episode> episode) {
    std::string ignored(1024, '\0');
    boost::system::error_code ended;
    while (!ended) {
        auto [error, n] = co_await stream->async_read_some(asio::buffer(ignored), kTuple);
        ended = error;
    }
    episode->left_first = ended != beast::error::timeout;
}

Result<std::unique_ptr<MisbehavingServer>> MisbehavingServer::start(asio::any_io_executor executor,
                                                                    std::uint16_t port,
                                                                    Misbehaviour behaviour,
                                                                    OnEpisode on_episode) {
    auto state = std::make_shared<State>(executor, behaviour, std::move(on_episode));
    state->answer = misbehaving_answer(behaviour);
    boost::system::error_code error;
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
    state->acceptor.open(endpoint.protocol(), error);
    if (!error) state->acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) state->acceptor.bind(endpoint, error);
    if (!error) state->acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return error;
    asio::co_spawn(executor, State::accept_loop(state), asio::detached);
    return std::unique_ptr<MisbehavingServer>(new MisbehavingServer(std::move(state)));
}

MisbehavingServer::~MisbehavingServer() {
    stop();
}

std::uint16_t MisbehavingServer::port() const {
    return state_->acceptor.local_endpoint().port();
}

void MisbehavingServer::stop() {
    if (state_->stopping) return;
    state_->stopping = true;
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    for (beast::tcp_stream* stream : state_->open) stream->close();
}

}  // namespace outreach::cli
