// Campaign, kind and partner files: text → model, with every problem of the file.
#pragma once

#include <optional>
#include <vector>

#include "campaigns/reading/reading_context.hpp"

namespace outreach::reading {

// Largest campaign, kind or partner file, in bytes.
constexpr std::size_t kLargestFile = std::size_t{8} * 1024 * 1024;

// A value only if there was no error; warnings may stand beside it.
template <class T>
struct Reading {
    std::optional<T> value;
    std::vector<Diagnostic> diagnostics;
};

// `partners` may be null: then partner names are not checked.
[[nodiscard]] Reading<campaigns::Campaign> read_campaign(const SourceText& source,
                                                         const KindBook& kinds,
                                                         const campaigns::PartnerBook* partners);
[[nodiscard]] Reading<campaigns::PartnerBook> read_partners(const SourceText& source);
[[nodiscard]] Reading<campaigns::Kind> read_kind(const SourceText& source);

}  // namespace outreach::reading
