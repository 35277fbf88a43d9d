// Wakes at the moment of each go/no-go decision; where its outcome calls the activity off, the
// activity's status follows at that moment.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "config/base/clock.hpp"
#include "scheduler/journal/ledger.hpp"
#include "scheduler/plan/in_force.hpp"

namespace outreach::plan {

// A decision that will call its activity off.
struct CallOff {
    SysTime at;
    journal::Act act;
};
// Those still to come, or come and not carried out yet, by their time. Pure.
[[nodiscard]] std::vector<CallOff> open_call_offs(const CampaignsInForce& in_force,
                                                  const journal::Ledger& ledger);

class DecisionWatch {
public:
    using CarryOut = std::function<void(journal::Act)>;
    DecisionWatch(boost::asio::any_io_executor executor, Clock& clock, CarryOut carry_out);
    void start();
    void stop();
    // Plans have changed.
    void look(const CampaignsInForce& in_force, const journal::Ledger& ledger);

private:
    boost::asio::awaitable<void> run();

    boost::asio::any_io_executor executor_;
    Clock& clock_;
    CarryOut carry_out_;
    std::unique_ptr<Alarm> alarm_;
    std::vector<CallOff> open_;
    bool stopping_ = false;
};

}  // namespace outreach::plan
