// outreach replay: sends a partner once more what it was sent, or should have been, since a moment.
#include <nlohmann/json.hpp>

#include "campaigns/calendar/local_time.hpp"
#include "config/base/i18n.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/daemon_json.hpp"
#include "scheduler/cli/second_chance.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;

struct ReplayFlags {
    DaemonLink link;
    std::string partner;
    std::string since;
    std::string reason;
    bool missing = false;
    bool even_late = false;
    bool as_json = false;
};

// What is wrong with the flags; empty if nothing is.
std::string problem_of(const ReplayFlags& flags) {
    const bool moment = calendar::parse_date(flags.since) ||
                        calendar::parse_local_time(flags.since) || parse_rfc3339(flags.since);
    if (!moment) {
        return trf("\"{}\" is no date; write it like 2025-07-01 or 2025-07-01T10:00", flags.since);
    }
    return problem_of_late(flags.even_late, flags.reason);
}

int replay(const ReplayFlags& flags) {
    if (const std::string problem = problem_of(flags); !problem.empty()) {
        say(problem);
        return kBadUsage;
    }
    json body{{"since", flags.since}, {"missing", flags.missing}, {"even_late", flags.even_late}};
    if (!flags.reason.empty()) body["reason"] = flags.reason;
    int code = kSuccess;
    const auto answer =
        object_in(tell_daemon(flags.link,
                              "POST",
                              "/api/v1/partners/" + encoded(flags.partner) + "/replay",
                              compact(body)),
                  code);
    if (!answer) return code;
    Revival revival;
    revival.add(*answer);
    print(flags.as_json ? pretty(revival.to_json()) : revival.to_text());
    return revival.exit_code(false);
}

}  // namespace

void add_replay(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "replay",
        tr("Example: outreach replay --partner hogoshikai --since 2026-11-01 --missing\n"
           "sends a partner once more what it was sent since then, under the same ids"));
    const auto flags = std::make_shared<ReplayFlags>();
    add_link_flags(*command, flags->link);
    command->add_option("--partner", flags->partner, tr("the partner's id"))->required();
    command->add_option("--since", flags->since, tr("from this day, or date and time, on"))
        ->required();
    command->add_flag("--missing", flags->missing, tr("only what did not arrive"));
    command->add_flag(
        "--even-late", flags->even_late, tr("also past their deadline; needs a reason"));
    command->add_option("--reason", flags->reason, tr("why; kept in the journal"));
    command->add_flag("--json", flags->as_json, tr("as JSON"));
    command->callback([&action, flags] { action = [flags] { return replay(*flags); }; });
}

}  // namespace outreach::cli
