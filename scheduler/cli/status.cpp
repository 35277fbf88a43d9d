// outreach status: how the daemon is, and what goes out next.
#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/daemon_client.hpp"
#include "scheduler/cli/period.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;

struct StatusFlags {
    DaemonLink link;
    bool as_json = false;
};

// `now` by the daemon's clock.
std::string countdown(const std::string& due, const std::string& now) {
    const auto at = parse_rfc3339(due);
    if (!at) return {};
    const SysTime from = parse_rfc3339(now).value_or(wall_now());
    const auto left = std::chrono::floor<std::chrono::minutes>(*at - from).count();
    if (left < 0) return tr("now");
    if (left < 60) return trf("in {} minutes", left);
    if (left < 60 * 48) return trf("in {} hours", left / 60);
    return trf("in {} days", left / 60 / 24);
}

void show(const json& health, const json& next) {
    print(trf("health: {}", health.value("status", "?")));
    const json checks = health.value("checks", json::object());
    for (const auto& [name, list] : checks.items()) {
        for (const json& check : list) {
            const std::string status = check.value("status", "?");
            std::string line = "  [" + status + "] " + name;
            if (check.contains("observedValue")) line += " = " + check["observedValue"].dump();
            if (status != "pass") line += "  " + check.value("output", "");
            print(line);
        }
    }
    const json items = next.value("items", json::array());
    if (items.empty()) {
        print(tr("next notice: none is planned"));
        return;
    }
    const std::string due = items[0].value("due", "");
    print(trf("next notice: {} ({}), {} → {}",
              due,
              countdown(due, health.value("now", "")),
              items[0].value("activity", ""),
              items[0].value("partner", "")));
}

int status(const StatusFlags& flags) {
    const auto health = ask_daemon(flags.link, "/health");
    if (!health) return kUnreachable;
    const auto next = ask_daemon(flags.link, "/api/v1/notices?upcoming=true&limit=1");
    if (!next) return kUnreachable;
    if (const int code = check_answer(*next); code != kSuccess) return code;
    const json health_json = json::parse(health->body, nullptr, false);
    const json next_json = json::parse(next->body, nullptr, false);
    if (!health_json.is_object() || !next_json.is_object()) {
        say(tr("what answers there is no outreachd"));
        return kUnreachable;
    }
    if (flags.as_json) {
        json both;
        both["health"] = health_json;
        both["next"] = next_json.value("items", json::array());
        print(both.dump(2));
    } else {
        show(health_json, next_json);
    }
    return health->status == 200 ? kSuccess : kUnreachable;
}

}  // namespace

void add_status(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "status", tr("Example: outreach status\nhow the daemon is, and what goes out next"));
    const auto flags = std::make_shared<StatusFlags>();
    add_link_flags(*command, flags->link);
    command->add_flag("--json", flags->as_json, tr("as JSON"));
    command->callback([&action, flags] { action = [flags] { return status(*flags); }; });
}

}  // namespace outreach::cli
