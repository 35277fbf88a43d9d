#include "scheduler/plan/file_watcher.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "config/base/spawn.hpp"

namespace outreach::plan {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kQuiet{100};
constexpr std::chrono::milliseconds kLongestBurst{500};
constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                  IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;

}  // namespace

struct FileWatcher::State {
    State(const asio::any_io_executor& executor,
          int fd,
          std::vector<fs::path> d,
          std::vector<fs::path> f,
          std::function<void()> c)
        : inotify(executor, fd),
          quiet(executor),
          deep(std::move(d)),
          flat(std::move(f)),
          on_change(std::move(c)) {}

    asio::posix::stream_descriptor inotify;
    asio::steady_timer quiet;
    std::vector<fs::path> deep;
    std::vector<fs::path> flat;
    std::function<void()> on_change;
    Steady::time_point burst_began{};
    bool in_burst = false;

    void watch_all() {
        for (const fs::path& folder : flat) watch(folder);
        for (const fs::path& folder : deep) {
            watch(folder);
            std::error_code ec;
            auto walk = fs::recursive_directory_iterator(
                folder, fs::directory_options::skip_permission_denied, ec);
            for (; !ec && walk != fs::recursive_directory_iterator(); walk.increment(ec)) {
                if (walk->is_directory(ec)) watch(walk->path());
            }
        }
    }
    void watch(const fs::path& folder) {
        // Adding a folder that is watched already changes nothing; one that is not there comes
        // with an event of its parent.
        (void)::inotify_add_watch(inotify.native_handle(), folder.c_str(), kEvents);
    }

    static asio::awaitable<void> read_events(std::shared_ptr<State> self);
    static void settle(const std::shared_ptr<State>& self);
};

asio::awaitable<void> FileWatcher::State::read_events(std::shared_ptr<State> self) {
    std::array<char, 16 * 1024> buffer{};
    for (;;) {
        auto [ec, n] = co_await self->inotify.async_read_some(asio::buffer(buffer), kTuple);
        if (ec) co_return;
        settle(self);
    }
}

void FileWatcher::State::settle(const std::shared_ptr<State>& self) {
    const auto now = Steady::now();
    if (!self->in_burst) {
        self->in_burst = true;
        self->burst_began = now;
    }
    self->quiet.expires_at(std::min(now + kQuiet, self->burst_began + kLongestBurst));
    self->quiet.async_wait([self](const boost::system::error_code& ec) {
        if (ec) return;
        self->in_burst = false;
        self->watch_all();
        if (self->on_change) self->on_change();
    });
}

Result<std::unique_ptr<FileWatcher>> FileWatcher::start(asio::any_io_executor executor,
                                                        std::vector<fs::path> deep,
                                                        std::vector<fs::path> flat,
                                                        std::function<void()> on_change) {
    const int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0) return boost::system::error_code(errno, boost::system::system_category());
    auto state = std::make_shared<State>(
        executor, fd, std::move(deep), std::move(flat), std::move(on_change));
    state->watch_all();
    asio::co_spawn(executor, State::read_events(state), kFailLoudly);
    return std::unique_ptr<FileWatcher>(new FileWatcher(std::move(state)));
}

FileWatcher::~FileWatcher() {
    boost::system::error_code ignored;
    state_->on_change = nullptr;
    state_->quiet.cancel();
    state_->inotify.close(ignored);
}

}  // namespace outreach::plan
