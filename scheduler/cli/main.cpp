// outreach: the command line for PR staff and operators.
#include <cstdio>
#include <exception>

#include "scheduler/cli/console.hpp"
#include "scheduler/cli/outreach_program.hpp"

int main(int argc, char** argv) {
    try {
        return outreach::cli::run_outreach(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "outreach: %s\n", error.what());
        return outreach::cli::kBadInput;
    }
}
