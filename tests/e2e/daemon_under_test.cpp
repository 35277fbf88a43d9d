#include "tests/e2e/daemon_under_test.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "campaigns/calendar/local_time.hpp"
#include "config/base/files.hpp"
#include "connectors/secrets.hpp"

extern char** environ;

namespace outreach::test {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

std::uint16_t free_port() {
    asio::io_context io;
    asio::ip::tcp::acceptor acceptor(io,
                                     asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    return acceptor.local_endpoint().port();
}

pid_t spawn(const std::vector<std::string>& args, const std::string& log) {
    std::vector<char*> argv;
    for (const auto& arg : args) argv.push_back(const_cast<char*>(arg.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t pid = -1;
    const int error = posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error("cannot run " + args[0]);
    return pid;
}

// The whole answer to one request, or nothing if nobody answers.
std::string raw_request(std::uint16_t port,
                        const std::string& method,
                        const std::string& path,
                        const std::string& headers = "",
                        const std::string& body = "") {
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    boost::system::error_code ec;
    socket.connect({asio::ip::address_v4::loopback(), port}, ec);
    if (ec) return {};
    const std::string request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
                                "Content-Length: " + std::to_string(body.size()) +
                                "\r\nConnection: close\r\n\r\n" + body;
    asio::write(socket, asio::buffer(request), ec);
    std::string answer;
    asio::read(socket, asio::dynamic_buffer(answer), ec);
    return answer;
}

}  // namespace

std::string local_in(int seconds) {
    const auto zone = calendar::Zone::find("Asia/Tokyo");
    const auto at = std::chrono::floor<Millis>(std::chrono::system_clock::now()) +
                    std::chrono::seconds{seconds};
    return calendar::format_local(std::chrono::floor<std::chrono::seconds>(zone->to_local(at)));
}

DaemonUnderTest::DaemonUnderTest(std::uint16_t receiver_port, int partners)
    : secret_(connectors::new_secret()), receiver_port_(receiver_port), partners_(partners) {
    std::string list;
    for (int i = 0; i < partners; ++i) {
        const std::string id = "p" + std::to_string(i);
        list +=
            (i > 0 ? "," : "") + std::string(R"({"id":")") + id + R"(","name":"団体)" + id +
            R"(","endpoints":[{"id":"main","connector":"webhook","url":"http://127.0.0.1:)" +
            std::to_string(receiver_port) + "/" + id +
            R"(","secrets":[{"file":"secret"}],"allow_networks":["127.0.0.0/8"],"timeout":"PT5S"}]})";
    }
    dir_.write("partners.json", R"({"format":1,"partners":[)" + list + "]}");
    dir_.write("secret", secret_ + "\n");
    std::filesystem::create_directories(dir_.path() / "campaigns");
}

DaemonUnderTest::~DaemonUnderTest() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGTERM);
    (void)wait();
}

void DaemonUnderTest::write_campaign(const std::string& id,
                                     const std::vector<std::string>& dues) const {
    std::string rules;
    for (std::size_t i = 0; i < dues.size(); ++i) {
        rules += (i > 0 ? "," : "") + std::string(R"({"id":"r)") + std::to_string(i) +
                 R"(","purpose":"reminder","when":{"at":")" + dues[i] + "\"}}";
    }
    std::string partners;
    for (int i = 0; i < partners_; ++i)
        partners += (i > 0 ? ",\"p" : "\"p") + std::to_string(i) + "\"";
    const std::string day = dues.empty() ? "2026-01-01" : dues.front().substr(0, 10);
    const auto date = *calendar::parse_date(day) + std::chrono::days{2};
    write_campaign_text(
        id,
        R"({"format":1,"id":")" + id +
            R"(","title":"試験","fiscal_year":"2026","organizer":{"name":"市"},"activities":[)"
            R"({"id":"x","kind":"other","title":"活動","partners":[)" +
            partners + R"(],"schedule":{"date":")" + calendar::format_date(date) +
            R"("},"notices":[)" + rules + "]}]}");
}

void DaemonUnderTest::write_campaign_text(const std::string& id, const std::string& text) const {
    // As an editor does: beside it, then in its place.
    const auto file = dir_.write("campaigns/." + id + ".tmp", text);
    std::filesystem::rename(file, dir_.path() / "campaigns" / (id + ".json"));
}

void DaemonUnderTest::write_partners(std::string text) const {
    constexpr std::string_view kPort = "{port}";
    for (auto at = text.find(kPort); at != text.npos; at = text.find(kPort)) {
        text.replace(at, kPort.size(), std::to_string(receiver_port_));
    }
    dir_.write("partners.json", text);
}

std::string DaemonUnderTest::send(const std::string& method,
                                  const std::string& path,
                                  const std::string& body,
                                  int* status,
                                  const std::string& token) const {
    std::string headers = "Content-Type: application/json\r\n";
    if (!token.empty()) headers += "Authorization: Bearer " + token + "\r\n";
    const std::string answer = raw_request(http_port_, method, path, headers, body);
    if (status != nullptr)
        *status = answer.size() > 12 ? std::atoi(answer.substr(9, 3).c_str()) : 0;
    const auto cut = answer.find("\r\n\r\n");
    return cut == std::string::npos ? std::string() : answer.substr(cut + 4);
}

void DaemonUnderTest::remove_campaign(const std::string& id) const {
    std::filesystem::remove(dir_.path() / "campaigns" / (id + ".json"));
}

void DaemonUnderTest::start(const std::vector<std::string>& more, std::chrono::seconds patience) {
    http_port_ = free_port();
    std::vector<std::string> args{program_,
                                  "--data-dir",
                                  (dir_.path() / "data").string(),
                                  "--campaigns",
                                  (dir_.path() / "campaigns").string(),
                                  "--partners",
                                  (dir_.path() / "partners.json").string(),
                                  "--listen",
                                  "127.0.0.1:" + std::to_string(http_port_),
                                  "--log-level",
                                  log_level_};
    args.insert(args.end(), more.begin(), more.end());
    pid_ = spawn(args, (dir_.path() / "log").string());
    const auto until = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < until) {
        if (status_of("/readyz") == 200) return;
        if (::waitpid(pid_, nullptr, WNOHANG) == pid_) break;
        std::this_thread::sleep_for(10ms);  // polling a process of its own: there is no signal
    }
    throw std::runtime_error("outreachd is not ready:\n" + log());
}

void DaemonUnderTest::signal(int number) const {
    // A pid of -1 would be everybody.
    if (pid_ > 0) ::kill(pid_, number);
}

int DaemonUnderTest::wait() {
    int status = 0;
    const auto until = std::chrono::steady_clock::now() + 40s;
    while (::waitpid(pid_, &status, WNOHANG) == 0) {
        if (std::chrono::steady_clock::now() > until) ::kill(pid_, SIGKILL);
        std::this_thread::sleep_for(10ms);  // polling a process of its own: there is no signal
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void DaemonUnderTest::kill_redis() const {
    const auto pid = read_file(dir_.path() / "data" / "redis" / "redis.pid", 64);
    ::kill(std::stoi(*pid), SIGKILL);
}

std::string DaemonUnderTest::redis(const std::vector<std::string>& command) const {
    std::string line = "redis-cli -s " + (dir_.path() / "data/redis/redis.sock").string();
    for (const auto& word : command) line += " " + word;
    FILE* pipe = ::popen(line.c_str(), "r");
    std::string answer;
    char buffer[4096];
    while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) answer += buffer;
    ::pclose(pipe);
    return answer;
}

double DaemonUnderTest::cpu_seconds() const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
    std::string text;
    std::getline(file, text);
    // proc(5): the name may hold spaces; utime and stime are fields 14 and 15.
    std::istringstream fields(text.substr(std::min(text.size(), text.rfind(')') + 2)));
    std::string skipped;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::size_t DaemonUnderTest::open_files() const {
    std::error_code ec;
    std::size_t count = 0;
    for (const auto& each :
         std::filesystem::directory_iterator("/proc/" + std::to_string(pid_) + "/fd", ec)) {
        (void)each;
        ++count;
    }
    return count;
}

std::size_t DaemonUnderTest::resident_kib() const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) / 1024;
}

std::string DaemonUnderTest::get(const std::string& path) const {
    const std::string answer = raw_request(http_port_, "GET", path);
    const auto cut = answer.find("\r\n\r\n");
    return cut == std::string::npos ? std::string() : answer.substr(cut + 4);
}

int DaemonUnderTest::status_of(const std::string& path) const {
    const std::string answer = raw_request(http_port_, "GET", path);
    return answer.size() > 12 ? std::atoi(answer.substr(9, 3).c_str()) : 0;
}

std::vector<std::string> DaemonUnderTest::journal() const {
    const auto text = read_file(dir_.path() / "data/journal.jsonl", std::size_t{1} << 30U);
    std::vector<std::string> lines;
    if (!text) return lines;
    std::istringstream stream(*text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::string DaemonUnderTest::log() const {
    const auto text = read_file(dir_.path() / "log", std::size_t{1} << 26U);
    return text ? *text : "";
}

}  // namespace outreach::test
