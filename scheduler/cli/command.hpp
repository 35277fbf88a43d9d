// The commands of `outreach`: each registers its flags and, when chosen, runs.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace outreach::cli {

// Set by the command that was chosen; its result is the program's exit code.
using Action = std::function<int()>;

void add_activities(CLI::App& app, Action& action);
void add_activity(CLI::App& app, Action& action);
void add_apply(CLI::App& app, Action& action);
void add_audit(CLI::App& app, Action& action);
void add_dead(CLI::App& app, Action& action);
void add_explain(CLI::App& app, Action& action);
void add_fmt(CLI::App& app, Action& action);
void add_init(CLI::App& app, Action& action);
void add_listen(CLI::App& app, Action& action);
void add_notice(CLI::App& app, Action& action);
void add_notices(CLI::App& app, Action& action);
void add_partner(CLI::App& app, Action& action);
void add_pause(CLI::App& app, Action& action);
void add_plan(CLI::App& app, Action& action);
void add_preview(CLI::App& app, Action& action);
void add_rehearse(CLI::App& app, Action& action);
void add_replay(CLI::App& app, Action& action);
void add_secret(CLI::App& app, Action& action);
void add_status(CLI::App& app, Action& action);
void add_validate(CLI::App& app, Action& action);
void add_why(CLI::App& app, Action& action);

}  // namespace outreach::cli
