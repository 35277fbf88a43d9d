// Any bytes as a campaign, partner or kind file: a verdict and well-formed messages, no crash.
#include <cstdint>

#include "campaigns/reading/campaign_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace outreach::reading;
    const SourceText source("f.json", std::string(reinterpret_cast<const char*>(data), size));
    static const KindBook kinds;
    for (const auto& each : read_campaign(source, {kinds}).diagnostics) (void)to_text(each);
    for (const auto& each : read_partners(source).diagnostics) (void)to_github(each);
    (void)to_json(read_kind(source).diagnostics);
    return 0;
}
