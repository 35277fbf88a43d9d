// The program `outreach`: global flags and the list of commands.
#pragma once

namespace outreach::cli {

[[nodiscard]] int run_outreach(int argc, char** argv);

}  // namespace outreach::cli
