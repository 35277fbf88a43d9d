// outreach activities, audit: what takes place, and what people did about it.
#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/daemon_client.hpp"
#include "scheduler/cli/daemon_json.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;

struct ListFlags {
    DaemonLink link;
    std::string campaign;
    bool as_json = false;
};

std::string text(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string when(const json& activity) {
    const json window = activity.value("window", json(nullptr));
    if (!window.is_null()) return text(window, "from") + "/" + text(window, "to");
    return text(activity, "start").substr(0, 16);
}

// The items of a list, or nothing after a word about why not.
std::optional<json> items_of(const ListFlags& flags, const std::string& path, int& code) {
    const auto answer = ask_daemon(flags.link, path);
    code = answer ? check_answer(*answer) : static_cast<int>(kUnreachable);
    if (code != kSuccess) return {};
    const json page = json::parse(answer->body, nullptr, false);
    if (!page.is_object() || !page.contains("items")) {
        say(tr("what answers there is no outreachd"));
        code = kUnreachable;
        return {};
    }
    if (flags.as_json) print(page.at("items").dump(2));
    return page.at("items");
}

int activities(const ListFlags& flags) {
    int code = kSuccess;
    const auto items = items_of(flags, "/api/v1/activities?campaign=" + flags.campaign, code);
    if (!items || flags.as_json) return code;
    std::vector<std::vector<std::string>> rows;
    for (const json& each : *items) {
        rows.push_back({text(each, "campaign"),
                        text(each, "id"),
                        when(each),
                        text(each, "status"),
                        std::to_string(each.value("told", json::array()).size()),
                        text(each, "title")});
    }
    print(to_table(
        {tr("campaign"), tr("activity"), tr("date"), tr("status"), tr("told"), tr("title")}, rows));
    return kSuccess;
}

int audit(const ListFlags& flags) {
    int code = kSuccess;
    const auto items = items_of(flags, "/api/v1/audit", code);
    if (!items || flags.as_json) return code;
    std::vector<std::vector<std::string>> rows;
    for (const json& each : *items) {
        std::string about = text(each, "campaign");
        const char* whom = each.contains("endpoint") ? "endpoint" : "partner";
        for (const char* key : {"activity", whom, "notice"}) {
            const std::string more = text(each, key).substr(0, 40);
            if (!more.empty()) about += (about.empty() ? "" : " ") + more;
        }
        if (each.contains("notices")) {
            if (!about.empty()) about += ", ";
            about += trf("notices: {}", each.value("notices", 0));
        }
        const bool mark = each.value("emergency", false) || each.value("even_late", false);
        rows.push_back({time_of(each, "at"),
                        text(each, "what") + (mark ? " !" : ""),
                        about,
                        text(each, "by"),
                        text(each, "reason")});
    }
    print(to_table({tr("at"), tr("what"), tr("about"), tr("by"), tr("reason")}, rows));
    return kSuccess;
}

}  // namespace

void add_activities(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "activities", tr("Example: outreach activities\nlists what takes place, and when"));
    const auto flags = std::make_shared<ListFlags>();
    add_link_flags(*command, flags->link);
    command->add_option("--campaign", flags->campaign, tr("only this campaign"));
    command->add_flag("--json", flags->as_json, tr("as JSON"));
    command->callback([&action, flags] { action = [flags] { return activities(*flags); }; });
}

void add_audit(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "audit", tr("Example: outreach audit\nwho decided what, when and why, the latest first"));
    const auto flags = std::make_shared<ListFlags>();
    add_link_flags(*command, flags->link);
    command->add_flag("--json", flags->as_json, tr("as JSON"));
    command->callback([&action, flags] { action = [flags] { return audit(*flags); }; });
}

}  // namespace outreach::cli
