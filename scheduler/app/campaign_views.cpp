#include "scheduler/app/campaign_views.hpp"

#include "campaigns/calendar/era.hpp"
#include "config/base/i18n.hpp"

namespace outreach::app {
namespace {

campaigns::MessageLanguage language() {
    return message_language() == Language::ja ? campaigns::MessageLanguage::ja
                                              : campaigns::MessageLanguage::en;
}

void fill_times(http::ActivityView& view,
                const campaigns::Activity& activity,
                const calendar::Zone& zone) {
    const auto& occurrences = activity.schedule.occurrences;
    view.occurrences = occurrences.size();
    if (occurrences.empty()) return;
    const plan::TimeSpan span = plan::span_of(activity, -1, -1);
    if (!span.window) {
        view.start = zone.format(zone.to_instant(span.start));
        view.end = zone.format(zone.to_instant(span.end));
        return;
    }
    using std::chrono::days;
    view.window_from = calendar::format_date(std::chrono::floor<days>(span.start));
    view.window_to = calendar::format_date(std::chrono::floor<days>(span.end) - days{1});
}

}  // namespace

std::string state_of(const plan::InForce* entry) {
    if (entry == nullptr || !entry->compiled) return "absent";
    return to_hex(sha256(entry->text + entry->compiled->digest())).substr(0, 32);
}

http::CampaignView view_of(const CampaignId& id,
                           const plan::InForce& entry,
                           const plan::CampaignFolder& folder,
                           const journal::Ledger& ledger) {
    http::CampaignView view;
    const campaigns::Campaign& campaign = entry.compiled->campaign();
    view.id = id.str();
    view.title = campaign.title.in(language());
    view.fiscal_year =
        calendar::format_fiscal_year(campaign.fiscal_year, message_language() == Language::ja);
    view.timezone = campaign.timezone;
    for (const auto& [path, file] : folder.files()) {
        if (!file.campaign || file.campaign->id != id) continue;
        view.file = path.filename().string();
        view.valid = file.valid;
    }
    view.state = state_of(&entry);
    const auto& history = ledger.history(id);
    if (history.author_hash == to_hex(sha256(entry.text))) view.author = history.author;
    const auto paused = ledger.pauses().campaigns.find(id);
    if (paused != ledger.pauses().campaigns.end()) view.paused = paused->second;
    view.activities = campaign.activities.size();
    view.notices = entry.compiled->plan().notices.size();
    return view;
}

std::vector<http::ActivityView> activity_views(const CampaignId& id,
                                               const plan::InForce& entry,
                                               const journal::Ledger& ledger) {
    std::vector<http::ActivityView> views;
    const calendar::Zone& zone = entry.compiled->zone();
    for (const campaigns::Activity& activity : entry.compiled->campaign().activities) {
        http::ActivityView view;
        view.id = activity.id.str();
        view.campaign = id.str();
        view.kind = activity.kind;
        view.title = activity.title.in(language());
        view.status = campaigns::word(activity.status);
        view.audience = campaigns::word(activity.audience);
        fill_times(view, activity, zone);
        const auto& known = plan::history_of(ledger.history(id), activity.id);
        for (const PartnerId& partner : known.told) view.told.push_back(partner.str());
        const bool holds =
            known.override && plan::is_overridden(*known.override, entry.words.at(activity.id));
        if (holds) {
            view.override_by = known.override->by;
            view.override_reason = known.override->reason;
            view.override_at = zone.format(known.override->at);
        }
        views.push_back(std::move(view));
    }
    return views;
}

http::AuditView view_of(const journal::Act& act) {
    return {to_rfc3339_utc(act.at),
            act.what,
            act.by,
            act.reason,
            act.campaign.str(),
            act.activity.str(),
            act.partner.str(),
            act.notice,
            act.endpoint,
            act.notices.size(),
            act.emergency,
            act.even_late};
}

}  // namespace outreach::app
