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

// What a campaign is read against. Views: valid for the call.
struct ReadingAids {
    const KindBook& kinds;
    const campaigns::PartnerBook* partners = nullptr;  // null: partner names are not checked
    const calendar::Holidays& holidays = calendar::Holidays::by_law();
    std::optional<calendar::LocalDate> today{};  // for what is not official yet; absent: not asked
};
[[nodiscard]] Reading<campaigns::Campaign> read_campaign(const SourceText& source,
                                                         const ReadingAids& aids);
// `kinds` may be null: then the kinds that endpoints take are not checked.
[[nodiscard]] Reading<campaigns::PartnerBook> read_partners(const SourceText& source,
                                                            const KindBook* kinds = nullptr);
// The file that corrects the holidays of the law.
[[nodiscard]] Reading<calendar::HolidayOverrides> read_holidays(const SourceText& source);
[[nodiscard]] Reading<campaigns::Kind> read_kind(const SourceText& source);

}  // namespace outreach::reading
