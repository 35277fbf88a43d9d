// outreach listen: a receiver for partners and drills; can misbehave on purpose.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <nlohmann/json.hpp>

#include "config/base/files.hpp"
#include "config/base/i18n.hpp"
#include "connectors/secrets.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"
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
};

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
        line["answered"] = answered;
        print(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    print(trf("{} {} → {} {}: {} [{}; answered {}]",
              received.due,
              received.type,
              received.partner,
              received.activity,
              received.subject,
              received.verification,
              answered));
}

int listen(const ListenFlags& flags) {
    boost::asio::io_context io(1);
    ReceiverBehaviour behaviour;
    behaviour.status = flags.status;
    behaviour.delay = std::chrono::milliseconds(flags.delay_ms);
    behaviour.fail_rate = flags.fail_rate;
    if (!flags.secret_file.empty()) {
        std::vector<std::string> problems;
        campaigns::SecretSource source;
        source.where = flags.secret_file;
        behaviour.keys = connectors::load_keys({source}, ".", problems);
        for (const std::string& problem : problems) say(problem);
        if (!problems.empty()) return kBadInput;
    }
    const auto receiver = Receiver::start(
        io.get_executor(),
        flags.port,
        std::move(behaviour),
        [&](const Received& received, int answered) { show(received, answered, flags.json); });
    if (!receiver) {
        say(trf("cannot listen on port {}: {}; choose another with --port",
                flags.port,
                receiver.error().message()));
        return kUnreachable;
    }
    say(trf("listening on http://127.0.0.1:{}/ (Ctrl-C ends)", (*receiver)->port()));
    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code&, int) { io.stop(); });
    io.run();
    return kSuccess;
}

}  // namespace

void add_listen(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "listen",
        tr("Example: outreach listen --port 9000 --secret-file secrets/hogoshikai\n"
           "receives notices as a partner would: verifies, prints, answers"));
    const auto flags = std::make_shared<ListenFlags>();
    command->add_option("--port", flags->port, tr("port on 127.0.0.1; 0 takes a free one"));
    command->add_option("--secret-file", flags->secret_file, tr("file with the shared secret"));
    command->add_option("--status", flags->status, tr("HTTP status of every answer"))
        ->check(CLI::Range(200, 599));
    command->add_option("--delay", flags->delay_ms, tr("milliseconds to wait before answering"))
        ->check(CLI::Range(0, 600'000));
    command->add_option("--fail-rate", flags->fail_rate, tr("share of requests answered with 503"))
        ->check(CLI::Range(0.0, 1.0));
    command->add_flag("--json", flags->json, tr("one JSON object for each notice"));
    command->callback([&action, flags] { action = [flags] { return listen(*flags); }; });
}

}  // namespace outreach::cli
