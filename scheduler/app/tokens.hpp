// The access tokens of the settings → the authority of the HTTP side.
#pragma once

#include <filesystem>
#include <string>

#include "config/settings.hpp"
#include "scheduler/http/authority.hpp"

namespace outreach::app {

// A sentence about a token that cannot be read or is too short to be one; empty if all is well.
// Relative files count from the working directory.
[[nodiscard]] std::string load_tokens(const config::Settings& settings, http::Authority& into);

}  // namespace outreach::app
