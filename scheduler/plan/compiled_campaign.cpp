#include "scheduler/plan/compiled_campaign.hpp"

namespace outreach::plan {
namespace {

calendar::Zone zone_of(const campaigns::Campaign& campaign) {
    const auto zone = calendar::Zone::find(campaign.timezone);
    return zone ? *zone : *calendar::Zone::find("Asia/Tokyo");
}

}  // namespace

CompiledCampaign::CompiledCampaign(std::shared_ptr<const Surroundings> surroundings,
                                   campaigns::Campaign campaign,
                                   const journal::CampaignHistory& history,
                                   SysTime now,
                                   bool backfill)
    : surroundings_(std::move(surroundings)),
      campaign_(std::move(campaign)),
      zone_(zone_of(campaign_)),
      plan_(plan_campaign({campaign_, surroundings_->partners, zone_, history, now, backfill})) {
    by_number_.reserve(plan_.notices.size());
    for (std::uint32_t i = 0; i < plan_.notices.size(); ++i) {
        const PlannedNotice& notice = plan_.notices[i];
        by_number_.emplace(notice.number, i);
        if (!notice.skipped) lanes_[lane_of(notice)].push_back(i);
    }
}

const PlannedNotice* CompiledCampaign::find(queue::NoticeNumber number) const {
    const auto found = by_number_.find(number);
    return found == by_number_.end() ? nullptr : &plan_.notices[found->second];
}

queue::LaneName CompiledCampaign::lane_of(const PlannedNotice& notice) const {
    return queue::lane_name(campaign_.id,
                            partner_of(notice).id,
                            endpoint_of(notice).id,
                            is_urgent(rule_of(notice).purpose));
}

std::string CompiledCampaign::id_of(const PlannedNotice& notice) const {
    return notice_id(hash_of(campaign_, partners(), notice));
}

void CompiledCampaign::fill_times(campaigns::OutgoingNotice& out,
                                  const PlannedNotice& notice) const {
    const auto& occurrences = activity_of(notice).schedule.occurrences;
    if (occurrences.empty()) return;
    const auto& each =
        occurrences[notice.occurrence < 0 ? 0 : static_cast<std::size_t>(notice.occurrence)];
    if (each.window) {
        using std::chrono::days;
        out.window_first = calendar::format_date(std::chrono::floor<days>(each.start));
        out.window_last = calendar::format_date(std::chrono::floor<days>(each.end) - days{1});
        return;
    }
    out.start = zone_.format(zone_.to_instant(each.start));
    out.end = zone_.format(zone_.to_instant(each.end));
}

campaigns::OutgoingNotice CompiledCampaign::render(const PlannedNotice& notice,
                                                   int revision,
                                                   bool late) const {
    const campaigns::Activity& activity = activity_of(notice);
    const campaigns::Rule& rule = rule_of(notice);
    const campaigns::Partner& partner = partner_of(notice);
    campaigns::OutgoingNotice out;
    out.id = id_of(notice);
    out.campaign = campaign_.id;
    out.campaign_title = campaign_.title.in(partner.language);
    out.activity = activity.id;
    out.kind = activity.kind;
    out.activity_title = activity.title;
    out.status = activity.status;
    fill_times(out, notice);
    const bool may_know_place = activity.venue && activity.venue->audience <= partner.audience;
    if (may_know_place) out.venue = activity.venue;
    out.rule = rule.id;
    out.purpose = rule.purpose;
    out.occurrence = static_cast<int>(notice.ordinal);
    out.due = zone_.format(notice.due);
    out.late = late;
    out.revision = revision;
    out.partner = partner.id;
    out.endpoint = endpoint_of(notice).id;
    const auto& occurrences = activity.schedule.occurrences;
    const auto* occurrence = notice.occurrence >= 0
                                 ? &occurrences[static_cast<std::size_t>(notice.occurrence)]
                                 : (occurrences.size() == 1 ? &occurrences.front() : nullptr);
    wording::MessageFacts facts{campaign_,
                                activity,
                                occurrence,
                                rule,
                                partner,
                                may_know_place ? &*activity.venue : nullptr,
                                activity.kind,
                                late};
    const auto kind = surroundings_->kinds.find(activity.kind);
    if (kind != surroundings_->kinds.end()) {
        facts.kind_title = kind->second.title.in(partner.language);
    }
    out.message = surroundings_->templates.compose(facts);
    return out;
}

Chain CompiledCampaign::explain(const PlannedNotice& notice) const {
    static const journal::CampaignHistory kNothing;
    return plan::explain({campaign_, partners(), zone_, kNothing, notice.due}, notice);
}

std::string CompiledCampaign::digest() const {
    std::string text;
    for (const auto& [lane, indexes] : lanes_) {
        text += lane + "\n";
        for (const std::uint32_t index : indexes) {
            const PlannedNotice& notice = plan_.notices[index];
            text += std::to_string(notice.number) + " " + std::to_string(to_ms(notice.due)) + "\n";
        }
    }
    return to_hex(sha256(text));
}

}  // namespace outreach::plan
