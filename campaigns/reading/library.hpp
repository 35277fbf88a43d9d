// Files on disk → kinds, partners and campaigns. The only reader of folders in this room.
#pragma once

#include <filesystem>
#include <vector>

#include "campaigns/reading/campaign_reader.hpp"

namespace outreach::reading {

enum class FileRole { campaign, partners };

// A file's text, or the diagnostic that says why it cannot be read.
struct LoadedText {
    std::optional<SourceText> source;
    std::vector<Diagnostic> diagnostics;
};
[[nodiscard]] LoadedText load_text(const std::filesystem::path& path);

// Partner files are told apart by their top-level "partners" key without "activities".
[[nodiscard]] FileRole role_of(const SourceText& source);

// All kinds of a folder; a broken kind file is reported and left out.
[[nodiscard]] KindBook load_kinds(const std::filesystem::path& folder,
                                  std::vector<Diagnostic>& diagnostics);

// The law with the file's corrections; the law alone for an empty path or a broken file.
[[nodiscard]] calendar::Holidays load_holidays(const std::filesystem::path& path,
                                               std::vector<Diagnostic>& diagnostics);

// Every *.json at or below `path`, sorted, without hidden files and folders.
[[nodiscard]] std::vector<std::filesystem::path> json_files(const std::filesystem::path& path);

}  // namespace outreach::reading
