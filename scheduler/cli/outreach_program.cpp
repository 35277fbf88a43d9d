#include "scheduler/cli/outreach_program.hpp"

#include "config/base/i18n.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/parse.hpp"

namespace outreach::cli {

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
    add_preview(app, action);
    add_rehearse(app, action);
    add_listen(app, action);
    add_status(app, action);
    add_notices(app, action);
    add_why(app, action);
    add_secret(app, action);
    if (argc <= 1) {
        print(app.help());
        return kBadUsage;
    }
    if (const auto ended = parse(app, argc, argv)) return *ended;
    return action ? action() : static_cast<int>(kBadUsage);
}

}  // namespace outreach::cli
