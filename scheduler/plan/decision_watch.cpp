#include "scheduler/plan/decision_watch.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>

#include "config/base/spawn.hpp"
#include "scheduler/plan/overrides.hpp"

namespace outreach::plan {
namespace {

using campaigns::Choice;
using campaigns::Status;

constexpr std::chrono::days kFarOff{365};

// Known before its moment came, and not carried out: what people said after it stands.
bool is_open(const journal::CampaignHistory& history,
             const campaigns::Activity& activity,
             const std::string& name,
             SysTime at) {
    const auto known = history.activities.find(activity.id);
    if (known == history.activities.end()) return false;
    // What people said after its moment stands.
    if (known->second.override && known->second.override->at > at) return false;
    for (const journal::EventRecord& event : known->second.events) {
        if (event.at > at) return false;
    }
    const auto rule = known->second.rules_seen.find(RuleId(name));
    return rule != known->second.rules_seen.end() && rule->second <= at &&
           !known->second.carried_out.contains(name);
}

}  // namespace

std::vector<CallOff> open_call_offs(const CampaignsInForce& in_force,
                                    const journal::Ledger& ledger) {
    std::vector<CallOff> open;
    for (const auto& [id, entry] : in_force) {
        if (!entry.compiled) continue;
        const journal::CampaignHistory& history = ledger.history(id);
        for (const campaigns::Activity& activity : entry.compiled->campaign().activities) {
            const bool off = activity.status == Status::cancelled ||
                             activity.status == Status::postponed ||
                             activity.status == Status::done;
            for (std::size_t i = 0; i < activity.decisions.size() && !off; ++i) {
                const std::string name = campaigns::decision_name(activity.decisions[i]);
                const Choice choice = outcome_of(activity, i, history);
                const SysTime at = entry.compiled->zone().to_instant(activity.decisions[i].at);
                if (choice == Choice::go || !is_open(history, activity, name, at)) continue;
                CallOff one;
                one.at = at;
                one.act.at = at;
                one.act.what = campaigns::word(choice);
                one.act.by = "decision";
                one.act.campaign = id;
                one.act.activity = activity.id;
                one.act.status = choice == Choice::cancel ? Status::cancelled : Status::postponed;
                one.act.decision = name;
                one.act.base = entry.words.at(activity.id).status;
                open.push_back(std::move(one));
            }
        }
    }
    std::ranges::stable_sort(open, {}, &CallOff::at);
    return open;
}

DecisionWatch::DecisionWatch(boost::asio::any_io_executor executor,
                             Clock& clock,
                             CarryOut carry_out)
    : executor_(std::move(executor)),
      clock_(clock),
      carry_out_(std::move(carry_out)),
      alarm_(clock.make_alarm()) {}

void DecisionWatch::start() {
    boost::asio::co_spawn(executor_, run(), kFailLoudly);
}

void DecisionWatch::stop() {
    stopping_ = true;
    alarm_->ring();
}

void DecisionWatch::look(const CampaignsInForce& in_force, const journal::Ledger& ledger) {
    open_ = open_call_offs(in_force, ledger);
    alarm_->ring();
}

boost::asio::awaitable<void> DecisionWatch::run() {
    while (!stopping_) {
        // An alarm's time must stay within what clocks can count.
        const SysTime next = open_.empty() ? clock_.now() + kFarOff : open_.front().at;
        if (!open_.empty() && next <= clock_.now()) {
            journal::Act act = std::move(open_.front().act);
            open_.erase(open_.begin());
            carry_out_(std::move(act));
            continue;
        }
        co_await alarm_->wait_until(next);
    }
}

}  // namespace outreach::plan
