// Every line of /health, with what the operator can do about it.
#include <filesystem>

#include "config/base/i18n.hpp"
#include "scheduler/app/daemon_view_impl.hpp"

namespace outreach::app {
namespace {

namespace asio = boost::asio;
using http::HealthCheck;
using http::HealthStatus;

constexpr std::int64_t kMostSkewMs = 30'000;
constexpr std::int64_t kWarnSkewMs = 5'000;
constexpr double kSlowRedisMs = 250;
constexpr std::chrono::seconds kWarnLag{5};
constexpr std::uintmax_t kLowDisk = std::uintmax_t{512} * 1024 * 1024;
constexpr std::uintmax_t kNoDisk = std::uintmax_t{32} * 1024 * 1024;

HealthCheck check(std::string name, std::string type) {
    HealthCheck one;
    one.name = std::move(name);
    one.component_type = std::move(type);
    return one;
}

void judge(HealthCheck& one, HealthStatus status, std::string output) {
    one.status = status;
    one.output = std::move(output);
}

double milliseconds_since(std::chrono::steady_clock::time_point began) {
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    return took.count();
}

}  // namespace

asio::awaitable<http::HealthReport> DaemonViewImpl::health() {
    http::HealthReport report;
    report.service_id = doors_.service_id;
    report.checks = co_await redis_checks();
    report.at = std::chrono::floor<Millis>(std::chrono::system_clock::now());
    report.now = doors_.clock.now();
    add_notice_checks(report.checks);
    add_people_checks(report.checks);
    add_file_checks(report.checks);
    add_partner_checks(report.checks);
    co_return report;
}

asio::awaitable<std::vector<HealthCheck>> DaemonViewImpl::redis_checks() {
    HealthCheck time = check("redis:responseTime", "datastore");
    HealthCheck skew = check("clock:skew", "system");
    time.unit = "ms";
    skew.unit = "ms";
    const auto began = std::chrono::steady_clock::now();
    std::vector<redis::Command> ask(1, redis::Command{"TIME"});
    const auto replies = co_await doors_.redis.execute(std::move(ask));
    if (!replies || replies->front().size() != 2) {
        judge(time,
              HealthStatus::fail,
              trf("Redis cannot be reached: {}; notices wait and go out when it is back",
                  doors_.redis.last_error()));
        judge(skew, HealthStatus::warn, tr("unknown while Redis cannot be reached"));
    } else {
        const double took = milliseconds_since(began);
        time.observed = took;
        if (took > kSlowRedisMs) judge(time, HealthStatus::warn, tr("Redis answers slowly"));
        const auto seconds = replies->front().at(0).integer();
        const auto micros = replies->front().at(1).integer();
        const std::int64_t theirs = (seconds ? *seconds : 0) * 1000 + (micros ? *micros : 0) / 1000;
        const auto ours = std::chrono::floor<Millis>(std::chrono::system_clock::now());
        const std::int64_t difference = to_ms(ours) - theirs;
        skew.observed = difference;
        const std::int64_t size = difference < 0 ? -difference : difference;
        if (size > kMostSkewMs) {
            judge(skew,
                  HealthStatus::fail,
                  tr("the clocks of this machine and of Redis differ by more "
                     "than 30 s: nothing is sent until NTP has set them"));
        } else if (size > kWarnSkewMs) {
            judge(skew, HealthStatus::warn, tr("the clocks of this machine and of Redis differ"));
        }
    }
    HealthCheck durable = check("redis:durability", "datastore");
    if (!durability_.empty()) judge(durable, HealthStatus::warn, durability_);
    std::vector<HealthCheck> checks;
    checks.push_back(std::move(time));
    checks.push_back(std::move(durable));
    checks.push_back(std::move(skew));
    co_return checks;
}

void DaemonViewImpl::add_notice_checks(std::vector<HealthCheck>& checks) const {
    const Census& counts = census();
    const SysTime now = doors_.clock.now();
    HealthCheck lag = check("scheduler:lag", "component");
    const Millis late = counts.oldest_due < now ? now - counts.oldest_due : Millis{0};
    lag.observed = static_cast<double>(late.count()) / 1000;
    lag.unit = "s";
    if (late > kWarnLag) {
        judge(lag,
              HealthStatus::warn,
              tr("the oldest due notice waits; see redis and partner checks for the cause"));
    }
    checks.push_back(std::move(lag));

    HealthCheck overdue = check("notices:overdue", "component");
    overdue.observed = static_cast<std::int64_t>(counts.overdue);
    if (counts.overdue > 0) {
        judge(overdue,
              HealthStatus::warn,
              tr("notices are due for more than a minute; list them with "
                 "\"outreach notices --state planned\""));
    }
    checks.push_back(std::move(overdue));

    HealthCheck dead = check("notices:dead", "component");
    // Those that somebody has discarded are dealt with.
    const std::size_t letters = doors_.ledger.dead_letters().size();
    dead.observed = static_cast<std::int64_t>(letters);
    if (letters > 0) {
        judge(dead,
              HealthStatus::warn,
              tr("notices were given up; list them with \"outreach dead list\", then retry or "
                 "discard them"));
    }
    checks.push_back(std::move(dead));
    if (doors_.journal.failed()) {
        HealthCheck journal = check("journal:writable", "datastore");
        judge(journal,
              HealthStatus::fail,
              tr("the disk refused the journal: nothing is sent; make "
                 "room and restart the daemon"));
        checks.push_back(std::move(journal));
    }
}

void DaemonViewImpl::add_file_checks(std::vector<HealthCheck>& checks) const {
    const plan::CampaignFolder& folder = doors_.plan.folder();
    HealthCheck files = check("campaigns:invalidFiles", "component");
    const std::size_t partner_file = folder.partners_valid() ? 0 : 1;
    files.observed = static_cast<std::int64_t>(folder.invalid_files() + partner_file);
    std::string names;
    for (const auto& [path, file] : folder.files()) {
        if (!file.valid) names += " " + path.filename().string();
    }
    if (partner_file != 0) names += " " + folder.partner_file().filename().string();
    if (folder.missing()) {
        judge(files,
              HealthStatus::warn,
              tr("the campaigns folder is not there; what was planned stays in force"));
    } else if (!names.empty()) {
        judge(files,
              HealthStatus::warn,
              trf("invalid:{}; the last valid version stays in force; run \"outreach validate\" "
                  "on it",
                  names));
    }
    checks.push_back(std::move(files));

    checks.push_back(holiday_check());
    HealthCheck disk = check("disk:free", "system");
    std::error_code ec;
    const auto space = std::filesystem::space(doors_.data_dir, ec);
    if (!ec) {
        disk.observed = static_cast<std::int64_t>(space.available);
        disk.unit = "bytes";
        if (space.available < kNoDisk) {
            judge(disk, HealthStatus::fail, tr("the disk of the data directory is full"));
        } else if (space.available < kLowDisk) {
            judge(disk, HealthStatus::warn, tr("the disk of the data directory is nearly full"));
        }
    }
    checks.push_back(std::move(disk));
}

std::vector<HealthCheck> DaemonViewImpl::liveness() const {
    HealthCheck loop = check("loop", "component");
    return {loop};
}

std::vector<HealthCheck> DaemonViewImpl::readiness() const {
    HealthCheck redis = check("redis", "datastore");
    if (!doors_.redis.connected()) judge(redis, HealthStatus::fail, tr("not connected"));
    HealthCheck plan = check("plan", "component");
    if (!doors_.plan.settled()) judge(plan, HealthStatus::fail, tr("the queue is being set"));
    HealthCheck drain = check("draining", "component");
    if (doors_.delivery.condition().draining) judge(drain, HealthStatus::fail, tr("shutting down"));
    HealthCheck clock = check("clock", "system");
    if (doors_.delivery.condition().clock_skewed) {
        judge(clock, HealthStatus::fail, tr("differs from Redis' by more than 30 s"));
    }
    return {redis, plan, drain, clock};
}

}  // namespace outreach::app
