// Lateness, throughput beside a bare client, and Redis bytes per notice, on one machine and its
// loopback. Fixed workload: 5,000 notices over 30 s; 20,000 at once over 10 endpoints; 200,000
// scheduled in lanes of 100.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "config/base/time.hpp"
#include "scheduler/http/http_server.hpp"
#include "tests/bench/bare_client.hpp"
#include "tests/e2e/daemon_under_test.hpp"
#include "tests/support/run.hpp"

namespace outreach::bench {
namespace {

using namespace std::chrono_literals;
using Wall = std::chrono::system_clock;

// Answers 204 to everything and notes when what was due came.
struct Sink {
    boost::asio::io_context io{1};
    std::vector<double> lateness_ms;
    std::size_t bytes = 0;
    std::size_t count = 0;
    std::chrono::steady_clock::time_point first, last;
    std::unique_ptr<http::HttpServer> server;

    Sink() {
        auto listening = http::HttpServer::listen(
            io.get_executor(),
            "127.0.0.1",
            0,
            http::HttpServer::Limits{},
            [this](http::Request request) { return answer(std::move(request)); });
        server = std::move(*listening);
    }
    boost::asio::awaitable<http::Answer> answer(http::Request request) {
        last = std::chrono::steady_clock::now();
        if (count++ == 0) first = last;
        bytes += request.body.size();
        const auto at = request.body.find("\"time\":\"");
        if (at != std::string::npos) {
            const auto due = parse_rfc3339(request.body.substr(at + 8, 25));
            const std::chrono::duration<double, std::milli> late = Wall::now() - *due;
            lateness_ms.push_back(late.count());
        }
        http::Answer done;
        done.status = 204;
        done.content_type.clear();
        co_return done;
    }
    void reset() {
        lateness_ms.clear();
        count = 0;
        bytes = 0;
    }
    bool wait_for(std::size_t wanted, std::chrono::seconds limit) {
        return test::run_until(
            io, [&] { return count >= wanted; }, limit);
    }
};

double quantile(std::vector<double> values, double q) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
}

void lateness(Sink& sink) {
    sink.reset();
    test::DaemonUnderTest daemon(sink.server->port());
    constexpr int kSeconds = 30;
    constexpr std::size_t kNotices = 5000;
    // 500 rules for ten partners: 17 rules fall due in each of the 30 seconds.
    std::vector<std::vector<std::string>> dues(5);
    for (int i = 0; i < 500; ++i) {
        dues[static_cast<std::size_t>(i) / 100].push_back(test::local_in(8 + i % kSeconds));
    }
    for (std::size_t i = 0; i < dues.size(); ++i) {
        daemon.write_campaign("c" + std::to_string(i), dues[i]);
    }
    daemon.start();
    const bool all = sink.wait_for(kNotices, 90s);
    std::printf(
        "lateness of %zu notices over %d s%s: p50 %.1f ms, p99 %.1f ms, max %.1f ms, "
        "earliest %.1f ms\n",
        sink.count,
        kSeconds,
        all ? "" : " (INCOMPLETE)",
        quantile(sink.lateness_ms, 0.5),
        quantile(sink.lateness_ms, 0.99),
        quantile(sink.lateness_ms, 1),
        quantile(sink.lateness_ms, 0));
    daemon.signal(SIGTERM);
    (void)daemon.wait();
}

constexpr std::size_t kNotices = 20'000;

struct Run {
    double rate = 0;
    double cpu_micros = 0;  // the daemon's, for each delivery
    std::size_t mean_bytes = 0;
};

Run deliver_all(Sink& sink, const char* program) {
    Run run;
    {
        sink.reset();
        test::DaemonUnderTest daemon(sink.server->port());
        if (program != nullptr) daemon.set_program(program);
        const std::vector<std::string> dues(100, test::local_in(6));
        for (int i = 0; i < 20; ++i) daemon.write_campaign("c" + std::to_string(i), dues);
        daemon.start();
        const double idle = daemon.cpu_seconds();
        const bool all = sink.wait_for(kNotices, 120s);
        const std::chrono::duration<double> took = sink.last - sink.first;
        run.rate = static_cast<double>(sink.count) / took.count();
        run.cpu_micros = (daemon.cpu_seconds() - idle) * 1e6 / static_cast<double>(kNotices);
        run.mean_bytes = sink.bytes / std::max<std::size_t>(1, sink.count);
        if (!all) std::printf("INCOMPLETE: %zu of %zu\n", sink.count, kNotices);
        daemon.signal(SIGTERM);
        (void)daemon.wait();
    }
    return run;
}

void show(const char* what, const Run& run) {
    std::printf("%s: %zu notices of %zu bytes over 10 endpoints: %.0f/s, %.0f µs of CPU each\n",
                what,
                kNotices,
                run.mean_bytes,
                run.rate,
                run.cpu_micros);
}

Run median(std::vector<Run> runs) {
    std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.rate < b.rate; });
    return runs[runs.size() / 2];
}

// OUTREACH_BENCH_PEER names another outreachd, to be compared with in the same run.
void throughput(Sink& sink) {
    const char* peer = std::getenv("OUTREACH_BENCH_PEER");
    std::vector<Run> ours;
    std::vector<Run> theirs;
    for (int round = 0; round < (peer == nullptr ? 1 : 5); ++round) {
        ours.push_back(deliver_all(sink, nullptr));
        if (peer != nullptr) theirs.push_back(deliver_all(sink, peer));
    }
    const Run run = median(ours);
    const double daemon_rate = run.rate;
    const std::size_t mean_bytes = run.mean_bytes;
    show("daemon", run);
    if (peer != nullptr) {
        const Run other = median(theirs);
        show("peer", other);
        std::printf("daemon at %.2f of the peer's rate, %.2f of its CPU (medians of five)\n",
                    run.rate / other.rate,
                    run.cpu_micros / other.cpu_micros);
    }
    sink.reset();
    double seconds = 0;
    std::thread client(
        [&] { seconds = post_bare(sink.server->port(), kNotices, 160, mean_bytes); });
    (void)sink.wait_for(kNotices, 120s);
    client.join();
    const double bare_rate = static_cast<double>(kNotices) / seconds;
    std::printf("bare client, same bodies, same receiver: %.0f/s; daemon at %.2f of it\n",
                bare_rate,
                daemon_rate / bare_rate);
}

long used_memory(const test::DaemonUnderTest& daemon) {
    const std::string info = daemon.redis({"INFO", "memory"});
    const auto at = info.find("used_memory:");
    return at == std::string::npos ? 0 : std::stol(info.substr(at + 12));
}

void memory(Sink& sink) {
    test::DaemonUnderTest daemon(sink.server->port());
    daemon.start();
    const long before = used_memory(daemon);
    const std::vector<std::string> dues(100, test::local_in(86'400));
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 200; ++i) daemon.write_campaign("c" + std::to_string(i), dues);
    const auto waiting = [&] {
        const std::string metrics = daemon.get("/metrics");
        const auto at = metrics.find("outreach_notices{state=\"planned\"} ");
        return at == std::string::npos ? 0.0 : std::stod(metrics.substr(at + 34));
    };
    while (waiting() < 200'000 && std::chrono::steady_clock::now() - began < 120s) {
        std::this_thread::sleep_for(200ms);  // a bench, not a test
    }
    std::this_thread::sleep_for(3s);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    const long bytes = used_memory(daemon) - before;
    std::printf(
        "redis: %.0f notices scheduled in lanes of 100: %.1f bytes each, with the campaign "
        "texts; in %.1f s\n",
        waiting(),
        static_cast<double>(bytes) / 200'000,
        took.count());
    long texts = 0;
    for (int i = 0; i < 200; ++i) {
        texts += std::stol(
            daemon.redis({"--raw", "MEMORY", "USAGE", "outreach:campaign:c" + std::to_string(i)}));
    }
    std::printf("redis: %.1f bytes each without the campaign texts\n",
                static_cast<double>(bytes - texts) / 200'000);
    daemon.signal(SIGTERM);
    (void)daemon.wait();
}

}  // namespace
}  // namespace outreach::bench

int main() {
    outreach::bench::Sink sink;
    outreach::bench::lateness(sink);
    outreach::bench::throughput(sink);
    outreach::bench::memory(sink);
    return 0;
}
