// What every command needs to talk to people and programs: exit codes, terminals, tables.
#pragma once

#include <string>
#include <vector>

namespace outreach::cli {

// Contract part 1.
enum Exit { kSuccess = 0, kBadInput = 1, kBadUsage = 2, kUnreachable = 3 };

[[nodiscard]] bool stdout_is_terminal();
[[nodiscard]] bool stdin_is_terminal();
// Asks on standard error and reads one line; empty at the end of the input.
[[nodiscard]] std::string ask(const std::string& question);
// Colour only on a terminal that has it, and not with NO_COLOR set.
[[nodiscard]] bool use_colour();
// Messages, not data: to standard error, with a line end.
void say(const std::string& message);
// Data: to standard output, with a line end.
void print(const std::string& line);

// Columns padded to equal display width (Japanese characters are two cells wide).
[[nodiscard]] std::string to_table(const std::vector<std::string>& heads,
                                   const std::vector<std::vector<std::string>>& rows);
// One CSV line (RFC 4180) without its line end.
[[nodiscard]] std::string to_csv(const std::vector<std::string>& cells);

}  // namespace outreach::cli
