// outreach plan, apply: what campaign files would change in the running daemon, and doing it.
#include <nlohmann/json.hpp>

#include "campaigns/reading/library.hpp"
#include "config/base/files.hpp"
#include "config/base/i18n.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/daemon_client.hpp"
#include "scheduler/cli/difference_table.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::size_t kLargestPlan = std::size_t{256} * 1024 * 1024;
constexpr int kChanges = 2;  // plan --detailed-exitcode

struct PlanFlags {
    DaemonLink link;
    std::vector<std::string> paths;
    std::string out;
    std::string reason;
    std::string confirm;
    bool detailed = false;
    bool yes = false;
    bool as_json = false;
};

// One campaign file with what it would change.
struct Step {
    std::string path;
    std::string text;
    json difference;
};

// Errors name the file that people gave, not what the daemon calls it.
std::string named(std::string detail, const std::string& path) {
    constexpr std::string_view kName = "campaign.json:";
    for (auto at = detail.find(kName); at != detail.npos;
         at = detail.find(kName, at + path.size())) {
        detail.replace(at, kName.size(), path + ":");
    }
    return detail;
}

std::optional<Step> plan_file(const PlanFlags& flags, const fs::path& path, int& code) {
    const auto loaded = reading::load_text(path);
    if (!loaded.source) {
        for (const auto& each : loaded.diagnostics) say(reading::to_text(each));
        code = kBadInput;
        return {};
    }
    Step step{path.string(), loaded.source->text(), {}};
    if (reading::first_bad_utf8(step.text) != std::string_view::npos) {
        say(trf("{} is not UTF-8; \"outreach fmt --fix\" mends that", step.path));
        code = kBadInput;
        return {};
    }
    const json body{{"text", step.text}};
    const auto answer = tell_daemon(flags.link, "POST", "/api/v1/plan", body.dump());
    if (!answer) {
        code = kUnreachable;
        return {};
    }
    if (answer->status == 422) {
        const json problem = json::parse(answer->body, nullptr, false);
        say(named(problem.is_object() ? problem.value("detail", "") : "", step.path));
        code = kBadInput;
        return {};
    }
    code = check_answer(*answer);
    if (code != kSuccess) return {};
    step.difference = json::parse(answer->body, nullptr, false);
    return step;
}

// Partner files lie beside campaigns; they are the daemon's own business.
std::optional<std::vector<Step>> plan_all(const PlanFlags& flags, int& code) {
    std::vector<Step> steps;
    for (const std::string& path : flags.paths) {
        for (const fs::path& file : reading::json_files(path)) {
            const auto loaded = reading::load_text(file);
            if (loaded.source && reading::role_of(*loaded.source) == reading::FileRole::partners) {
                continue;
            }
            auto step = plan_file(flags, file, code);
            if (!step) return {};
            steps.push_back(std::move(*step));
        }
    }
    return steps;
}

std::size_t show_all(const std::vector<Step>& steps) {
    std::size_t changes = 0;
    for (const Step& step : steps) changes += show_difference(step.difference);
    return changes;
}

json to_json(const std::vector<Step>& steps) {
    json out{{"outreach_plan", 1}, {"steps", json::array()}};
    for (const Step& step : steps) {
        out["steps"].push_back(
            {{"path", step.path}, {"text", step.text}, {"difference", step.difference}});
    }
    return out;
}

// A plan that `plan -o` wrote; nothing for any other file.
std::optional<std::vector<Step>> saved_plan(const std::vector<std::string>& paths) {
    if (paths.size() != 1) return {};
    const auto text = read_file(paths.front(), kLargestPlan);
    if (!text) return {};
    const json document = json::parse(*text, nullptr, false);
    if (!document.is_object() || !document.contains("outreach_plan")) return {};
    std::vector<Step> steps;
    for (const json& each : document.value("steps", json::array())) {
        steps.push_back({each.value("path", ""),
                         each.value("text", ""),
                         each.value("difference", json::object())});
    }
    return steps;
}

int plan(const PlanFlags& flags) {
    int code = kSuccess;
    const auto steps = plan_all(flags, code);
    if (!steps) return code;
    if (!flags.out.empty()) {
        const auto written = write_file(flags.out, to_json(*steps).dump(2) + "\n");
        if (!written) {
            say(trf("{} cannot be written: {}", flags.out, written.error().message()));
            return kBadInput;
        }
    }
    std::size_t changes = 0;
    if (flags.as_json) {
        json all = json::array();
        for (const Step& step : *steps) {
            all.push_back(step.difference);
            changes += step.difference.value("changes", json::array()).size();
        }
        print(all.dump(2));
    } else {
        changes = show_all(*steps);
        print(trf("{} campaigns, {} changes", steps->size(), changes));
    }
    return flags.detailed && changes > 0 ? kChanges : static_cast<int>(kSuccess);
}

bool agreed(const PlanFlags& flags) {
    if (flags.yes) return true;
    if (!stdin_is_terminal()) {
        say(tr("nobody is here to answer; use --yes to carry it out"));
        return false;
    }
    return ask(tr("carry this out? Type yes: ")) == "yes";
}

int apply_step(const PlanFlags& flags, const Step& step) {
    const std::string id = step.difference.value("campaign", "");
    std::string confirm = flags.confirm;
    const bool severe = !step.difference.value("told_removed", json::array()).empty();
    if (severe && confirm.empty() && stdin_is_terminal()) {
        confirm = ask(trf("partners know of what this removes. Type the campaign's id ({}): ", id));
    }
    json body{
        {"text", step.text}, {"state", step.difference.value("state", "")}, {"confirm", confirm}};
    if (!flags.reason.empty()) body["reason"] = flags.reason;
    const auto answer = tell_daemon(flags.link, "PUT", "/api/v1/campaigns/" + id, body.dump());
    if (!answer) return kUnreachable;
    const int code = check_answer(*answer);
    if (code == kSuccess) say(trf("{}: carried out", id));
    return code;
}

int apply(PlanFlags flags) {
    int code = kSuccess;
    auto steps = saved_plan(flags.paths);
    if (!steps) steps = plan_all(flags, code);
    if (!steps) return code;
    const std::size_t changes = show_all(*steps);
    print(trf("{} campaigns, {} changes", steps->size(), changes));
    if (!agreed(flags)) return kBadUsage;
    for (const Step& step : *steps) {
        code = apply_step(flags, step);
        if (code != kSuccess) return code;
    }
    return kSuccess;
}

}  // namespace

void add_plan(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "plan",
        tr("Example: outreach plan campaigns -o changes.json\n"
           "shows what these files would change in the running daemon: + added, ~ moved, "
           "- withdrawn, ! correction to those already told"));
    const auto flags = std::make_shared<PlanFlags>();
    command->add_option("paths", flags->paths, tr("campaign files or folders"))->required();
    add_link_flags(*command, flags->link);
    command->add_option("-o,--out", flags->out, tr("write the plan here, for \"apply\""));
    command->add_flag(
        "--detailed-exitcode", flags->detailed, tr("exit 2 if something would change"));
    command->add_flag("--json", flags->as_json, tr("as JSON"));
    command->callback([&action, flags] { action = [flags] { return plan(*flags); }; });
}

void add_apply(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "apply",
        tr("Example: outreach apply changes.json\n"
           "carries out a plan, or plans and carries out campaign files; refuses if the daemon's "
           "state has moved since the plan"));
    const auto flags = std::make_shared<PlanFlags>();
    command->add_option("paths", flags->paths, tr("a plan, or campaign files or folders"))
        ->required();
    add_link_flags(*command, flags->link);
    command->add_flag("--yes", flags->yes, tr("without asking"));
    command->add_option("--confirm",
                        flags->confirm,
                        tr("the campaign's id, where something goes that partners know of"));
    command->add_option("--reason", flags->reason, tr("why; kept in the journal"));
    command->callback([&action, flags] { action = [flags] { return apply(*flags); }; });
}

}  // namespace outreach::cli
