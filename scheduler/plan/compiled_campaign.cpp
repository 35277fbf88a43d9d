#include "scheduler/plan/compiled_campaign.hpp"

#include <algorithm>

#include "campaigns/wording/dates.hpp"
#include "connectors/cloud_event.hpp"
#include "scheduler/plan/facts.hpp"
#include "scheduler/plan/standing.hpp"

namespace outreach::plan {
namespace {

using campaigns::Status;

calendar::Zone zone_of(const campaigns::Campaign& campaign) {
    const auto zone = calendar::Zone::find(campaign.timezone);
    return zone ? *zone : *calendar::Zone::find("Asia/Tokyo");
}

// What an event, a correction or a decision tells replaces what was told; a reminder does not.
bool replaces_words(const campaigns::Rule& rule) {
    return std::holds_alternative<campaigns::OnEvent>(rule.when) ||
           std::holds_alternative<campaigns::OnChange>(rule.when) || rule.decision;
}

}  // namespace

CompiledCampaign::CompiledCampaign(std::shared_ptr<const Surroundings> surroundings,
                                   campaigns::Campaign campaign,
                                   const journal::CampaignHistory& history,
                                   SysTime now,
                                   bool backfill,
                                   const journal::Pauses& pauses,
                                   const IsOver& is_over)
    : surroundings_(std::move(surroundings)),
      campaign_(std::move(campaign)),
      zone_(zone_of(campaign_)),
      office_(campaign_.sending ? &*campaign_.sending : nullptr,
              campaign_.quiet_periods,
              surroundings_->holidays) {
    for (std::uint32_t a = 0; a < campaign_.activities.size(); ++a) {
        const auto& decisions = campaign_.activities[a].decisions;
        for (std::uint8_t d = 0; d < decisions.size(); ++d) {
            outcomes_[{a, d}] = outcome_of(campaign_.activities[a], d, history);
        }
    }
    const PlanInput input{
        campaign_, surroundings_->partners, zone_, office_, history, now, backfill, is_over};
    plan_ = plan_campaign(input);
    apply_standing(
        plan_,
        input,
        pauses,
        [this](const PlannedNotice& notice) { return content_hash(notice); },
        [&](const PlannedNotice& notice) {
            return is_over && is_over(lane_of(notice), notice.number);
        });
    by_number_.reserve(plan_.notices.size());
    for (std::uint32_t i = 0; i < plan_.notices.size(); ++i) {
        const PlannedNotice& notice = plan_.notices[i];
        by_number_.emplace(notice.number, i);
        const bool wanted = !notice.skipped && notice.hold != Hold::withdrawn;
        if (wanted) lanes_[lane_of(notice)].push_back(i);
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
                            campaigns::is_urgent(rule_of(notice)));
}

std::shared_ptr<const connectors::TemplateFile> CompiledCampaign::recipe_of(
    const PlannedNotice& notice) const {
    const auto found = surroundings_->recipes.find(partner_of(notice).id.str() + "/" +
                                                   endpoint_of(notice).id.str());
    return found == surroundings_->recipes.end() ? nullptr : found->second;
}

std::string CompiledCampaign::id_of(const PlannedNotice& notice) const {
    return notice_id(hash_of(campaign_, partners(), notice));
}

void CompiledCampaign::fill_times(campaigns::OutgoingNotice& out,
                                  const PlannedNotice& notice) const {
    const campaigns::Activity& activity = activity_of(notice);
    const auto& all = activity.schedule.occurrences;
    if (all.empty()) return;
    const bool whole = notice.occurrence < 0;
    // Of an activity with several dates the first one that is fixed, or else the first window.
    std::int32_t index = notice.occurrence;
    if (whole) {
        const auto fixed =
            std::find_if(all.begin(), all.end(), [](const auto& each) { return !each.window; });
        index = fixed == all.end() ? 0 : static_cast<std::int32_t>(fixed - all.begin());
    }
    const TimeSpan span = span_of(activity, index, whole ? std::int16_t{-1} : notice.day);
    if (span.window) {
        using std::chrono::days;
        out.window_first = calendar::format_date(std::chrono::floor<days>(span.start));
        out.window_last = calendar::format_date(std::chrono::floor<days>(span.end) - days{1});
        return;
    }
    out.start = zone_.format(zone_.to_instant(span.start));
    out.end = zone_.format(zone_.to_instant(span.end));
}

wording::WaitingFacts CompiledCampaign::waiting_facts(const PlannedNotice& reminder) const {
    constexpr std::size_t kMostIds = 5;
    const auto language = partner_of(reminder).language;
    wording::WaitingFacts facts;
    facts.notice = activity_of(reminder).rules[reminder.about].id.str();
    for (const PlannedNotice& each : plan_.notices) {
        const bool same = each.activity == reminder.activity && each.rule == reminder.about &&
                          each.occurrence == reminder.occurrence && each.day == reminder.day;
        if (!same || each.hold != Hold::approval || each.skipped) continue;
        if (facts.count++ == 0) {
            facts.due = wording::format_moment(
                std::chrono::floor<std::chrono::minutes>(zone_.to_local(each.due)), language);
        }
        if (facts.ids.size() < kMostIds) facts.ids.push_back(id_of(each));
    }
    return facts;
}

wording::MessageFacts CompiledCampaign::message_facts(const PlannedNotice& notice,
                                                      bool late) const {
    const campaigns::Activity& activity = activity_of(notice);
    const campaigns::Rule& rule = rule_of(notice);
    const campaigns::Partner& partner = partner_of(notice);
    wording::MessageFacts facts{.campaign = campaign_,
                                .activity = activity,
                                .rule = rule,
                                .partner = partner,
                                .kind_title = activity.kind,
                                .late = late};
    const auto& occurrences = activity.schedule.occurrences;
    if (notice.occurrence >= 0) {
        facts.occurrence = &occurrences[static_cast<std::size_t>(notice.occurrence)];
        if (notice.day >= 0)
            facts.day = &facts.occurrence->days[static_cast<std::size_t>(notice.day)];
    } else if (occurrences.size() == 1) {
        facts.occurrence = &occurrences.front();
    }
    const bool may_know_place = activity.venue && activity.venue->audience <= partner.audience;
    if (may_know_place) facts.venue = &*activity.venue;
    const auto kind = surroundings_->kinds.find(activity.kind);
    if (kind != surroundings_->kinds.end()) {
        facts.kind_title = kind->second.title.in(partner.language);
    }
    if (rule.decision) facts.outcome = outcomes_.at({notice.activity, *rule.decision});
    if (std::holds_alternative<campaigns::OnWaiting>(rule.when)) {
        facts.waiting = waiting_facts(notice);
    }
    return facts;
}

campaigns::OutgoingNotice CompiledCampaign::render(const PlannedNotice& notice,
                                                   int revision,
                                                   bool late) const {
    const campaigns::Activity& activity = activity_of(notice);
    const campaigns::Rule& rule = rule_of(notice);
    const campaigns::Partner& partner = partner_of(notice);
    wording::MessageFacts facts = message_facts(notice, late);
    campaigns::OutgoingNotice out;
    out.id = id_of(notice);
    out.campaign = campaign_.id;
    out.campaign_title = campaign_.title.in(partner.language, partner.audience);
    out.activity = activity.id;
    out.kind = activity.kind;
    out.activity_title = activity.title.in(partner.language);
    out.status = activity.status;
    fill_times(out, notice);
    if (facts.venue != nullptr) {
        out.venue = *facts.venue;
        out.venue_name = facts.venue->name.in(partner.language, partner.audience);
        out.venue_access = facts.venue->access.in(partner.language, partner.audience);
    }
    out.rule = rule.id;
    out.purpose = rule.purpose;
    out.occurrence = notice.occurrence < 0 ? 1 : static_cast<int>(notice.occurrence) + 1;
    out.news = replaces_words(rule);
    out.due = zone_.format(notice.due);
    out.late = late;
    out.revision = revision;
    const Address address{notice.partner, notice.endpoint};
    const auto correction = plan_.corrections.find({notice.activity, address});
    if (correction != plan_.corrections.end() && out.news && !rule.decision) {
        out.corrects = correction->second.corrects;
        out.corrects_reference = correction->second.reference;
        out.changes = correction->second.changes;
        facts.changes = out.changes;
    }
    out.facts = facts_for(activity, notice.occurrence, partner);
    // A decision's words are those of its outcome, before and after the status follows.
    if (facts.outcome == campaigns::Choice::cancel) out.status = Status::cancelled;
    if (facts.outcome == campaigns::Choice::postpone) out.status = Status::postponed;
    out.facts.status = out.status;
    out.partner = partner.id;
    out.endpoint = endpoint_of(notice).id;
    out.message = surroundings_->templates.compose(facts);
    return out;
}

std::string CompiledCampaign::content_hash(const PlannedNotice& notice) const {
    PlannedNotice as_planned = notice;
    const auto due = plan_.planned_due.find(notice.number);
    if (due != plan_.planned_due.end()) as_planned.due = due->second;
    return to_hex(sha256(connectors::to_cloud_event(render(as_planned, 0, false)))).substr(0, 32);
}

Chain CompiledCampaign::explain(const PlannedNotice& notice,
                                const journal::CampaignHistory& history) const {
    return plan::explain({campaign_, partners(), zone_, office_, history, notice.due}, notice);
}

std::string CompiledCampaign::digest() const {
    std::string text;
    for (const auto& [lane, indexes] : lanes_) {
        text += lane + "\n";
        for (const std::uint32_t index : indexes) {
            const PlannedNotice& notice = plan_.notices[index];
            text += std::to_string(notice.number) + " " +
                    std::to_string(to_ms(notice.queue_time())) + "\n";
        }
    }
    return to_hex(sha256(text));
}

}  // namespace outreach::plan
