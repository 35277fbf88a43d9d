#include "scheduler/app/notice_views.hpp"

#include "config/base/i18n.hpp"
#include "scheduler/app/census.hpp"

namespace outreach::app {
namespace {

// Who decided what about the notice; and unless it is `over`, what stands between it and its time:
// approval, a hold, a pause.
void add_decision(http::NoticeView& view,
                  const plan::CompiledCampaign& campaign,
                  const plan::PlannedNotice& notice,
                  const journal::CampaignHistory& history,
                  bool over) {
    const auto& zone = campaign.zone();
    const auto found = history.decisions.find(notice.number);
    if (found != history.decisions.end()) {
        const journal::NoticeDecision& decision = found->second;
        view.chain.push_back(
            {"decided",
             zone.format(decision.at),
             decision.reason.empty()
                 ? trf("{} by {}", decision.what, decision.by)
                 : trf("{} by {}: {}", decision.what, decision.by, decision.reason)});
    }
    if (over) return;
    const bool voided = found != history.decisions.end() && !found->second.approved.empty();
    const char* why = nullptr;
    switch (notice.hold) {
        case plan::Hold::none:
            return;
        case plan::Hold::approval:
            why = voided ? tr("what was approved has changed since: it needs approval again")
                         : tr("waits for approval; without it, it ends at its deadline");
            break;
        case plan::Hold::held:
            why = tr("held; without a release it ends at its deadline");
            break;
        case plan::Hold::paused:
            why = tr("paused; if nobody resumes, it ends at its deadline");
            break;
        case plan::Hold::disabled:
            why =
                tr("its endpoint is disabled; unless somebody enables it, it ends at its deadline");
            break;
        case plan::Hold::withdrawn:
            why = tr("withdrawn: it is not sent");
            break;
    }
    view.chain.push_back({notice.hold == plan::Hold::approval ? "approval" : "hold",
                          zone.format(notice.deadline),
                          why});
}

std::string words_of(const journal::NoticeRecord& record) {
    std::string words = tr(std::string(record.result()).c_str());
    if (record.status != 0) words += fmt::format(" (HTTP {})", record.status);
    return words;
}

}  // namespace

http::NoticeView view_of(const plan::CompiledCampaign& campaign,
                         const plan::PlannedNotice& notice,
                         const journal::NoticeRecord* record,
                         const journal::CampaignHistory& history,
                         bool in_flight,
                         Depth depth) {
    const auto& zone = campaign.zone();
    http::NoticeView view;
    view.id = campaign.id_of(notice);
    view.campaign = campaign.campaign().id.str();
    view.activity = campaign.activity_of(notice).id.str();
    view.activity_title = campaign.activity_of(notice).title.in(
        message_language() == Language::ja ? campaigns::MessageLanguage::ja
                                           : campaigns::MessageLanguage::en);
    view.occurrence = notice.occurrence < 0 ? 1 : static_cast<int>(notice.occurrence) + 1;
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
        view.last_result = std::string(record->result());
        if (!record->is_final()) view.next_attempt = zone.format(record->retry_at());
    }
    if (depth == Depth::row) return view;
    for (const plan::ChainStep& step : campaign.explain(notice, history)) {
        view.chain.push_back({step.step, zone.format(step.instant), step.why});
    }
    add_decision(view, campaign, notice, history, record != nullptr && record->is_final());
    if (record != nullptr) {
        view.chain.push_back(
            {"attempts",
             zone.format(record->at),
             trf("attempts so far: {}; the last one: {}", record->attempts, words_of(*record))});
        if (!record->is_final()) {
            view.chain.push_back(
                {"attempts", zone.format(record->retry_at()), tr("tried again then")});
        }
        if (record->deadline > notice.deadline) {
            view.chain.push_back({"deadline",
                                  zone.format(record->deadline),
                                  tr("a person let it go on until then, past its deadline")});
        }
    }
    if (depth == Depth::chain_and_text) {
        const auto message = campaign.render(notice, 1, false).message;
        view.text = message.subject + "\n\n" + message.text;
    }
    return view;
}

}  // namespace outreach::app
