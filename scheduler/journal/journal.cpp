#include "scheduler/journal/journal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <vector>

namespace outreach::journal {
namespace {

namespace asio = boost::asio;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

// One append that waits for its lines to be on the disk.
struct Waiter {
    explicit Waiter(const asio::any_io_executor& executor)
        : bell(executor, std::chrono::steady_clock::time_point::max()) {}
    asio::steady_timer bell;
    bool done = false;
};

bool write_and_sync(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(fd, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return ::fdatasync(fd) == 0;
}

// Hands out the whole lines of the file; returns the length of what is whole.
Result<std::size_t> replay_lines(int fd, const std::function<void(std::string_view)>& replay) {
    std::string pending;
    std::size_t whole = 0;
    std::vector<char> chunk(std::size_t{1} << 20U);
    for (;;) {
        const ssize_t n = ::read(fd, chunk.data(), chunk.size());
        if (n < 0 && errno == EINTR) continue;
        // What cannot be read must not be taken for the end: what follows it would be cut off.
        if (n < 0) return boost::system::error_code(errno, boost::system::system_category());
        if (n == 0) return whole;
        pending.append(chunk.data(), static_cast<std::size_t>(n));
        std::size_t start = 0;
        for (auto end = pending.find('\n'); end != std::string::npos;
             end = pending.find('\n', start)) {
            replay(std::string_view(pending).substr(start, end - start));
            whole += end - start + 1;
            start = end + 1;
        }
        pending.erase(0, start);
    }
}

}  // namespace

struct Journal::State : std::enable_shared_from_this<Journal::State> {
    State(asio::any_io_executor ex, int descriptor, std::shared_ptr<const Log> l)
        : executor(std::move(ex)), fd(descriptor), log(std::move(l)), disk(1) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { ::close(fd); }

    void commit() {
        if (committing || lines.empty()) return;
        committing = true;
        auto batch = std::make_shared<std::string>(std::move(lines));
        lines.clear();
        auto group = std::make_shared<std::vector<std::shared_ptr<Waiter>>>(std::move(waiters));
        waiters.clear();
        // Work on the executor is announced while the disk has it, so that the loop stays alive.
        auto work = asio::prefer(executor, asio::execution::outstanding_work.tracked);
        asio::post(disk, [self = shared_from_this(), batch, group, work] {
            const bool ok = write_and_sync(self->fd, *batch);
            const int error = ok ? 0 : errno;
            asio::post(work, [self, group, ok, error] { self->committed(*group, ok, error); });
        });
    }
    void committed(const std::vector<std::shared_ptr<Waiter>>& group, bool ok, int error) {
        committing = false;
        if (!ok && !failed) {
            failed = true;
            log->error(
                "journal.failed",
                {{"error",
                  boost::system::error_code(error, boost::system::system_category()).message()}});
        }
        for (const auto& waiter : group) {
            waiter->done = true;
            waiter->bell.cancel();
        }
        commit();
    }

    asio::any_io_executor executor;
    int fd;
    std::shared_ptr<const Log> log;
    asio::thread_pool disk;
    std::string lines;
    std::vector<std::shared_ptr<Waiter>> waiters;
    bool committing = false;
    bool failed = false;
};

Journal::Journal(std::shared_ptr<State> state) : state_(std::move(state)) {}
// The disk's thread ends here, on the thread that made it, with everything written.
Journal::~Journal() {
    state_->disk.join();
}

Result<std::unique_ptr<Journal>> Journal::open(asio::any_io_executor executor,
                                               const std::filesystem::path& file,
                                               const std::function<void(std::string_view)>& replay,
                                               std::shared_ptr<const Log> log) {
    const auto last_error = [] {
        return boost::system::error_code(errno, boost::system::system_category());
    };
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0) return last_error();
    const auto replayed = replay_lines(fd, replay);
    if (!replayed) {
        ::close(fd);
        return replayed.error();
    }
    const std::size_t whole = *replayed;
    struct stat info {};
    if (::fstat(fd, &info) != 0 || ::lseek(fd, static_cast<off_t>(whole), SEEK_SET) < 0) {
        const auto error = last_error();
        ::close(fd);
        return error;
    }
    if (static_cast<std::size_t>(info.st_size) > whole) {
        log->warn("journal.torn_line_cut",
                  {{"bytes",
                    static_cast<std::int64_t>(info.st_size) - static_cast<std::int64_t>(whole)}});
        if (::ftruncate(fd, static_cast<off_t>(whole)) != 0) {
            const auto error = last_error();
            ::close(fd);
            return error;
        }
    }
    auto state = std::make_shared<State>(std::move(executor), fd, std::move(log));
    return std::unique_ptr<Journal>(new Journal(std::move(state)));
}

bool Journal::failed() const {
    return state_->failed;
}

asio::awaitable<Result<void>> Journal::append(std::string lines) {
    const std::shared_ptr<State> state = state_;
    if (state->failed) co_return Errc::journal_failed;
    if (lines.empty()) co_return Result<void>();
    const auto waiter = std::make_shared<Waiter>(state->executor);
    state->lines += lines;
    state->waiters.push_back(waiter);
    state->commit();
    while (!waiter->done) co_await waiter->bell.async_wait(kTuple);
    if (state->failed) co_return Errc::journal_failed;
    co_return Result<void>();
}

}  // namespace outreach::journal
