// Where the shipped data files are: beside the installed program, or in the source tree it was
// built from.
#pragma once

#include <filesystem>

namespace outreach {

// $OUTREACH_DATA if set, else <prefix>/share/outreachd if that exists, else the source tree.
[[nodiscard]] const std::filesystem::path& data_dir();
[[nodiscard]] std::filesystem::path kinds_dir();
[[nodiscard]] std::filesystem::path templates_dir();
[[nodiscard]] std::filesystem::path examples_dir();
[[nodiscard]] std::filesystem::path explanations_dir();
[[nodiscard]] std::filesystem::path locale_dir();

}  // namespace outreach
