// outreachd: the daemon.
#include <cstdio>
#include <exception>

#include "scheduler/app/daemon_program.hpp"

int main(int argc, char** argv) {
    try {
        return outreach::app::run_daemon(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "outreachd: %s\n", error.what());
        return 1;
    }
}
