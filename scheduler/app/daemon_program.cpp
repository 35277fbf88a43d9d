#include "scheduler/app/daemon_program.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "config/base/files.hpp"
#include "config/base/i18n.hpp"
#include "config/settings_loader.hpp"
#include "scheduler/app/app.hpp"
#include "scheduler/app/endpoint_check.hpp"
#include "scheduler/cli/campaign_files.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/parse.hpp"
#include "scheduler/cli/period.hpp"

namespace outreach::app {
namespace {

namespace asio = boost::asio;
constexpr std::size_t kLargestSettings = 1024 * 1024;

struct DaemonFlags {
    std::string config;
    std::string data_dir;
    std::string listen;
    std::string campaigns;
    std::string partners;
    std::string redis;
    std::string clock;
    std::optional<double> speed;
    std::string language;
    std::string log_level;
    bool backfill = false;
    bool check = false;
};

void add_flags(CLI::App& app, DaemonFlags& flags) {
    app.add_option("--config", flags.config, tr("settings file (JSON); flags win over it"));
    app.add_option("--data-dir", flags.data_dir, tr("journal, lock and embedded Redis"));
    app.add_option("--listen", flags.listen, tr("address and port of the HTTP side"));
    app.add_option("--campaigns", flags.campaigns, tr("folder of campaign files"));
    app.add_option("--partners", flags.partners, tr("the partner file"));
    app.add_option("--redis", flags.redis, tr("embedded:, redis://host:port/db or unix:///path"));
    app.add_option("--clock", flags.clock, tr("begin at this time (RFC 3339) instead of now"));
    app.add_option(
        "--speed", flags.speed, tr("with --clock: times as fast; 0 as fast as possible"));
    app.add_option("--log-level", flags.log_level, "debug, info, warn, error");
    app.add_option("--lang", flags.language, tr("language of messages: ja or en"))
        ->check(CLI::IsMember({"ja", "en"}));
    app.add_flag("--backfill",
                 flags.backfill,
                 tr("also send what was past when its campaign was first seen"));
    app.add_flag("--check", flags.check, tr("check settings, partners and campaigns, then exit"));
    app.set_version_flag("--version", "outreachd " OUTREACH_VERSION);
}

config::Problems overlay(const DaemonFlags& flags, config::Settings& settings) {
    config::Problems problems;
    if (!flags.config.empty()) {
        const auto text = read_file(flags.config, kLargestSettings);
        if (text) problems = config::load_settings(*text, settings);
        if (!text)
            problems.push_back(trf("{} cannot be read: {}", flags.config, text.error().message()));
    }
    if (!flags.data_dir.empty()) settings.data_dir = flags.data_dir;
    if (!flags.campaigns.empty()) settings.campaigns = flags.campaigns;
    if (!flags.partners.empty()) settings.partners = flags.partners;
    if (!flags.redis.empty()) settings.redis.url = flags.redis;
    if (!flags.clock.empty()) settings.clock.start = flags.clock;
    if (flags.speed) settings.clock.speed = *flags.speed;
    if (!flags.log_level.empty()) settings.log.level = flags.log_level;
    if (flags.backfill) settings.backfill = true;
    if (!flags.listen.empty()) {
        for (auto& problem : config::parse_listen(flags.listen, settings.listen)) {
            problems.push_back("--listen: " + problem);
        }
    }
    for (auto& problem : config::check_settings(settings)) problems.push_back(std::move(problem));
    return problems;
}

LogLevel level_of(const std::string& name) {
    if (name == "debug") return LogLevel::debug;
    if (name == "warn") return LogLevel::warn;
    return name == "error" ? LogLevel::error : LogLevel::info;
}

// Secrets are in memory: no core file, and no looking in by other programs of this user. The
// sanitizers look in themselves.
void keep_memory_private() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    const rlimit none{0, 0};
    (void)::setrlimit(RLIMIT_CORE, &none);
    (void)::prctl(PR_SET_DUMPABLE, 0);
#endif
}

// Endpoints that cannot be used are warned of only: the daemon starts with them, too.
int check_files(const config::Settings& settings) {
    const auto files = cli::load_files({settings.campaigns}, settings.partners, settings.holidays);
    cli::show_problems(files, cli::ProblemFormat::text);
    const auto unusable =
        unusable_endpoints(files.surroundings->partners, settings, cli::wall_now());
    for (const UnusableEndpoint& each : unusable) {
        cli::say(trf("warning: {}: {}; nothing would be sent to it", each.name, each.problem));
    }
    if (unusable.empty()) {
        cli::say(trf("{} files, {} errors", files.files, files.errors()));
    } else {
        cli::say(trf("{} files, {} errors, {} endpoints that cannot be used",
                     files.files,
                     files.errors(),
                     unusable.size()));
    }
    return files.errors() == 0 ? cli::kSuccess : cli::kBadInput;
}

// Lives as long as the loop.
struct Running {
    asio::io_context& io;
    App& app;
    int exit_code = cli::kSuccess;
    bool stopping = false;
};

asio::awaitable<void> stop(Running& running) {
    co_await running.app.shut_down();
    running.io.stop();
}

asio::awaitable<void> start(Running& running) {
    const std::string problem = co_await running.app.start();
    if (problem.empty() || running.stopping) co_return;
    cli::say(problem);
    running.exit_code = cli::kUnreachable;
    co_await stop(running);
}

void rethrow(const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
}

void on_signal(Running& running, asio::signal_set& signals) {
    signals.async_wait([&](const boost::system::error_code& ec, int number) {
        if (ec) return;
        if (number == SIGHUP) {
            running.app.reload();
        } else if (running.stopping) {
            running.io.stop();  // a second signal does not wait
        } else {
            running.stopping = true;
            asio::co_spawn(running.io, stop(running), rethrow);
        }
        on_signal(running, signals);
    });
}

}  // namespace

int run_daemon(int argc, char** argv) {
    keep_memory_private();
    init_messages(choose_language(cli::early_language(argc, argv)));
    CLI::App parser(
        tr("Examples:\n"
           "  outreachd --data-dir data --campaigns campaigns --partners partners.json\n"
           "  outreachd --config /etc/outreachd/outreachd.json --check\n\n"
           "outreachd: sends the notices of outreach campaigns at their time"),
        "outreachd");
    DaemonFlags flags;
    add_flags(parser, flags);
    if (const auto ended = cli::parse(parser, argc, argv)) return *ended;
    config::Settings settings;
    const config::Problems problems = overlay(flags, settings);
    for (const std::string& problem : problems) cli::say(problem);
    if (!problems.empty()) return cli::kBadInput;
    if (flags.check) return check_files(settings);
    asio::io_context io(1);
    App::Options options;
    options.settings = settings;
    options.log = make_stderr_log(level_of(settings.log.level), settings.log.form);
    App app(io, std::move(options));
    Running running{io, app};
    asio::signal_set signals(io, SIGINT, SIGTERM, SIGHUP);
    on_signal(running, signals);
    asio::co_spawn(io, start(running), rethrow);
    io.run();
    return running.exit_code;
}

}  // namespace outreach::app
