// What a bad neighbour costs: nine endpoints' throughput beside one that hangs, and 200,000
// notices over a hundred endpoints of which five are hostile, with the daemon's open files, memory
// and processor time on the way.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <cstdio>
#include <thread>

#include "scheduler/http/http_server.hpp"
#include "tests/e2e/daemon_under_test.hpp"
#include "tests/support/hostile_receiver.hpp"
#include "tests/support/run.hpp"

namespace outreach::bench {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

// Answers 204 at once; knows when the first and the latest came.
struct Sink {
    boost::asio::io_context io{1};
    std::size_t count = 0;
    Steady::time_point first;
    Steady::time_point last;
    std::unique_ptr<http::HttpServer> server;

    Sink() {
        auto listening =
            http::HttpServer::listen(io.get_executor(),
                                     "127.0.0.1",
                                     0,
                                     http::HttpServer::Limits{.connections = 4096},
                                     [this](http::Request) -> boost::asio::awaitable<http::Answer> {
                                         last = Steady::now();
                                         if (count++ == 0) first = last;
                                         http::Answer done;
                                         done.status = 204;
                                         done.content_type.clear();
                                         co_return done;
                                     });
        server = std::move(*listening);
    }
    [[nodiscard]] double rate() const {
        const std::chrono::duration<double> took = last - first;
        return static_cast<double>(count) / took.count();
    }
};

std::string partner(int number, const std::string& url) {
    return R"({"id":"p)" + std::to_string(number) +
           R"(","name":"団体","endpoints":[{"id":"main",)" + R"("connector":"webhook","url":")" +
           url +
           R"(","allow_networks":["127.0.0.0/8"],"secrets":[{"file":"secret"}],"timeout":"PT5S"}]})";
}

// The last of ten endpoints is healthy, or answers nothing at all.
double nine_beside(Sink& sink, const std::string& tenth) {
    sink.count = 0;
    test::DaemonUnderTest daemon(sink.server->port());
    std::string list;
    for (int i = 0; i < 10; ++i) {
        const std::string healthy = "http://127.0.0.1:{port}/p" + std::to_string(i);
        list += (i > 0 ? "," : "") + partner(i, i == 9 ? tenth : healthy);
    }
    daemon.write_partners(R"({"format":1,"partners":[)" + list + "]}");
    const std::vector<std::string> dues(100, test::local_in(6));
    for (int i = 0; i < 20; ++i) daemon.write_campaign("c" + std::to_string(i), dues);
    daemon.start();
    if (!test::run_until(
            sink.io, [&] { return sink.count >= 18'000; }, 120s)) {
        std::printf("INCOMPLETE: ");
    }
    const double rate = sink.rate();
    daemon.signal(SIGKILL);
    (void)daemon.wait();
    return rate;
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void fairness() {
    Sink sink;
    Sink other;  // the healthy tenth, counted apart
    std::thread tenth([&] { other.io.run(); });
    const test::HostileReceiver hanging(test::Behaviour::silent);
    std::vector<double> beside_healthy;
    std::vector<double> beside_hanging;
    for (int round = 0; round < 5; ++round) {
        const std::string healthy =
            "http://127.0.0.1:" + std::to_string(other.server->port()) + "/p9";
        beside_healthy.push_back(nine_beside(sink, healthy));
        beside_hanging.push_back(nine_beside(sink, hanging.url()));
    }
    other.io.stop();
    tenth.join();
    std::printf(
        "fairness: nine endpoints get %.0f/s beside a healthy tenth, %.0f/s beside a hanging one: "
        "%.2f (medians of five)\n",
        median(beside_healthy),
        median(beside_hanging),
        median(beside_hanging) / median(beside_healthy));
}

struct Sample {
    std::size_t count;
    std::size_t files;
    std::size_t kib;
};

void endurance() {
    constexpr int kPartners = 100;
    constexpr std::size_t kNotices = 200'000;
    constexpr std::size_t kHealthy = kNotices / kPartners * 95;
    const std::vector<test::Behaviour> hostile{test::Behaviour::silent,
                                               test::Behaviour::drip_body,
                                               test::Behaviour::endless_body,
                                               test::Behaviour::gzip_bomb,
                                               test::Behaviour::reset_after_body};
    Sink sink;
    test::HostileReceiver receiver;
    test::DaemonUnderTest daemon(sink.server->port(), kPartners);
    std::string list;
    for (int i = 0; i < kPartners; ++i) {
        const std::size_t bad = static_cast<std::size_t>(i % 20 == 19 ? i / 20 : 5);
        const std::string healthy = "http://127.0.0.1:{port}/p" + std::to_string(i);
        list += (i > 0 ? "," : "") +
                partner(i, bad < hostile.size() ? receiver.url(hostile[bad]) : healthy);
    }
    daemon.write_partners(R"({"format":1,"partners":[)" + list + "]}");
    const std::vector<std::string> dues(100, test::local_in(15));
    for (int i = 0; i < 20; ++i) daemon.write_campaign("c" + std::to_string(i), dues);
    daemon.start();
    const double idle = daemon.cpu_seconds();
    std::vector<Sample> samples;
    std::size_t next = kHealthy / 20;
    const bool all = test::run_until(
        sink.io,
        [&] {
            if (sink.count >= next) {
                samples.push_back({sink.count, daemon.open_files(), daemon.resident_kib()});
                next += kHealthy / 10;
            }
            return sink.count >= kHealthy;
        },
        300s);
    const double used = daemon.cpu_seconds() - idle;
    std::printf(
        "endurance: %zu of %zu healthy deliveries%s at %.0f/s, %.0f µs of CPU each; "
        "hostile endpoints saw %d requests\n",
        sink.count,
        kHealthy,
        all ? "" : " (INCOMPLETE)",
        sink.rate(),
        used * 1e6 / static_cast<double>(sink.count),
        receiver.requests());
    for (const Sample& each : samples) {
        std::printf("  after %7zu: %4zu open files, %7zu KiB\n", each.count, each.files, each.kib);
    }
    daemon.signal(SIGTERM);
    (void)daemon.wait();
}

}  // namespace
}  // namespace outreach::bench

int main() {
    outreach::bench::fairness();
    outreach::bench::endurance();
    return 0;
}
