#include "scheduler/journal/ledger.hpp"

namespace outreach::journal {

void Ledger::apply(const Entry& entry) {
    std::visit([this](const auto& each) { apply_one(each); }, entry);
}

void Ledger::apply_one(const Seen& seen) {
    CampaignHistory& history = histories_[seen.campaign];
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
}

void Ledger::apply_one(const Attempt& attempt) {
    const auto [place, fresh] = lanes_[attempt.lane].try_emplace(attempt.number);
    NoticeRecord& record = place->second;
    if (!fresh) --counts_[record.verdict];
    ++counts_[attempt.verdict];
    record.verdict = attempt.verdict;
    if (attempt.attempt > 0) record.attempts = attempt.attempt;
    if (attempt.result == "permanent") ++record.permanent_refusals;
    if (fresh) record.late = attempt.late;
    record.at = attempt.at;
    record.retry_at = attempt.retry_at;
    record.status = attempt.status;
    record.result = attempt.result;
    const bool informs = attempt.purpose != campaigns::word(campaigns::Purpose::chaser);
    if (attempt.verdict == queue::Verdict::delivered && informs) {
        const CampaignId campaign(attempt.lane.substr(0, attempt.lane.find('/')));
        histories_[campaign].activities[attempt.activity].told.insert(attempt.partner);
    }
}

void Ledger::apply_one(const UnknownOutcome&) {}

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
