// Whole files in and out, with a limit in and an atomic replacement out.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "config/base/errc.hpp"

namespace outreach {

// Reads a regular file of at most `limit` bytes. Errc::bad_input if it is larger; otherwise the
// system's error.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit);

// Writes beside the target, syncs and renames, so a reader sees the old text or the new one.
// `mode` are the permission bits of the new file.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path,
                                      std::string_view text,
                                      unsigned mode = 0644);

}  // namespace outreach
