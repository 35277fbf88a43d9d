// Talks to a running daemon over HTTP.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "config/base/errc.hpp"

namespace outreach::cli {

// Which daemon, and the file of the access token; empty: $OUTREACH_SERVER or
// http://127.0.0.1:8080, and $OUTREACH_TOKEN_FILE or no token.
struct DaemonLink {
    std::string server;
    std::string token_file;
};
// --server and --token-file.
void add_link_flags(CLI::App& command, DaemonLink& link);

struct DaemonAnswer {
    int status = 0;
    std::string body;
};

// Says what is wrong and returns nothing if the daemon cannot be reached.
[[nodiscard]] std::optional<DaemonAnswer> ask_daemon(const DaemonLink& link,
                                                     const std::string& path);
// The same for a request that changes something; `body` is JSON. `patience` for an order that has
// the daemon wait for others.
[[nodiscard]] std::optional<DaemonAnswer> tell_daemon(const DaemonLink& link,
                                                      const std::string& method,
                                                      const std::string& path,
                                                      const std::string& body,
                                                      std::chrono::seconds patience = {});

// 0 for an answer below 400; else says the problem+json's detail and gives the exit code.
[[nodiscard]] int check_answer(const DaemonAnswer& answer);

}  // namespace outreach::cli
