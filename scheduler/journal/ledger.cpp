#include "scheduler/journal/ledger.hpp"

namespace outreach::journal {
namespace {

// How long a notice goes on past its deadline where a person asked for that.
constexpr std::chrono::hours kSecondLife{72};

}  // namespace

void Ledger::apply(const Entry& entry) {
    std::visit([this](const auto& each) { apply_one(each); }, entry);
}

void Ledger::apply_one(const Seen& seen) {
    apply_seen(histories_[seen.campaign], seen);
}

void apply_seen(CampaignHistory& history, const Seen& seen) {
    for (const std::string& endpoint : seen.endpoints) {
        history.endpoints_seen.emplace(endpoint, seen.at);
    }
    for (const auto& [activity, rules] : seen.rules) {
        for (const RuleId& rule : rules) {
            history.activities[activity].rules_seen.emplace(rule, seen.at);
        }
    }
    for (const auto& [activity, status] : seen.statuses) {
        history.activities[activity].status = status;
        history.activities[activity].seen = true;
    }
    for (const auto& [activity, event] : seen.events) {
        history.activities[activity].events.push_back({event, seen.at});
    }
    for (const auto& [activity, digest] : seen.facts) {
        history.activities[activity].facts_digest = digest;
        history.activities[activity].changed_at = seen.at;
    }
}

namespace {

// News about the whole activity tells everything anew; any other notice adds to what is known.
void learn(Told& told, const Attempt& attempt) {
    if (attempt.told->whole) {
        told.facts = *attempt.told;
    } else {
        told.facts.status = attempt.told->status;
        for (const auto& [name, time] : attempt.told->times) told.facts.times[name] = time;
        if (!attempt.told->venue_key.empty()) {
            told.facts.venue = attempt.told->venue;
            told.facts.venue_key = attempt.told->venue_key;
        }
    }
    told.notice = attempt.id;
    told.reference = attempt.reference;
    told.at = attempt.at;
}

}  // namespace

void Ledger::apply_one(const Attempt& attempt) {
    const auto [place, fresh] = lanes_[attempt.lane].try_emplace(attempt.number);
    NoticeRecord& record = place->second;
    if (!fresh) --counts_[record.verdict];
    ++counts_[attempt.verdict];
    record.take(attempt);
    const std::string endpoint = queue::endpoint_of_lane(attempt.lane);
    endpoints_[endpoint].take(attempt);
    const NoticePlace where{attempt.lane, attempt.number};
    if (attempt.verdict == queue::Verdict::dead) {
        dead_letters_[where] = {attempt, record.attempts};
    } else {
        dead_letters_.erase(where);
    }
    const CampaignId campaign(attempt.lane.substr(0, attempt.lane.find('/')));
    const bool informs = attempt.purpose != campaigns::word(campaigns::Purpose::chaser);
    // What may have arrived counts as told: a correction too many harms less than one too few.
    const bool reached = attempt.verdict == queue::Verdict::delivered || attempt.unknown;
    if (reached && informs) {
        ActivityHistory& activity = histories_[campaign].activities[attempt.activity];
        activity.told.insert(attempt.partner);
        if (attempt.told) {
            learn(activity.told_facts[endpoint], attempt);
        }
    }
    if (!attempt.news) return;
    ActivityHistory& activity = histories_[campaign].activities[attempt.activity];
    if (attempt.verdict == queue::Verdict::delivered) activity.news_told.insert(attempt.number);
    const bool lost =
        attempt.verdict == queue::Verdict::dead || attempt.verdict == queue::Verdict::expired;
    if (lost) activity.news_lost[attempt.number] = attempt.at;
}

void Ledger::apply_pause(const Act& act) {
    const bool on = act.what == "pause";
    if (!act.campaign.empty()) {
        if (on) pauses_.campaigns[act.campaign] = act.reason;
        if (!on) pauses_.campaigns.erase(act.campaign);
    } else if (!act.partner.empty()) {
        if (on) pauses_.partners[act.partner] = act.reason;
        if (!on) pauses_.partners.erase(act.partner);
    } else {
        pauses_.all.reset();
        if (on) pauses_.all = act.reason;
    }
}

void Ledger::apply_one(const Act& act) {
    acts_.push_back(act);
    if (act.what == "pause" || act.what == "resume") return apply_pause(act);
    if (act.what == "enable") {
        disabled_.erase(act.endpoint);
        endpoints_[act.endpoint].forgive();
    }
    if (act.what == "dead_retry" || act.what == "replay") revive(act);
    if (act.what == "dead_discard") {
        for (const NoticePlace& each : act.notices) discard(each);
    }
    // Their campaign is what was asked for, not one of ours.
    if (act.what == "dead_retry" || act.what == "dead_discard" || act.what == "replay") return;
    if (act.campaign.empty()) return;
    CampaignHistory& history = histories_[act.campaign];
    if (act.what == "apply") {
        history.author = act.by;
        history.author_hash = act.hash;
    } else if (act.what == "remove") {
        // Whoever wrote what was in force stays its author.
    } else if (act.what == "decide" && act.choice) {
        history.activities[act.activity].outcomes[act.decision] = *act.choice;
    } else if (!act.activity.empty() && act.number == 0) {
        ActivityHistory& activity = history.activities[act.activity];
        if (!activity.override) activity.override.emplace();
        Override& override = *activity.override;
        if (act.status) {
            override.status = act.status;
            override.base = act.base;
        }
        for (const auto& [name, time] : act.times) override.times[name] = time;
        override.decision = act.decision;
        override.by = act.by;
        override.reason = act.reason;
        override.at = act.at;
        if (!act.decision.empty()) activity.carried_out.insert(act.decision);
    } else if (act.number != 0) {
        apply_to_notice(history, act);
    }
}

void Ledger::apply_to_notice(CampaignHistory& history, const Act& act) {
    NoticeDecision& decision = history.decisions[act.number];
    if (act.what == "approve" || act.what == "send") decision.approved = act.hash;
    if (act.what == "waive" || act.emergency) decision.waived = act.hash;
    if (act.what == "hold") decision.held = true;
    if (act.what == "release" || act.what == "send") decision.held = false;
    if (act.what == "withdraw") decision.withdrawn = true;
    if (act.what == "send") decision.send_at = act.at;
    decision.what = act.what;
    decision.by = act.by;
    decision.reason = act.reason;
    decision.at = act.at;
}

void Ledger::discard(const NoticePlace& place) {
    dead_letters_.erase(place);
    const auto lane = lanes_.find(place.lane);
    if (lane == lanes_.end()) return;
    const auto found = lane->second.find(place.number);
    if (found != lane->second.end()) found->second.discarded = true;
}

// With a whole new set of attempts.
void Ledger::revive(const Act& act) {
    for (const NoticePlace& each : act.notices) {
        const auto lane = lanes_.find(each.lane);
        if (lane == lanes_.end() || !lane->second.contains(each.number)) continue;
        NoticeRecord& record = lane->second.at(each.number);
        // Another order may have come first; only what is over, or was given up, begins again.
        if (!record.is_final()) continue;
        if (act.what == "dead_retry" && !dead_letters_.contains(each)) continue;
        --counts_[record.verdict];
        ++counts_[queue::Verdict::retry];
        const bool unknown = record.unknown || record.verdict == queue::Verdict::delivered;
        record = NoticeRecord();
        record.at = act.at;
        record.unknown = unknown;
        record.revived = true;
        if (act.even_late) {
            record.deadline =
                std::chrono::ceil<NoticeRecord::Minute::duration>(act.at + kSecondLife);
        }
        dead_letters_.erase(each);
    }
}

void Ledger::apply_one(const UnknownOutcome& unknown) {
    const auto [place, fresh] = lanes_[unknown.lane].try_emplace(unknown.number);
    NoticeRecord& record = place->second;
    record.unknown = true;
    if (!fresh) return;
    ++counts_[record.verdict];
    record.at = unknown.at;
}

void Ledger::apply_one(const Sending& sending) {
    Lane& lane = lanes_[sending.lane];
    const auto [place, fresh] = lane.try_emplace(sending.number);
    NoticeRecord& record = place->second;
    if (fresh) {
        ++counts_[record.verdict];
        record.at = sending.at;
    }
    record.sending = !sending.called_off;
    if (!sending.called_off || record.attempts > 0 || record.revived) return;
    --counts_[record.verdict];
    lane.erase(place);
}

void Ledger::apply_one(const EndpointDisabled& disabled) {
    disabled_[disabled.endpoint] = {disabled.fingerprint, disabled.reason, disabled.at, {}};
}

void Ledger::apply_one(const AlertSent& alert) {
    const auto found = disabled_.find(alert.endpoint);
    if (found != disabled_.end()) found->second.told.insert(alert.to);
}

const CampaignHistory& Ledger::history(const CampaignId& campaign) const {
    static const CampaignHistory nothing;
    const auto found = histories_.find(campaign);
    return found == histories_.end() ? nothing : found->second;
}

const Ledger::Lane* Ledger::lane(const queue::LaneName& lane) const {
    const auto found = lanes_.find(lane);
    return found == lanes_.end() ? nullptr : &found->second;
}

const NoticeRecord* Ledger::find(const queue::LaneName& lane_name,
                                 queue::NoticeNumber number) const {
    const Lane* known = lane(lane_name);
    if (known == nullptr) return nullptr;
    const auto found = known->find(number);
    return found == known->end() ? nullptr : &found->second;
}

std::size_t Ledger::count(queue::Verdict verdict) const {
    const auto found = counts_.find(verdict);
    return found == counts_.end() ? 0 : found->second;
}

}  // namespace outreach::journal
