// One file into a folder from which others take files: whole or not at all, and on the disk when it
// is said to be there. Blocks.
#pragma once

#include <atomic>
#include <string>

#include "connectors/outcome.hpp"

namespace outreach::connectors {

struct Drop {
    std::string folder;
    std::string name;
    std::string text;
    std::string signature;  // one line for "<name>.signature"; empty: no such file
};

// Writes ".<name>.part", syncs it, renames it, syncs the folder; the signature before the file. A
// file of that name with the same bytes is left as it is, one with others is replaced. Nothing is
// begun once `abandoned` is set.
[[nodiscard]] Outcome drop_file(const Drop& drop, const std::atomic<bool>& abandoned);

// What the system's refusal (errno) means. Held where only somebody can help: no folder, no
// permission; retry where it may help itself: disk full, anything else.
[[nodiscard]] Outcome judge_drop_error(int error, const std::string& folder);

}  // namespace outreach::connectors
