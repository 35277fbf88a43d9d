// The journal in memory: what became of each notice, and each campaign's history.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "scheduler/journal/entries.hpp"

namespace outreach::journal {

// What `seen` adds to a campaign's history.
void apply_seen(CampaignHistory& history, const Seen& seen);

struct NoticeRecord {
    queue::Verdict verdict = queue::Verdict::retry;  // of the last settlement
    int attempts = 0;
    int permanent_refusals = 0;
    SysTime at;        // of the last settlement
    SysTime retry_at;  // while verdict is retry
    int status = 0;
    std::string result;
    bool late = false;  // it was late at its first attempt
    [[nodiscard]] bool is_final() const noexcept { return verdict != queue::Verdict::retry; }
};

class Ledger {
public:
    using Lane = std::unordered_map<queue::NoticeNumber, NoticeRecord>;

    void apply(const Entry& entry);
    // Empty history and null where nothing is known.
    [[nodiscard]] const CampaignHistory& history(const CampaignId& campaign) const;
    [[nodiscard]] const NoticeRecord* find(const queue::LaneName& lane,
                                           queue::NoticeNumber number) const;
    [[nodiscard]] const Lane* lane(const queue::LaneName& lane) const;
    [[nodiscard]] std::size_t count(queue::Verdict verdict) const;
    [[nodiscard]] const Pauses& pauses() const noexcept { return pauses_; }
    // Everything that people did, the oldest first.
    [[nodiscard]] const std::vector<Act>& acts() const noexcept { return acts_; }
    [[nodiscard]] bool knows(const CampaignId& campaign) const {
        return histories_.contains(campaign);
    }

private:
    void apply_one(const Seen& seen);
    void apply_one(const Attempt& attempt);
    void apply_one(const UnknownOutcome& unknown);
    void apply_one(const Act& act);
    void apply_pause(const Act& act);

    std::map<CampaignId, CampaignHistory> histories_;
    std::unordered_map<queue::LaneName, Lane> lanes_;
    std::map<queue::Verdict, std::size_t> counts_;
    Pauses pauses_;
    std::vector<Act> acts_;
};

}  // namespace outreach::journal
