// outreach partner: how partners' endpoints are, and care for them.
#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"
#include "config/base/time.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/daemon_json.hpp"
#include "scheduler/cli/partner_text.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;

constexpr const char* kPartners = "/api/v1/partners";

struct PartnerFlags {
    DaemonLink link;
    std::string id;
    std::string endpoint;
    std::string overlap = "P1D";
    std::string reason;
    bool as_json = false;
};

int list(const PartnerFlags& flags) {
    int code = kSuccess;
    const auto answer = object_in(ask_daemon(flags.link, kPartners), code);
    if (!answer) return code;
    const json partners = objects_in(*answer, "items");
    print(flags.as_json ? pretty(partners) : partners_table(partners));
    return kSuccess;
}

std::string path_of(const PartnerFlags& flags) {
    return std::string(kPartners) + "/" + encoded(flags.id);
}

int show(const PartnerFlags& flags) {
    int code = kSuccess;
    const auto partner = object_in(ask_daemon(flags.link, path_of(flags)), code);
    if (!partner) return code;
    print(flags.as_json ? pretty(*partner) : partner_text(*partner));
    return kSuccess;
}

// A test waits for each endpoint in turn.
constexpr std::chrono::minutes kPatienceWithTests{10};

std::optional<json> order(const PartnerFlags& flags, const char* verb, json body, int& code) {
    if (!flags.endpoint.empty()) body["endpoint"] = flags.endpoint;
    if (!flags.reason.empty()) body["reason"] = flags.reason;
    const std::string path = path_of(flags) + "/" + verb;
    return object_in(tell_daemon(flags.link, "POST", path, compact(body), kPatienceWithTests),
                     code);
}

int test(const PartnerFlags& flags) {
    int code = kSuccess;
    const auto answer = order(flags, "test", json::object(), code);
    if (!answer) return code;
    const json results = objects_in(*answer, "results");
    if (flags.as_json) {
        print(pretty(*answer));
    } else {
        print(results_table(results));
    }
    if (results.empty()) say(trf("{} has no endpoint to test", flags.id));
    const bool all = !results.empty() && std::all_of(results.begin(), results.end(), took);
    return all ? kSuccess : kBadInput;
}

int enable(const PartnerFlags& flags) {
    int code = kSuccess;
    const auto answer = order(flags, "enable", json::object(), code);
    if (!answer) return code;
    if (flags.as_json) {
        print(pretty(*answer));
        return kSuccess;
    }
    const json enabled = answer->value("endpoints", json::array());
    if (enabled.empty()) print(trf("no endpoint of {} was disabled", flags.id));
    for (const json& each : enabled) {
        print(trf("enabled: {}", each.is_string() ? each.get<std::string>() : each.dump()));
    }
    if (const std::size_t dead = count_of(*answer, "dead_letters"); dead > 0) {
        say(trf("dead letters that wait for a second chance: {}", dead));
        say(trf("  outreach dead retry --partner {}", flags.id));
    }
    return kSuccess;
}

int rotate(const PartnerFlags& flags) {
    if (!parse_duration(flags.overlap)) {
        say(trf("\"{}\" is no length of time; write it like P1D or PT12H", flags.overlap));
        return kBadUsage;
    }
    int code = kSuccess;
    const auto answer = order(flags, "rotate-secret", json{{"overlap", flags.overlap}}, code);
    if (!answer) return code;
    const json shown = shown_of(*answer);
    print(flags.as_json ? pretty(shown) : rotation_text(shown));
    say(advice_after(shown, flags.id));
    return kSuccess;
}

CLI::App* add_verb(CLI::App& partner,
                   Action& action,
                   const char* name,
                   const char* help,
                   const std::shared_ptr<PartnerFlags>& flags,
                   int (*run)(const PartnerFlags&)) {
    auto* command = partner.add_subcommand(name, help);
    add_link_flags(*command, flags->link);
    command->add_flag("--json", flags->as_json, tr("as JSON"));
    command->callback([&action, flags, run] { action = [flags, run] { return run(*flags); }; });
    return command;
}

// A verb about one partner, and of it one endpoint or more.
CLI::App* add_order(CLI::App& partner,
                    Action& action,
                    const char* name,
                    const char* help,
                    const std::shared_ptr<PartnerFlags>& flags,
                    int (*run)(const PartnerFlags&)) {
    auto* command = add_verb(partner, action, name, help, flags, run);
    command->add_option("partner", flags->id, tr("the partner's id"))->required();
    command->add_option("--endpoint", flags->endpoint, tr("only this endpoint"));
    return command;
}

}  // namespace

void add_partner(CLI::App& app, Action& action) {
    auto* partner = app.add_subcommand("partner",
                                       tr("Example: outreach partner test hogoshikai\n"
                                          "how partners' endpoints are, and care for them"));
    partner->require_subcommand(1);
    const auto fresh = [] { return std::make_shared<PartnerFlags>(); };
    (void)add_verb(*partner, action, "list", tr("every endpoint, and how it is"), fresh(), list);
    const auto one = fresh();
    add_verb(*partner, action, "show", tr("all about one partner"), one, show)
        ->add_option("partner", one->id, tr("the partner's id"))
        ->required();
    (void)add_order(*partner,
                    action,
                    "test",
                    tr("sends a test notice now; exit 1 if an endpoint does not take it"),
                    fresh(),
                    test);
    const auto enabling = fresh();
    add_order(
        *partner, action, "enable", tr("sends to a disabled endpoint again"), enabling, enable)
        ->add_option("--reason", enabling->reason, tr("why; kept in the journal"));
    const auto rotating = fresh();
    auto* command = add_order(*partner,
                              action,
                              "rotate-secret",
                              tr("makes a new secret; for a while both sign"),
                              rotating,
                              rotate);
    command->add_option(
        "--overlap", rotating->overlap, tr("how long the old one goes on, like P1D or PT12H"));
    command->add_option("--reason", rotating->reason, tr("why; kept in the journal"));
}

}  // namespace outreach::cli
