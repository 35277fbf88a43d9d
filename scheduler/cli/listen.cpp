// outreach listen: a partner's test kit. A receiver that verifies, prints and can misbehave on
// purpose; a sender that tries a partner's own receiver; the published test vectors.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <nlohmann/json.hpp>
#include <optional>

#include "config/base/i18n.hpp"
#include "connectors/masking.hpp"
#include "connectors/secrets.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/listen_capture.hpp"
#include "scheduler/cli/listen_check.hpp"
#include "scheduler/cli/listen_vectors.hpp"
#include "scheduler/cli/misbehaving_server.hpp"
#include "scheduler/cli/period.hpp"
#include "scheduler/cli/receiver.hpp"

namespace outreach::cli {
namespace {

struct ListenFlags {
    std::uint16_t port = 9000;
    std::string secret_file;
    int status = 204;
    int delay_ms = 0;
    double fail_rate = 0;
    bool json = false;
    std::string capture;
    std::string consent_rate;
    bool handshake = false;
    std::string misbehave;
    bool list_misbehaviours = false;
    std::string check;
    bool vectors = false;
};

// What a stranger said, as a terminal may show it.
std::string shown(const std::string& text) {
    constexpr std::size_t kMostShown = 1000;
    return connectors::presentable(text, kMostShown, {});
}

void show(const Received& received, int answered, bool as_json) {
    if (as_json) {
        nlohmann::ordered_json line;
        line["id"] = received.id;
        line["path"] = received.path;
        line["type"] = received.type;
        line["activity"] = received.activity;
        line["partner"] = received.partner;
        line["due"] = received.due;
        line["subject"] = received.subject;
        line["text"] = received.text;
        line["verified"] = received.verified;
        line["verification"] = received.verification;
        if (!received.advice.empty()) line["advice"] = received.advice;
        line["answered"] = answered;
        print(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    print(trf("{} {} → {} {}: {} [{}; answered {}]",
              received.due,
              shown(received.type),
              shown(received.partner),
              shown(received.activity),
              shown(received.subject),
              received.verification,
              answered));
    if (!received.advice.empty()) print("    " + received.advice);
}

void show_episode(const MisbehavingServer::Episode& episode, const std::string& word) {
    if (!episode.ended) {
        print(trf("{} {} {} → {}", episode.method, shown(episode.path), shown(episode.id), word));
        if (episode.path == kRedirected) {
            print("    " + std::string(tr("the redirect was followed; a sender must not do that")));
        }
        return;
    }
    const double seconds = static_cast<double>(episode.lasted.count()) / 1000;
    print("    " +
          (episode.left_first
               ? trf("the sender left after {:.1f} s; {} bytes were sent", seconds, episode.sent)
               : trf("ended here after {:.1f} s; {} bytes were sent", seconds, episode.sent)));
}

// The keys of --secret-file; none without it. Nothing, after a message, if they cannot be read.
std::optional<std::vector<connectors::SigningKey>> read_keys(const ListenFlags& flags) {
    if (flags.secret_file.empty()) return std::vector<connectors::SigningKey>{};
    std::vector<std::string> problems;
    campaigns::SecretSource source;
    source.where = flags.secret_file;
    auto keys = connectors::load_keys({source}, ".", problems);
    for (const std::string& problem : problems) say(problem);
    if (!problems.empty()) return {};
    return keys;
}

int cannot_listen(const ListenFlags& flags, const boost::system::error_code& error) {
    say(trf(
        "cannot listen on port {}: {}; choose another with --port", flags.port, error.message()));
    return kUnreachable;
}

int run_until_stopped(boost::asio::io_context& io, std::uint16_t port) {
    say(trf("listening on http://127.0.0.1:{}/ (Ctrl-C ends)", port));
    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code&, int) { io.stop(); });
    io.run();
    return kSuccess;
}

int receive(const ListenFlags& flags) {
    auto keys = read_keys(flags);
    if (!keys) return kBadInput;
    std::optional<Capture> capture;
    if (!flags.capture.empty()) {
        auto opened = Capture::open(flags.capture);
        if (!opened) {
            say(trf("{} cannot be written: {}", flags.capture, opened.error().message()));
            return kBadInput;
        }
        capture = std::move(*opened);
    }
    ReceiverBehaviour behaviour;
    behaviour.keys = std::move(*keys);
    behaviour.status = flags.status;
    behaviour.delay = std::chrono::milliseconds(flags.delay_ms);
    behaviour.fail_rate = flags.fail_rate;
    if (flags.handshake) behaviour.consent_rate = flags.consent_rate;
    behaviour.on_handshake = [](const std::string& origin) {
        say(origin.empty() ? tr("OPTIONS without WebHook-Request-Origin: no consent given")
                           : trf("consent given to {}", origin));
    };
    boost::asio::io_context io(1);
    const auto receiver = Receiver::start(
        io.get_executor(),
        flags.port,
        std::move(behaviour),
        [&](const Received& received, int answered) {
            show(received, answered, flags.json);
            if (capture && !capture->add(received, wall_now())) {
                say(trf("{} cannot be written any more; this notice is not in it", flags.capture));
            }
        });
    if (!receiver) return cannot_listen(flags, receiver.error());
    return run_until_stopped(io, (*receiver)->port());
}

int misbehave(const ListenFlags& flags) {
    const auto behaviour = find_misbehaviour(flags.misbehave);
    if (!behaviour) {
        say(trf("there is no misbehaviour \"{}\"; --list-misbehaviours shows all",
                flags.misbehave));
        return kBadUsage;
    }
    boost::asio::io_context io(1);
    const auto server = MisbehavingServer::start(
        io.get_executor(), flags.port, *behaviour, [&](const MisbehavingServer::Episode& episode) {
            show_episode(episode, flags.misbehave);
        });
    if (!server) return cannot_listen(flags, server.error());
    return run_until_stopped(io, (*server)->port());
}

int list_misbehaviours() {
    std::vector<std::vector<std::string>> rows;
    for (const MisbehaviourWord& each : misbehaviours()) rows.push_back({each.word, each.meaning});
    print(to_table({tr("word"), tr("what it does")}, rows));
    return kSuccess;
}

int check(const ListenFlags& flags) {
    const auto keys = read_keys(flags);
    if (!keys) return kBadInput;
    if (keys->empty()) {
        say(tr("--check signs what it sends: name the shared secret with --secret-file"));
        return kBadUsage;
    }
    return check_receiver(flags.check, keys->front(), flags.json);
}

int listen(const ListenFlags& flags) {
    if (flags.vectors) return show_vectors(flags.json);
    if (flags.list_misbehaviours) return list_misbehaviours();
    if (!flags.check.empty()) return check(flags);
    if (!flags.misbehave.empty()) return misbehave(flags);
    return receive(flags);
}

// "*" where no rate is named. CLI11 hands an option without its value over as "true".
std::string check_rate(std::string& rate) {
    if (rate.empty() || rate == "true") rate = "*";
    const bool number = !rate.empty() && rate.size() <= 7 && rate.front() != '0' &&
                        rate.find_first_not_of("0123456789") == std::string::npos;
    if (rate == "*" || number) return {};
    return tr("a whole number of requests a minute, or * for no limit");
}

void add_receiver_flags(CLI::App& command, ListenFlags& flags) {
    command.add_option("--port", flags.port, tr("port on 127.0.0.1; 0 takes a free one"));
    command.add_option("--secret-file", flags.secret_file, tr("file with the shared secret"));
    command.add_option("--status", flags.status, tr("HTTP status of every answer"))
        ->check(CLI::Range(200, 599));
    command.add_option("--delay", flags.delay_ms, tr("milliseconds to wait before answering"))
        ->check(CLI::Range(0, 600'000));
    command.add_option("--fail-rate", flags.fail_rate, tr("share of requests answered with 503"))
        ->check(CLI::Range(0.0, 1.0));
    command.add_flag("--json", flags.json, tr("one JSON object for each notice"));
    command.add_option("--capture",
                       flags.capture,
                       tr("append what comes in to this file as JSON lines, without the secret"));
    command
        .add_option_function<std::string>(
            "--handshake",
            [&flags](const std::string& rate) {
                flags.consent_rate = rate;
                const std::string wrong = check_rate(flags.consent_rate);
                if (!wrong.empty()) throw CLI::ValidationError("--handshake", wrong);
                flags.handshake = true;
            },
            tr("answer OPTIONS with consent, to at most this many requests a minute"))
        ->expected(0, 1)
        ->type_name("[RATE]");
}

}  // namespace

void add_listen(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "listen",
        tr("Example: outreach listen --port 9000 --secret-file secrets/hogoshikai\n"
           "receives notices as a partner would: verifies, prints, answers"));
    const auto flags = std::make_shared<ListenFlags>();
    add_receiver_flags(*command, *flags);
    auto* misbehave = command->add_option(
        "--misbehave", flags->misbehave, tr("be a bad receiver in this way, e.g. silent"));
    auto* list = command->add_flag("--list-misbehaviours",
                                   flags->list_misbehaviours,
                                   tr("the ways in which it can be a bad receiver"));
    auto* check = command->add_option(
        "--check", flags->check, tr("send right and wrong notices to this address, for a trial"));
    auto* vectors = command->add_flag(
        "--vectors", flags->vectors, tr("the published test vectors of the signature"));
    for (auto* one : {misbehave, list, check, vectors}) {
        for (auto* other : {misbehave, list, check, vectors}) {
            if (one != other) one->excludes(other);
        }
    }
    command->callback([&action, flags] { action = [flags] { return listen(*flags); }; });
}

}  // namespace outreach::cli
