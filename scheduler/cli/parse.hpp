// Parsing with our exit codes, for both programs.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

namespace outreach::cli {

// The value of --lang before the parser is built, because help texts are translated too.
[[nodiscard]] std::string early_language(int argc, char** argv);

// The exit code if the program ends here (help, version, wrong usage).
[[nodiscard]] std::optional<int> parse(CLI::App& app, int argc, char** argv);

}  // namespace outreach::cli
