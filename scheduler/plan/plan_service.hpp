// Keeps the queue what the files say: scans, plans, records what is new, sets lanes; again after
// every edit, every reconnection and every loss of the store. Also tells delivery what a claimed
// number means.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "config/base/clock.hpp"
#include "config/base/log.hpp"
#include "config/settings.hpp"
#include "scheduler/delivery/notice_source.hpp"
#include "scheduler/journal/journal.hpp"
#include "scheduler/journal/ledger.hpp"
#include "scheduler/plan/campaign_folder.hpp"
#include "scheduler/plan/decision_watch.hpp"
#include "scheduler/plan/file_watcher.hpp"
#include "scheduler/plan/gatekeeper.hpp"
#include "scheduler/plan/in_force.hpp"
#include "scheduler/plan/target_book.hpp"

namespace outreach::plan {

class PlanService final : public delivery::NoticeSource {
public:
    struct Doors {
        queue::NoticeQueue& queue;
        journal::Journal& journal;
        journal::Ledger& ledger;
        Clock& clock;
        std::shared_ptr<const Log> log;
        // Whether this daemon is sending the notice right now.
        std::function<bool(queue::NoticeNumber)> in_flight;
        // May redirect targets, for rehearsals; null elsewhere.
        std::function<void(connectors::Target&)> adjust_target;
        // Rehearsals do not wait for people.
        bool assume_approved = false;
        // Called when an endpoint was disabled; may be null.
        std::function<void()> on_disabled = nullptr;
    };
    PlanService(boost::asio::any_io_executor executor, config::Settings settings, Doors doors);

    // Reads the files and waits until the queue is set for the first time, then watches.
    boost::asio::awaitable<void> start();
    void stop();
    // Reads what changed of campaigns and partners.
    void rescan();
    // Reads kinds, templates and secrets again too.
    void reload();
    // Records what a person did, plans again and waits until the queue follows. Errc::timed_out:
    // it is on the record, and the queue follows when it can. Errc::journal_failed: nothing was
    // done.
    boost::asio::awaitable<Result<void>> perform(journal::Act act);
    // The same for one order in several parts: all are on the record before any takes effect.
    boost::asio::awaitable<Result<void>> perform_all(std::vector<journal::Act> acts);
    // Reads changed files now and waits until the queue follows.
    boost::asio::awaitable<Result<void>> read_again();
    // The store is (again) there.
    void store_connected();

    // NoticeSource
    std::optional<delivery::Prepared> prepare(const queue::LaneName& lane,
                                              queue::NoticeNumber number,
                                              SysTime now) const override;
    std::vector<journal::NoticePlace> overdue(const std::string& endpoint,
                                              SysTime now,
                                              std::size_t most) const override {
        return overdue_notices(in_force_, doors_.ledger, endpoint, {now, most});
    }
    int limits_version() const override { return targets_version_; }
    std::map<std::string, delivery::EndpointLimits> limits() const override {
        return targets_.limits();
    }
    void request_rebuild() override;
    void found_unknown(const queue::LaneName& lane) override;
    void disable(const std::string& endpoint,
                 const std::string& fingerprint,
                 const std::string& reason) override;
    void was_delivered(const queue::LaneName& lane, int generation) override;

    using InForce = plan::InForce;
    [[nodiscard]] const std::map<CampaignId, InForce>& in_force() const { return in_force_; }
    [[nodiscard]] const CampaignFolder& folder() const { return folder_; }
    // What is paused or disabled now.
    [[nodiscard]] journal::Pauses pauses() const;
    [[nodiscard]] const TargetBook& targets() const { return targets_; }
    // Sentences about secrets that cannot be read, by endpoint.
    [[nodiscard]] const std::map<std::string, std::string>& secret_problems() const {
        return targets_.secret_problems();
    }
    // Sentences about endpoints whose plans exceed their monthly quota, by endpoint.
    [[nodiscard]] const std::map<std::string, std::string>& quota_problems() const {
        return quota_problems_;
    }
    // False until the queue has been set once, and while it has to be set again.
    [[nodiscard]] bool settled() const noexcept { return settled_; }

private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<Result<void>> apply_files();
    boost::asio::awaitable<Result<void>> adopt(CampaignId id, const CampaignFile& file);
    boost::asio::awaitable<Result<void>> set_queue();
    boost::asio::awaitable<Result<void>> reconcile(CampaignId id,
                                                   std::vector<queue::LaneName> known,
                                                   bool everything);
    boost::asio::awaitable<Result<void>> send_changes(CampaignId id,
                                                      std::vector<queue::LaneChange> changes);
    boost::asio::awaitable<Result<void>> adopt_again();
    boost::asio::awaitable<Result<void>> until_settled();
    void replan(const CampaignId& id);
    void decide(journal::Act act);
    void check_quotas();
    void log_problems(const std::vector<reading::Diagnostic>& problems) const;

    boost::asio::any_io_executor executor_;
    config::Settings settings_;
    Doors doors_;
    CampaignFolder folder_;
    std::unique_ptr<FileWatcher> watcher_;
    std::map<CampaignId, InForce> in_force_;
    TargetBook targets_;
    int targets_version_ = -1;
    std::map<std::string, std::string> quota_problems_;
    DecisionWatch decisions_;
    std::set<CampaignId> replan_;  // campaigns whose history changed
    std::set<CampaignId> to_set_;  // campaigns whose lanes must be compared with the plan
    bool rebuild_ = true;          // all of them, after a loss
    bool rescan_ = true;
    bool settled_ = false;
    bool followed_ = false;  // the queue is what files and people say now
    bool stopping_ = false;
    boost::asio::steady_timer bell_;
    boost::asio::steady_timer first_time_;
};

}  // namespace outreach::plan
