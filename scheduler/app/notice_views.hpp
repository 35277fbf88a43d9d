// Planned notices as people and programs see them: plan, ledger and words brought together.
#pragma once

#include "scheduler/http/daemon_view.hpp"
#include "scheduler/journal/ledger.hpp"
#include "scheduler/plan/compiled_campaign.hpp"

namespace outreach::app {

enum class Depth { row, chain, chain_and_text };

// `record` may be null. `after_now` rows of a campaign are chosen by the caller.
[[nodiscard]] http::NoticeView view_of(const plan::CompiledCampaign& campaign,
                                       const plan::PlannedNotice& notice,
                                       const journal::NoticeRecord* record,
                                       const journal::CampaignHistory& history,
                                       bool in_flight,
                                       Depth depth);

}  // namespace outreach::app
