// The reference: a client that does nothing but post, over as many kept connections as the daemon.
#pragma once

#include <cstdint>
#include <string>

namespace outreach::bench {

// Posts `count` bodies of `bytes` bytes over `connections` connections; returns seconds. Runs in
// this thread, on its own loop; the receiver must run in another process or thread.
[[nodiscard]] double post_bare(std::uint16_t port, int count, int connections, std::size_t bytes);

}  // namespace outreach::bench
