// outreach explain: what a code means and how to mend it.
#include "config/base/data_paths.hpp"
#include "config/base/files.hpp"
#include "config/base/i18n.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"

namespace outreach::cli {
namespace {

constexpr std::size_t kLargestPage = 64 * 1024;

int explain(std::string code) {
    for (char& c : code) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    const bool shaped = code.size() == 5 && code[0] == 'C' &&
                        code.find_first_not_of("0123456789", 1) == std::string::npos;
    const auto page =
        explanations_dir() / (message_language() == Language::ja ? "ja" : "en") / (code + ".md");
    const auto text = shaped ? read_file(page, kLargestPage) : Result<std::string>(Errc::not_found);
    if (!text) {
        say(trf("there is no code \"{}\"; codes look like C0101", code));
        return kBadInput;
    }
    std::string body = *text;
    while (body.ends_with('\n')) body.pop_back();
    print(body);
    return kSuccess;
}

}  // namespace

void add_explain(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "explain", tr("Example: outreach explain C0101\nwhat a code means and how to mend it"));
    const auto code = std::make_shared<std::string>();
    command->add_option("code", *code, tr("as validate shows it"))->required();
    command->callback([&action, code] { action = [code] { return explain(*code); }; });
}

}  // namespace outreach::cli
