#include "scheduler/cli/outreach_program.hpp"

#include <algorithm>

#include "campaigns/reading/diagnostics.hpp"
#include "config/base/i18n.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/parse.hpp"

namespace outreach::cli {

namespace {

// Says so, with the nearest command that exists.
bool is_unknown_command(const CLI::App& app, const std::string& word) {
    if (word.starts_with('-')) return false;
    std::vector<std::string> names;
    for (const CLI::App* each : app.get_subcommands({})) names.push_back(each->get_name());
    if (std::find(names.begin(), names.end(), word) != names.end()) return false;
    const std::string near = reading::did_you_mean(word, names);
    say(trf("there is no command \"{}\"", word) + ". " +
        (near.empty() ? trf("commands: {}", fmt::join(names, ", "))
                      : trf("did you mean \"{}\"?", near)));
    return true;
}

}  // namespace

int run_outreach(int argc, char** argv) {
    init_messages(choose_language(early_language(argc, argv)));
    CLI::App app(tr("Examples:\n"
                    "  outreach init my-campaign\n"
                    "  outreach validate my-campaign/campaigns\n"
                    "  outreach preview my-campaign/campaigns\n"
                    "  outreach rehearse my-campaign/campaigns\n\n"
                    "outreach: plan, check and rehearse the notices of outreach campaigns"),
                 "outreach");
    Action action;
    std::string language;
    app.add_option("--lang", language, tr("language of messages: ja or en"))
        ->check(CLI::IsMember({"ja", "en"}));
    app.set_version_flag("--version", "outreach " OUTREACH_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    add_init(app, action);
    add_validate(app, action);
    add_fmt(app, action);
    add_explain(app, action);
    add_preview(app, action);
    add_rehearse(app, action);
    add_listen(app, action);
    add_plan(app, action);
    add_apply(app, action);
    add_status(app, action);
    add_activities(app, action);
    add_notices(app, action);
    add_why(app, action);
    add_activity(app, action);
    add_notice(app, action);
    add_pause(app, action);
    add_dead(app, action);
    add_replay(app, action);
    add_partner(app, action);
    add_audit(app, action);
    add_secret(app, action);
    if (argc <= 1) {
        print(app.help());
        return kBadUsage;
    }
    if (is_unknown_command(app, argv[1])) return kBadUsage;
    if (const auto ended = parse(app, argc, argv)) return *ended;
    return action ? action() : static_cast<int>(kBadUsage);
}

}  // namespace outreach::cli
