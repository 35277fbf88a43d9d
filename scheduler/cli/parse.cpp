#include "scheduler/cli/parse.hpp"

#include "scheduler/cli/console.hpp"

namespace outreach::cli {

std::string early_language(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string arg = argv[i];
        if (arg == "--lang" && i + 1 < argc) return argv[i + 1];
        if (arg.starts_with("--lang=")) return arg.substr(7);
    }
    return {};
}

std::optional<int> parse(CLI::App& app, int argc, char** argv) {
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& ended) {
        return app.exit(ended);
    } catch (const CLI::ParseError& error) {
        app.exit(error);
        return kBadUsage;
    }
    return {};
}

}  // namespace outreach::cli
