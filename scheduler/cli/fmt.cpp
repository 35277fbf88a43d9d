// outreach fmt: the canonical layout, and with --fix what is only spelled wrongly.
#include <algorithm>

#include "campaigns/reading/layout.hpp"
#include "campaigns/reading/library.hpp"
#include "campaigns/reading/mender.hpp"
#include "config/base/files.hpp"
#include "config/base/i18n.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"

namespace outreach::cli {
namespace {

namespace fs = std::filesystem;

struct FmtFlags {
    std::vector<std::string> paths;
    bool fix = false;
    bool check = false;
};

enum class Result { same, changed, failed };

Result format_file(const FmtFlags& flags, const fs::path& path) {
    auto loaded = reading::load_text(path);
    for (const auto& each : loaded.diagnostics) say(reading::to_text(each));
    if (!loaded.source) return Result::failed;
    const std::string before = loaded.source->text();
    reading::Mended mended{before, {}};
    if (flags.fix) mended = reading::mend_text(before);
    const reading::SourceText source(path.string(), mended.text);
    reading::Diagnostics diagnostics(source);
    auto tree = reading::parse_json(source, diagnostics);
    const bool broken = diagnostics.has_errors();
    for (const auto& each : diagnostics.take()) say(reading::to_text(each));
    if (!tree || broken) return Result::failed;
    if (flags.fix && reading::mend_values(*tree) > 0) {
        mended.notes.emplace_back(tr("dates and times became those of the format"));
    }
    const std::string after = reading::lay_out(*tree, source);
    if (after == before) return Result::same;
    print(path.string());
    for (const std::string& note : mended.notes) say("  " + note);
    if (flags.check) return Result::changed;
    const auto written = write_file(path, after);
    if (written) return Result::changed;
    say(trf("{} cannot be written: {}", path.string(), written.error().message()));
    return Result::failed;
}

int format_all(const FmtFlags& flags) {
    std::size_t changed = 0;
    std::size_t failed = 0;
    for (const std::string& path : flags.paths) {
        for (const fs::path& file : reading::json_files(path)) {
            const Result result = format_file(flags, file);
            changed += result == Result::changed ? 1 : 0;
            failed += result == Result::failed ? 1 : 0;
        }
    }
    say(flags.check ? trf("{} files would change, {} cannot be read", changed, failed)
                    : trf("{} files changed, {} left as they are with errors", changed, failed));
    if (failed > 0) return kBadInput;
    return flags.check && changed > 0 ? kBadInput : kSuccess;
}

}  // namespace

void add_fmt(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "fmt",
        tr("Example: outreach fmt --fix campaigns\n"
           "lays files out; --fix also mends encoding, full-width characters, Japanese dates, "
           "commas and comments"));
    const auto flags = std::make_shared<FmtFlags>();
    command->add_option("paths", flags->paths, tr("campaign files or folders"))->required();
    command->add_flag("--fix", flags->fix, tr("also mend what is only spelled wrongly"));
    command->add_flag("--check", flags->check, tr("change nothing; exit 1 if a file would change"));
    command->callback([&action, flags] { action = [flags] { return format_all(*flags); }; });
}

}  // namespace outreach::cli
