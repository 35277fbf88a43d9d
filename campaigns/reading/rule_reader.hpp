// The `notices` of an activity or kind → rules.
#pragma once

#include <vector>

#include "campaigns/model/rule.hpp"
#include "campaigns/reading/object_reader.hpp"

namespace outreach::reading {

// Reads the list under `key`; ids are unique within it. `needs_approval` holds for rules that do
// not say otherwise.
[[nodiscard]] std::vector<campaigns::Rule> read_rules(ObjectReader& owner,
                                                      const char* key,
                                                      bool needs_approval);

}  // namespace outreach::reading
