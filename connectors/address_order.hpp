// In which order the addresses of a name are tried. Pure.
#pragma once

#include "connectors/resolver.hpp"

namespace outreach::connectors {

// RFC 8305, part 4: the families take turns, beginning with that of the first address; within a
// family the given order (the system's, RFC 6724) stays. Each address once.
[[nodiscard]] Resolver::Addresses interleave(const Resolver::Addresses& addresses);

}  // namespace outreach::connectors
