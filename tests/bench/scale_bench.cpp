// A large set of campaigns: 50 activities x 20 partners x 5 rules in each. Planning rate on one
// core, the daemon's peak memory for each notice, and how long one edited file takes to be applied.
// Usage: scale_bench [campaigns]; 2000 are ten million notices.
#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/e2e/daemon_under_test.hpp"
#include "tests/support/builders.hpp"

namespace outreach::bench {
namespace {

using Steady = std::chrono::steady_clock;
constexpr int kActivities = 50;
constexpr int kPartners = 20;

double seconds_since(Steady::time_point began) {
    return std::chrono::duration<double>(Steady::now() - began).count();
}

std::string partner_file() {
    std::string all;
    for (int i = 0; i < kPartners; ++i) {
        all += fmt::format(
            R"({}{{"id":"p{}","name":"団体{}","endpoints":[{{"id":"main","connector":"webhook",)"
            R"("url":"http://127.0.0.1:9/p{}","secrets":[{{"file":"secret"}}],"allow_networks":["127.0.0.0/8"]}}]}})",
            i > 0 ? "," : "",
            i,
            i,
            i);
    }
    std::string ids;
    for (int i = 0; i < kPartners; ++i) ids += fmt::format("{}\"p{}\"", i > 0 ? "," : "", i);
    return R"({"format":1,"groups":{"all":[)" + ids + R"(]},"partners":[)" + all + "]}";
}

std::string campaign_text(int number, int day_shift) {
    std::string activities;
    for (int i = 0; i < kActivities; ++i) {
        const int day = 1 + (i + day_shift) % 28;
        activities += fmt::format(
            R"({}{{"id":"a{}","kind":"other","title":"再犯防止の取組{}","partners":["@all"],)"
            R"("schedule":{{"start":"2099-{:02}-{:02}T10:00","duration":"PT2H"}},"notices":[)"
            R"({{"id":"m","purpose":"reminder","when":{{"months":1,"before":"start","at":"10:00"}}}},)"
            R"({{"id":"w","purpose":"reminder","when":{{"business_days":5,"before":"start","at":"10:00"}}}},)"
            R"({{"id":"d","purpose":"reminder","when":{{"days":1,"before":"start","at":"10:00"}}}},)"
            R"({{"id":"e","purpose":"end","when":{{"days":1,"after":"end","at":"10:00"}}}},)"
            R"({{"id":"r","purpose":"report","when":{{"business_days":3,"after":"end","at":"10:00"}}}}]}})",
            i > 0 ? "," : "",
            i,
            i,
            4 + i % 9,
            day);
    }
    return fmt::format(
        R"({{"format":1,"id":"c{}","title":"計画{}","fiscal_year":"2099","organizer":{{"name":"市"}},)"
        R"("sending":{{"hours":"08:45/17:15","days":"business"}},"activities":[{}]}})",
        number,
        number,
        activities);
}

// Kilobytes of one line of /proc/<pid>/status.
long memory_of(pid_t pid, const std::string& key) {
    std::ifstream status(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(key)) return std::atol(line.c_str() + key.size() + 1);
    }
    return 0;
}

void plan_alone() {
    auto around = std::make_shared<plan::Surroundings>();
    around->kinds = test::shipped_kinds();
    around->partners = test::read_partner_book(partner_file());
    const std::string text = campaign_text(0, 0);
    const auto read = Steady::now();
    constexpr int kReads = 20;
    std::optional<campaigns::Campaign> campaign;
    for (int i = 0; i < kReads; ++i) {
        campaign = reading::read_campaign(reading::SourceText("c.json", text),
                                          {around->kinds, &around->partners})
                       .value;
    }
    const double reading = seconds_since(read) / kReads;
    const SysTime now = test::at("2026-04-01T00:00:00+09:00");
    const auto began = Steady::now();
    std::size_t notices = 0;
    constexpr int kRounds = 100;
    for (int i = 0; i < kRounds; ++i) {
        const plan::CompiledCampaign compiled(around, *campaign, {}, now, false);
        notices += compiled.plan().notices.size();
    }
    const double took = seconds_since(began);
    std::printf("reading: %.2f ms for a file of %zu bytes and %d activities\n",
                reading * 1e3,
                text.size(),
                kActivities);
    std::printf("planning with lanes and index: %.2f million notices/s on one core\n",
                static_cast<double>(notices) / took / 1e6);
    std::printf("one notice in the plan: %zu bytes\n", sizeof(plan::PlannedNotice));
}

void run_daemon(int campaigns) {
    test::DaemonUnderTest daemon(9, 1);
    daemon.write_partners(partner_file());
    for (int i = 0; i < campaigns; ++i) {
        daemon.write_campaign_text(fmt::format("c{}", i), campaign_text(i, 0));
    }
    const double total = static_cast<double>(campaigns) * kActivities * kPartners * 5;
    const auto began = Steady::now();
    daemon.start({}, std::chrono::seconds{3600});
    std::printf("daemon ready with %.0f notices after %.1f s\n", total, seconds_since(began));
    std::printf("peak memory: %.1f bytes/notice (%ld MiB); now %ld MiB\n",
                static_cast<double>(memory_of(daemon.pid(), "VmHWM")) * 1024 / total,
                memory_of(daemon.pid(), "VmHWM") / 1024,
                memory_of(daemon.pid(), "VmRSS") / 1024);
    const nlohmann::json put{{"text", campaign_text(0, 1)}};
    const auto edited = Steady::now();
    int status = 0;
    (void)daemon.send("PUT", "/api/v1/campaigns/c0", put.dump(), &status);
    std::printf("one edited file applied, queue and all: %.3f s (status %d)\n",
                seconds_since(edited),
                status);
    const auto asked = Steady::now();
    (void)daemon.get("/health");
    std::printf("health answered in %.3f s\n", seconds_since(asked));
    daemon.signal(SIGTERM);
    (void)daemon.wait();
}

}  // namespace
}  // namespace outreach::bench

int main(int argc, char** argv) {
    const int campaigns = argc > 1 ? std::atoi(argv[1]) : 100;
    outreach::bench::plan_alone();
    outreach::bench::run_daemon(std::max(1, campaigns));
    return 0;
}
