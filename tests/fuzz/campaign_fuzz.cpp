// Any bytes as a campaign, partner or kind file: a verdict and well-formed messages, no crash.
#include <cstdint>

#include "campaigns/reading/campaign_reader.hpp"
#include "campaigns/reading/layout.hpp"
#include "campaigns/reading/mender.hpp"
#include "campaigns/wording/lint.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace outreach::reading;
    const SourceText source("f.json", std::string(reinterpret_cast<const char*>(data), size));
    static const KindBook kinds;
    for (const auto& each : read_campaign(source, {kinds}).diagnostics) (void)to_text(each);
    for (const auto& each : read_partners(source).diagnostics) (void)to_github(each);
    (void)to_json(read_kind(source).diagnostics);
    // What mends a file must never make it worse than it was.
    const std::string text(reinterpret_cast<const char*>(data), size);
    const outreach::reading::Mended mended = outreach::reading::mend_text(text);
    const outreach::reading::SourceText again("fuzz.json", mended.text);
    outreach::reading::Diagnostics diagnostics(again);
    if (auto tree = outreach::reading::parse_json(again, diagnostics)) {
        (void)outreach::reading::mend_values(*tree);
        const std::string once = outreach::reading::lay_out(*tree, again);
        const outreach::reading::SourceText laid("fuzz.json", once);
        outreach::reading::Diagnostics more(laid);
        const auto twice = outreach::reading::parse_json(laid, more);
        if (!diagnostics.has_errors() &&
            (!twice || outreach::reading::lay_out(*twice, laid) != once)) {
            __builtin_trap();
        }
    }
    (void)outreach::wording::find_placeholder(text);
    (void)outreach::wording::find_wrong_weekday(text, 2025);
    (void)outreach::wording::find_personal_data(text, {});
    return 0;
}
