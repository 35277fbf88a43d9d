// The last look at a message before it is sent: lint errors hold it back unless a person waived
// them. Each kind of text is looked at once.
#pragma once

#include <map>
#include <memory>
#include <tuple>

#include "campaigns/wording/lint.hpp"
#include "config/base/log.hpp"
#include "scheduler/journal/ledger.hpp"
#include "scheduler/plan/compiled_campaign.hpp"

namespace outreach::plan {

// What lint says about one notice as it stands.
[[nodiscard]] std::vector<wording::Finding> lint_notice(const CompiledCampaign& campaign,
                                                        const PlannedNotice& notice,
                                                        const campaigns::OutgoingNotice& words);

class Gatekeeper {
public:
    Gatekeeper(const journal::Ledger& ledger, std::shared_ptr<const Log> log)
        : ledger_(ledger), log_(std::move(log)) {}
    // Logs the reason once for each text.
    bool refuses(const CompiledCampaign& campaign,
                 const PlannedNotice& notice,
                 const campaigns::OutgoingNotice& words);
    // Notices that were held back, with the reason.
    [[nodiscard]] const std::map<queue::NoticeNumber, std::string>& blocked() const {
        return blocked_;
    }

private:
    [[nodiscard]] bool waived(const CompiledCampaign& campaign, const PlannedNotice& notice) const;

    // Activity, rule, occurrence, day, language, audience, connector: what makes two messages or
    // their limits differ beyond the partner's name.
    using Key =
        std::tuple<std::uint32_t, std::uint16_t, std::int32_t, std::int16_t, int, int, std::string>;
    const journal::Ledger& ledger_;
    std::shared_ptr<const Log> log_;
    std::map<Key, std::string> seen_;  // the first error, empty if there is none
    std::map<queue::NoticeNumber, std::string> blocked_;
};

}  // namespace outreach::plan
