// The program `outreachd`: flags and settings file → App, signals, exit code.
#pragma once

namespace outreach::app {

[[nodiscard]] int run_daemon(int argc, char** argv);

}  // namespace outreach::app
