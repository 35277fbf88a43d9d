// The journal in memory: what became of each notice, and each campaign's history.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "scheduler/journal/endpoint_memory.hpp"
#include "scheduler/journal/entries.hpp"
#include "scheduler/journal/notice_record.hpp"

namespace outreach::journal {

// What `seen` adds to a campaign's history.
void apply_seen(CampaignHistory& history, const Seen& seen);

// A notice that was given up, with its last attempt.
struct DeadLetter {
    Attempt last;
    int attempts = 0;
};

// An endpoint that was disabled.
struct DisabledEndpoint {
    std::string fingerprint;
    std::string reason;
    SysTime since;
    std::set<std::string> told;  // who heard of it
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
    // By notice; those that were neither retried nor discarded.
    [[nodiscard]] const std::map<NoticePlace, DeadLetter>& dead_letters() const noexcept {
        return dead_letters_;
    }
    // By "partner/endpoint".
    [[nodiscard]] const std::map<std::string, DisabledEndpoint>& disabled() const noexcept {
        return disabled_;
    }
    // By "partner/endpoint".
    [[nodiscard]] const std::unordered_map<std::string, EndpointMemory>& endpoints()
        const noexcept {
        return endpoints_;
    }
    [[nodiscard]] const std::unordered_map<queue::LaneName, Lane>& lanes() const noexcept {
        return lanes_;
    }
    // Everything that people did, the oldest first.
    [[nodiscard]] const std::vector<Act>& acts() const noexcept { return acts_; }
    [[nodiscard]] bool knows(const CampaignId& campaign) const {
        return histories_.contains(campaign);
    }

private:
    void apply_one(const Seen& seen);
    void apply_one(const Attempt& attempt);
    void apply_one(const UnknownOutcome& unknown);
    void apply_one(const Sending& sending);
    void apply_one(const Act& act);
    void apply_one(const EndpointDisabled& disabled);
    void apply_one(const AlertSent& alert);
    void apply_pause(const Act& act);
    void apply_to_notice(CampaignHistory& history, const Act& act);
    void discard(const NoticePlace& place);
    void revive(const Act& act);

    std::map<CampaignId, CampaignHistory> histories_;
    std::unordered_map<queue::LaneName, Lane> lanes_;
    std::map<queue::Verdict, std::size_t> counts_;
    Pauses pauses_;
    std::vector<Act> acts_;
    std::map<NoticePlace, DeadLetter> dead_letters_;
    std::map<std::string, DisabledEndpoint> disabled_;
    std::unordered_map<std::string, EndpointMemory> endpoints_;
};

}  // namespace outreach::journal
