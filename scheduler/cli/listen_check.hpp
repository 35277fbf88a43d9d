// Plays the sender against a partner's own receiver and says whether it accepts and refuses what
// it should.
#pragma once

#include <string>

#include "connectors/webhook_signature.hpp"

namespace outreach::cli {

// Sends every case once, one after the other, at most 15 s each; prints a table, or JSON lines. The
// exit code: 1 if one was answered wrongly, 2 if `url` is no address, 3 if nobody answers there.
[[nodiscard]] int check_receiver(const std::string& url,
                                 const connectors::SigningKey& key,
                                 bool as_json);

}  // namespace outreach::cli
