#include "scheduler/redis/embedded_redis.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <fstream>
#include <thread>
#include <vector>

#include "config/base/files.hpp"
#include "config/base/spawn.hpp"

namespace outreach::redis {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kStopTime{10};
constexpr std::chrono::milliseconds kFirstRestart{100};
constexpr std::chrono::milliseconds kLongestRestart{5000};
// sun_path holds 108 bytes; longer data directories are reached through /proc/self/fd.
constexpr std::size_t kLongestSocketPath = 100;

std::string find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) return ::access(name.c_str(), X_OK) == 0 ? name : "";
    const char* path = std::getenv("PATH");
    std::string rest = path == nullptr ? "/usr/bin:/bin" : path;
    rest += ":/usr/sbin:/usr/local/bin";
    for (std::size_t start = 0; start <= rest.size();) {
        const std::size_t end = std::min(rest.find(':', start), rest.size());
        const std::string candidate = rest.substr(start, end - start) + "/" + name;
        if (::access(candidate.c_str(), X_OK) == 0) return candidate;
        start = end + 1;
    }
    return {};
}

// The process that holds `socket`'s directory as its Redis, or 0.
pid_t orphan_of(const fs::path& pid_file, const fs::path& dir) {
    const auto text = read_file(pid_file, 64);
    if (!text) return 0;
    const pid_t pid = std::atoi(text->c_str());
    if (pid <= 1) return 0;
    std::error_code ec;
    const fs::path cwd = fs::read_symlink("/proc/" + std::to_string(pid) + "/cwd", ec);
    std::ifstream name("/proc/" + std::to_string(pid) + "/comm");
    std::string comm;
    std::getline(name, comm);
    const bool ours = !ec && fs::equivalent(cwd, dir, ec) && comm.starts_with("redis");
    return ours ? pid : 0;
}

// Blocking, at start only: ends the redis-server that a killed daemon left behind.
void end_orphan(const fs::path& pid_file, const fs::path& dir) {
    const pid_t pid = orphan_of(pid_file, dir);
    if (pid == 0) return;
    ::kill(pid, SIGTERM);
    for (int i = 0; i < 1000 && ::kill(pid, 0) == 0; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    if (orphan_of(pid_file, dir) == pid) ::kill(pid, SIGKILL);
}

}  // namespace

struct EmbeddedRedis::State {
    State(asio::any_io_executor ex, std::string prog, fs::path data, std::shared_ptr<const Log> l)
        : executor(std::move(ex)),
          program_name(std::move(prog)),
          dir(fs::absolute(data) / "redis"),
          log(std::move(l)),
          pause(executor) {}

    asio::any_io_executor executor;
    std::string program_name;
    std::string program;
    fs::path dir;
    int dir_fd = -1;
    std::shared_ptr<const Log> log;
    asio::steady_timer pause;
    std::unique_ptr<asio::posix::stream_descriptor> process;  // a pidfd: readable when it ends
    pid_t pid = 0;
    int restarts = 0;
    bool stopping = false;
    bool ended = true;

    std::vector<std::string> arguments() const {
        return {program,
                "--port",
                "0",
                "--unixsocket",
                "redis.sock",
                "--unixsocketperm",
                "700",
                "--dir",
                dir.string(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--save",
                "",
                "--maxmemory-policy",
                "noeviction",
                "--daemonize",
                "no",
                "--logfile",
                "redis.log",
                "--pidfile",
                (dir / "redis.pid").string(),
                "--set-proc-title",
                "no"};
    }
    Result<void> spawn();
    static asio::awaitable<void> supervise(std::shared_ptr<State> self);
};

Result<void> EmbeddedRedis::State::spawn() {
    const std::vector<std::string> args = arguments();
    std::vector<char*> argv;
    for (const std::string& arg : args) argv.push_back(const_cast<char*>(arg.c_str()));
    argv.push_back(nullptr);
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child < 0) return boost::system::error_code(errno, boost::system::system_category());
    if (child == 0) {
        // Only async-signal-safe calls here: the parent may have threads.
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (::getppid() != parent) ::_exit(127);
        ::setsid();
        const int null = ::open("/dev/null", O_RDWR);
        ::dup2(null, STDIN_FILENO);
        ::dup2(null, STDOUT_FILENO);
        ::dup2(null, STDERR_FILENO);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    pid = child;
    ended = false;
    (void)write_file(dir / "redis.pid", std::to_string(child) + "\n");
    const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
    if (pidfd < 0) return boost::system::error_code(errno, boost::system::system_category());
    process = std::make_unique<asio::posix::stream_descriptor>(executor, pidfd);
    return {};
}

asio::awaitable<void> EmbeddedRedis::State::supervise(std::shared_ptr<State> self) {
    auto wait = kFirstRestart;
    for (;;) {
        const auto began = std::chrono::steady_clock::now();
        co_await self->process->async_wait(asio::posix::stream_descriptor::wait_read, kTuple);
        int status = 0;
        ::waitpid(self->pid, &status, 0);
        self->ended = true;
        self->pause.cancel();
        if (self->stopping) co_return;
        self->log->error("redis.died",
                         {{"status", status}, {"log", (self->dir / "redis.log").string()}});
        if (std::chrono::steady_clock::now() - began > kLongestRestart) wait = kFirstRestart;
        self->pause.expires_after(wait);
        co_await self->pause.async_wait(kTuple);
        if (self->stopping) co_return;
        wait = std::min(wait * 2, kLongestRestart);
        ++self->restarts;
        auto spawned = self->spawn();
        while (!spawned && !self->stopping) {
            self->log->error("redis.restart_failed", {{"error", spawned.error().message()}});
            self->pause.expires_after(kLongestRestart);
            co_await self->pause.async_wait(kTuple);
            spawned = self->spawn();
        }
        if (self->stopping) co_return;
        self->log->info("redis.restarted", {{"pid", static_cast<int>(self->pid)}});
    }
}

EmbeddedRedis::EmbeddedRedis(asio::any_io_executor executor,
                             std::string program,
                             fs::path data_dir,
                             std::shared_ptr<const Log> log)
    : state_(std::make_shared<State>(
          std::move(executor), std::move(program), std::move(data_dir), std::move(log))) {}

EmbeddedRedis::~EmbeddedRedis() {
    state_->stopping = true;
    if (!state_->ended) ::kill(state_->pid, SIGTERM);
    if (state_->dir_fd >= 0) ::close(state_->dir_fd);
}

Result<void> EmbeddedRedis::start() {
    state_->program = find_program(state_->program_name);
    if (state_->program.empty()) return Errc::not_found;
    std::error_code ec;
    fs::create_directories(state_->dir, ec);
    if (ec) return boost::system::error_code(ec);
    fs::permissions(state_->dir, fs::perms::owner_all, ec);
    state_->dir_fd = ::open(state_->dir.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    end_orphan(state_->dir / "redis.pid", state_->dir);
    fs::remove(state_->dir / "redis.sock", ec);
    auto spawned = state_->spawn();
    if (!spawned) return spawned;
    asio::co_spawn(state_->executor, State::supervise(state_), kFailLoudly);
    return {};
}

asio::awaitable<void> EmbeddedRedis::stop() {
    const std::shared_ptr<State> state = state_;
    state->stopping = true;
    if (state->ended) {
        state->pause.cancel();
        co_return;
    }
    ::kill(state->pid, SIGTERM);
    state->pause.expires_after(kStopTime);
    if (!state->ended) co_await state->pause.async_wait(kTuple);
    if (!state->ended) ::kill(state->pid, SIGKILL);
    std::error_code ignored;
    fs::remove(state->dir / "redis.pid", ignored);
}

RedisAddress EmbeddedRedis::address() const {
    RedisAddress address;
    address.socket_path = (state_->dir / "redis.sock").string();
    if (address.socket_path.size() > kLongestSocketPath) {
        address.socket_path = "/proc/self/fd/" + std::to_string(state_->dir_fd) + "/redis.sock";
    }
    return address;
}

int EmbeddedRedis::pid() const {
    return state_->pid;
}
int EmbeddedRedis::restarts() const {
    return state_->restarts;
}

}  // namespace outreach::redis
