// outreach validate: every error of every file, with its place and the fix.
#include "config/base/i18n.hpp"
#include "scheduler/cli/campaign_files.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"

namespace outreach::cli {
namespace {

struct ValidateFlags {
    std::vector<std::string> paths;
    std::string partners;
    std::string holidays;
    std::string format = "text";
};

int validate(const ValidateFlags& flags) {
    const LoadedFiles files = load_files(flags.paths, flags.partners, flags.holidays);
    const auto format = flags.format == "json"     ? ProblemFormat::json
                        : flags.format == "github" ? ProblemFormat::github
                                                   : ProblemFormat::text;
    show_problems(files, format);
    if (files.partner_file.empty()) {
        say(tr("no partner file: partner names were not checked (--partners F)"));
    } else if (!files.partners_read) {
        say(tr("the partner file has errors: partner names were not checked"));
    }
    const std::size_t warnings = files.diagnostics.size() - files.errors();
    say(trf("{} files, {} errors, {} warnings", files.files, files.errors(), warnings));
    return files.errors() == 0 ? kSuccess : kBadInput;
}

}  // namespace

void add_validate(CLI::App& app, Action& action) {
    auto* command =
        app.add_subcommand("validate",
                           tr("Example: outreach validate campaigns --partners partners.json\n"
                              "tells every error of every file, with its place and the fix"));
    const auto flags = std::make_shared<ValidateFlags>();
    command->add_option("paths", flags->paths, tr("campaign files or folders"))->required();
    command->add_option("--partners", flags->partners, tr("the partner file"));
    command->add_option("--holidays", flags->holidays, tr("a file that corrects the holidays"));
    command->add_option("--format", flags->format, "text, json, github")
        ->check(CLI::IsMember({"text", "json", "github"}));
    command->add_flag_callback(
        "--json", [flags] { flags->format = "json"; }, tr("the same as --format json"));
    command->callback([&action, flags] { action = [flags] { return validate(*flags); }; });
}

}  // namespace outreach::cli
