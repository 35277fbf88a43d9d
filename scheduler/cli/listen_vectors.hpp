// The published test vectors, printed for partners and verified with our own code.
#pragma once

namespace outreach::cli {

// The exit code: 1 if one does not verify.
[[nodiscard]] int show_vectors(bool as_json);

}  // namespace outreach::cli
