#include "scheduler/app/notice_views.hpp"

#include "config/base/i18n.hpp"
#include "scheduler/app/census.hpp"

namespace outreach::app {

http::NoticeView view_of(const plan::CompiledCampaign& campaign,
                         const plan::PlannedNotice& notice,
                         const journal::NoticeRecord* record,
                         bool in_flight,
                         Depth depth) {
    const auto& zone = campaign.zone();
    http::NoticeView view;
    view.id = campaign.id_of(notice);
    view.campaign = campaign.campaign().id.str();
    view.activity = campaign.activity_of(notice).id.str();
    view.activity_title = campaign.activity_of(notice).title;
    view.occurrence = static_cast<int>(notice.ordinal);
    view.rule = campaign.rule_of(notice).id.str();
    view.purpose = campaigns::word(campaign.rule_of(notice).purpose);
    view.partner = campaign.partner_of(notice).id.str();
    view.endpoint = campaign.endpoint_of(notice).id.str();
    view.due = zone.format(notice.due);
    view.deadline = zone.format(notice.deadline);
    view.on_late = campaigns::word(campaign.rule_of(notice).on_late);
    view.state = campaigns::word(state_of(notice, record, in_flight));
    if (record != nullptr) {
        view.attempts = record->attempts;
        view.last_result = record->result;
        if (!record->is_final()) view.next_attempt = zone.format(record->retry_at);
    }
    if (depth == Depth::row) return view;
    for (const plan::ChainStep& step : campaign.explain(notice)) {
        view.chain.push_back({step.step, zone.format(step.instant), step.why});
    }
    if (record != nullptr) {
        view.chain.push_back(
            {"attempts",
             zone.format(record->at),
             trf("{} attempts so far; the last one: {}", record->attempts, record->result)});
    }
    if (depth == Depth::chain_and_text) {
        const auto message = campaign.render(notice, 1, false).message;
        view.text = message.subject + "\n\n" + message.text;
    }
    return view;
}

}  // namespace outreach::app
