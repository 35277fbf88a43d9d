// outreach rehearse: a whole campaign in time lapse through the real daemon, its own Redis and a
// receiver that verifies.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <filesystem>

#include "campaigns/calendar/local_time.hpp"
#include "config/base/i18n.hpp"
#include "config/settings_loader.hpp"
#include "connectors/secrets.hpp"
#include "scheduler/app/app.hpp"
#include "scheduler/cli/campaign_files.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/period.hpp"
#include "scheduler/cli/receiver.hpp"
#include "scheduler/cli/rehearsal.hpp"

namespace outreach::cli {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

constexpr std::chrono::seconds kUsualLength{45};  // of a rehearsal without --speed
constexpr std::chrono::seconds kLongestWait{60};  // for the last deliveries

struct RehearseFlags {
    std::vector<std::string> paths;
    std::string partners;
    std::string holidays;
    std::string from;
    std::string to;
    std::string speed;
    std::string receiver;
    std::string listen = "127.0.0.1:0";
    bool json = false;
    bool keep = false;
};

// A folder of its own that is gone when the rehearsal is over.
class ScratchDir {
public:
    ScratchDir() {
        std::string name = (fs::temp_directory_path() / "outreach-rehearsal-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
        path_ = name;
    }
    ScratchDir(const ScratchDir&) = delete;
    ScratchDir& operator=(const ScratchDir&) = delete;
    ~ScratchDir() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

// Everything of one rehearsal, alive while its coroutine runs.
struct Stage {
    RehearseFlags flags;
    LoadedFiles files;
    Period period;
    ScratchDir scratch;
    Rehearsal rehearsal;
    std::vector<connectors::SigningKey> keys;
    std::unique_ptr<Receiver> receiver;
    std::unique_ptr<app::App> daemon;
    std::optional<calendar::Zone> zone;
    int exit_code = kBadInput;
    bool interrupted = false;

    std::string local(SysTime at) const {
        return calendar::format_local(std::chrono::floor<std::chrono::seconds>(zone->to_local(at)));
    }
};

bool choose_period(Stage& stage) {
    const auto& campaigns = stage.files.campaigns;
    if (campaigns.empty()) {
        say(tr("there is no campaign in these files"));
        return false;
    }
    stage.zone = calendar::Zone::find(campaigns.front().timezone);
    const auto told = read_period(stage.flags.from, stage.flags.to, campaigns.front().timezone);
    if (!told) return false;
    stage.period = *told;
    int first = campaigns.front().fiscal_year;
    int last = first;
    for (const auto& campaign : campaigns) {
        first = std::min(first, campaign.fiscal_year);
        last = std::max(last, campaign.fiscal_year);
    }
    using campaigns::LocalTime;
    if (!stage.period.from) {
        stage.period.from =
            stage.zone->to_instant(LocalTime{calendar::fiscal_year_days(first).first});
    }
    if (!stage.period.to) {
        stage.period.to = stage.zone->to_instant(
            LocalTime{calendar::fiscal_year_days(last).last + std::chrono::days{1}});
    }
    return true;
}

std::optional<double> choose_speed(const Stage& stage) {
    if (stage.flags.speed == "max") return 0.0;
    const std::chrono::duration<double> length = *stage.period.to - *stage.period.from;
    if (stage.flags.speed.empty()) {
        return std::max(1.0, length.count() / static_cast<double>(kUsualLength.count()));
    }
    char* end = nullptr;
    const double speed = std::strtod(stage.flags.speed.c_str(), &end);
    if (end == nullptr || *end != '\0' || speed < 1 || speed > 1e7) {
        say(trf("--speed is \"{}\"; write a number from 1 to 10000000, or max", stage.flags.speed));
        return {};
    }
    return speed;
}

void show_progress(const Stage& stage) {
    if (!use_colour()) return;
    const auto now = stage.daemon->clock().now();
    const double share = static_cast<double>((now - *stage.period.from).count()) /
                         static_cast<double>((*stage.period.to - *stage.period.from).count());
    const auto filled = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * 30);
    std::fprintf(stderr,
                 "\r[%s%s] %s  %zu/%zu ",
                 std::string(filled, '#').c_str(),
                 std::string(30 - filled, '.').c_str(),
                 stage.local(now).c_str(),
                 stage.rehearsal.received(),
                 stage.rehearsal.planned());
}

void clear_progress() {
    if (use_colour()) std::fprintf(stderr, "\r\033[K");
}

// Null if no plan in force has it, or it is not sent any more.
const plan::PlannedNotice* find_notice(const Stage& stage, const std::string& id) {
    const auto number = plan::number_of_id(id);
    for (const auto& [unused, campaign] : stage.daemon->plan().in_force()) {
        const auto* notice =
            campaign.compiled && number ? campaign.compiled->find(*number) : nullptr;
        if (notice != nullptr && !notice->skipped) return notice;
    }
    return nullptr;
}

// What decisions bring on the way was in no plan at the beginning.
void expect_news(Stage& stage, const std::string& id) {
    if (stage.rehearsal.expects(id)) return;
    if (const auto* notice = find_notice(stage, id)) stage.rehearsal.expect(id, notice->due);
}

void on_arrival(Stage& stage, const Received& received, int answered) {
    const SysTime now = stage.daemon->clock().now();
    expect_news(stage, received.id);
    const bool good = received.verified && received.well_formed;
    if (answered >= 200 && answered < 300) stage.rehearsal.arrived(received.id, now, good);
    clear_progress();
    if (!stage.flags.json) {
        print(fmt::format("{}  {:<12} {} → {}  {}",
                          stage.local(now),
                          received.type.substr(received.type.rfind('.') + 1),
                          received.activity,
                          received.partner,
                          received.subject));
    }
    if (!good) say(trf("this notice is not as it should be: {}", received.verification));
    show_progress(stage);
}

config::Settings settings_for(const Stage& stage, double speed) {
    config::Settings settings;
    settings.data_dir = (stage.scratch.path() / "data").string();
    settings.campaigns = (stage.scratch.path() / "campaigns").string();
    settings.partners = stage.files.partner_file.string();
    settings.holidays = stage.flags.holidays;
    (void)config::parse_listen(stage.flags.listen, settings.listen);
    settings.clock.start = to_rfc3339_utc(*stage.period.from);
    settings.clock.speed = speed;
    return settings;
}

bool copy_campaigns(const Stage& stage) {
    std::error_code ec;
    fs::create_directories(stage.scratch.path() / "campaigns", ec);
    std::size_t number = 0;
    for (const fs::path& file : stage.files.campaign_files) {
        const std::string name = fmt::format("{:05}-{}", number++, file.filename().string());
        fs::copy_file(file, stage.scratch.path() / "campaigns" / name, ec);
        if (ec) say(trf("{} cannot be copied: {}", file.string(), ec.message()));
        if (ec) return false;
    }
    return true;
}

// Every endpoint goes to the receiver, on a path that names it.
void redirect(const Stage& stage, connectors::Target& target) {
    const std::string base = stage.receiver
                                 ? fmt::format("http://127.0.0.1:{}", stage.receiver->port())
                                 : stage.flags.receiver;
    const std::string path = stage.receiver ? "/" + target.partner + "/" + target.endpoint : "";
    target.url = connectors::parse_url(base + path).value_or(connectors::Url{});
    target.connector = "webhook";
    target.recipe.reset();
    target.headers.clear();
    target.token.clear();
    target.keys.clear();
    for (const auto& key : stage.keys) target.keys.push_back({key});
    target.problem.clear();
    target.handshake = false;
    target.reach = connectors::reach_anywhere();
}

void expect_all(Stage& stage) {
    std::size_t skipped = 0;
    for (const auto& [id, campaign] : stage.daemon->plan().in_force()) {
        if (!campaign.compiled) continue;
        for (const auto& notice : campaign.compiled->plan().notices) {
            if (notice.skipped) ++skipped;
            if (notice.skipped || notice.due >= *stage.period.to) continue;
            stage.rehearsal.expect(campaign.compiled->id_of(notice), notice.due);
        }
    }
    stage.rehearsal.skipped(skipped);
}

// Over when the last day is past and nothing is in hand; retries may lie beyond the last day.
asio::awaitable<void> play(Stage& stage) {
    Clock& clock = stage.daemon->clock();
    asio::steady_timer timer(co_await asio::this_coro::executor);
    {
        const WorkGuard not_yet(clock);
        const std::string problem = co_await stage.daemon->start();
        if (!problem.empty()) {
            say(problem);
            stage.exit_code = kUnreachable;
            co_return;
        }
        expect_all(stage);
        say(trf("rehearsing {} to {}: {} notices; health: http://127.0.0.1:{}/health",
                stage.local(*stage.period.from),
                stage.local(*stage.period.to),
                stage.rehearsal.planned(),
                stage.daemon->http_port()));
    }
    co_await clock.sleep_until(*stage.period.to);
    const auto began = std::chrono::steady_clock::now();
    while (stage.daemon->delivery().condition().in_flight > 0 &&
           std::chrono::steady_clock::now() - began < kLongestWait) {
        timer.expires_after(std::chrono::milliseconds{10});
        co_await timer.async_wait(asio::use_awaitable);
    }
    clear_progress();
    stage.rehearsal.forget_unplanned(
        [&stage](const std::string& id) { return find_notice(stage, id) != nullptr; });
    if (!stage.flags.json) print(stage.rehearsal.to_text());
    if (stage.flags.json) print(stage.rehearsal.to_json());
    stage.exit_code = stage.rehearsal.good() ? kSuccess : kBadInput;
    while (stage.flags.keep && !stage.interrupted) {
        timer.expires_after(std::chrono::milliseconds{200});
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> run(Stage& stage, asio::io_context& io) {
    co_await play(stage);
    co_await stage.daemon->shut_down();
    if (stage.receiver) stage.receiver->stop();
    io.stop();
}

bool prepare_receiver(Stage& stage, asio::io_context& io) {
    stage.keys.push_back(*connectors::parse_key(connectors::new_secret()));
    if (!stage.flags.receiver.empty()) {
        if (connectors::parse_url(stage.flags.receiver)) return true;
        say(trf("\"{}\" is no web address", stage.flags.receiver));
        return false;
    }
    ReceiverBehaviour behaviour;
    behaviour.keys = stage.keys;
    auto receiver = Receiver::start(io.get_executor(),
                                    0,
                                    std::move(behaviour),
                                    [&stage](const Received& received, int answered) {
                                        on_arrival(stage, received, answered);
                                    });
    if (!receiver) say(trf("no receiver can be started: {}", receiver.error().message()));
    if (receiver) stage.receiver = std::move(*receiver);
    return stage.receiver != nullptr;
}

// The daemon's own word, where the receiver is somebody else's.
void on_settled(Stage& stage, const journal::Attempt& attempt) {
    if (attempt.verdict == queue::Verdict::expired) stage.rehearsal.ended(attempt.id, true);
    if (attempt.verdict == queue::Verdict::dead) stage.rehearsal.ended(attempt.id, false);
    if (stage.receiver || attempt.verdict != queue::Verdict::delivered) return;
    stage.rehearsal.arrived(attempt.id, attempt.at, true);
}

int rehearse(const RehearseFlags& flags) {
    Stage stage;
    stage.flags = flags;
    stage.files = load_files(flags.paths, flags.partners, flags.holidays);
    if (!ready(stage.files)) return kBadInput;
    if (stage.files.partner_file.empty()) {
        say(tr("a partner file is needed to know who receives what: --partners F"));
        return kBadUsage;
    }
    if (!choose_period(stage)) return kBadUsage;
    const auto speed = choose_speed(stage);
    if (!speed) return kBadUsage;
    if (!copy_campaigns(stage)) return kBadInput;
    asio::io_context io(1);
    if (!prepare_receiver(stage, io)) return kBadInput;
    app::App::Options options;
    options.settings = settings_for(stage, *speed);
    options.log = make_stderr_log(LogLevel::error, "text");
    options.assume_approved = true;
    options.adjust_target = [&stage](connectors::Target& target) { redirect(stage, target); };
    options.on_settled = [&stage](const journal::Attempt& each) { on_settled(stage, each); };
    stage.daemon = std::make_unique<app::App>(io, std::move(options));
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code& ec, int) {
        if (ec) return;
        if (flags.keep && stage.exit_code == kSuccess) {
            stage.interrupted = true;
        } else {
            io.stop();
        }
    });
    asio::co_spawn(io, run(stage, io), [](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
    });
    io.run();
    stage.daemon.reset();
    return stage.exit_code;
}

}  // namespace

void add_rehearse(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "rehearse",
        tr("Example: outreach rehearse campaigns --speed max\n"
           "plays the campaigns' year in time lapse through the real daemon; fails if a "
           "notice went missing"));
    const auto flags = std::make_shared<RehearseFlags>();
    command->add_option("paths", flags->paths, tr("campaign files or folders"))->required();
    command->add_option("--partners", flags->partners, tr("the partner file"));
    command->add_option("--holidays", flags->holidays, tr("a file that corrects the holidays"));
    command->add_option("--from", flags->from, tr("first day (default: of the fiscal year)"));
    command->add_option("--to", flags->to, tr("last day (default: of the fiscal year)"));
    command->add_option(
        "--speed",
        flags->speed,
        tr("how many times as fast as real time, or max (default: under a minute)"));
    command->add_option("--receiver", flags->receiver, tr("send to this address instead"));
    command->add_option("--listen", flags->listen, tr("address of the health endpoint"));
    command->add_flag("--json", flags->json, tr("only the summary, as one JSON line"));
    command->add_flag("--keep", flags->keep, tr("leave the daemon up until Ctrl-C"));
    command->callback([&action, flags] { action = [flags] { return rehearse(*flags); }; });
}

}  // namespace outreach::cli
