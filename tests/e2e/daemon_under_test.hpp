// The real program in its own folder: campaigns, partners, secrets; started, killed, started again.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "scheduler/http/http_types.hpp"
#include "tests/support/temp_dir.hpp"

namespace outreach::test {

class DaemonUnderTest {
public:
    // `receiver_port` is where every partner's endpoint listens. Nothing is started yet.
    explicit DaemonUnderTest(std::uint16_t receiver_port, int partners = 10);
    ~DaemonUnderTest();
    DaemonUnderTest(const DaemonUnderTest&) = delete;
    DaemonUnderTest& operator=(const DaemonUnderTest&) = delete;

    // One activity with one rule per notice, each due at `due` (local time of Asia/Tokyo).
    void write_campaign(const std::string& id, const std::vector<std::string>& dues) const;
    void write_campaign_text(const std::string& id, const std::string& text) const;
    // Replaces the partner file; `{port}` stands for the receiver's port.
    void write_partners(std::string text) const;
    // Sends JSON; the answer's body, with its status in `status` if not null.
    std::string send(const std::string& method,
                     const std::string& path,
                     const std::string& body,
                     int* status = nullptr,
                     const std::string& token = "") const;
    // Another outreachd, for a comparison.
    void set_program(std::string path) { program_ = std::move(path); }
    // User and system time that the process has used, without its children; 0 if it is gone.
    [[nodiscard]] double cpu_seconds() const;
    [[nodiscard]] std::size_t open_files() const;
    [[nodiscard]] std::size_t resident_kib() const;
    void set_log_level(std::string level) { log_level_ = std::move(level); }
    void remove_campaign(const std::string& id) const;
    // Starts outreachd and waits until it is ready; throws if it is not within `patience`.
    void start(const std::vector<std::string>& more = {},
               std::chrono::seconds patience = std::chrono::seconds{30});
    [[nodiscard]] pid_t pid() const { return pid_; }
    // Sends a signal; waits for the end unless the process is to live on.
    void signal(int number) const;
    int wait();
    void kill_redis() const;
    // Runs a command against the embedded Redis.
    [[nodiscard]] std::string redis(const std::vector<std::string>& command) const;
    [[nodiscard]] std::string get(const std::string& path) const;
    [[nodiscard]] int status_of(const std::string& path) const;
    [[nodiscard]] std::uint16_t http_port() const { return http_port_; }
    [[nodiscard]] const TempDir& dir() const { return dir_; }
    [[nodiscard]] std::vector<std::string> journal() const;
    [[nodiscard]] std::string log() const;
    [[nodiscard]] const std::string& secret() const { return secret_; }

private:
    TempDir dir_;
    std::string secret_;
    std::string program_ = std::string(OUTREACH_BIN_DIR) + "/outreachd";
    std::string log_level_ = "warn";
    std::uint16_t receiver_port_ = 0;
    int partners_ = 10;
    std::uint16_t http_port_ = 0;
    pid_t pid_ = -1;
};

// A local time `seconds` from now, as campaign files write it.
[[nodiscard]] std::string local_in(int seconds);

}  // namespace outreach::test
