// Sends again, by order of a person, what was given up: dead letters, and a partner's notices since
// a moment. Discards dead letters too.
#pragma once

#include "config/base/clock.hpp"
#include "scheduler/http/daemon_acts.hpp"
#include "scheduler/journal/ledger.hpp"
#include "scheduler/plan/plan_service.hpp"

namespace outreach::app {

// Why a notice that is over cannot be sent again as things stand, in words; empty if it can.
[[nodiscard]] std::string why_not_again(const plan::PlanService& plan,
                                        const journal::NoticePlace& place,
                                        SysTime now,
                                        bool even_late);

class SecondChances {
public:
    template <class T>
    using Awaitable = boost::asio::awaitable<T>;
    struct Doors {
        plan::PlanService& plan;
        journal::Ledger& ledger;
        Clock& clock;
    };
    explicit SecondChances(Doors doors) : doors_(doors) {}

    // All that a partner was to get since `order.since`; with `order.missing` only what it did not.
    Awaitable<http::Verdict> replay(journal::Act act, http::Order order);
    Awaitable<http::Verdict> on_dead_letters(http::Identity who,
                                             std::string verb,
                                             http::Order order);

private:
    // Records it, a thousand at a time, and says how many go again and why the others do not.
    // `left` are those that were sorted out before.
    using Reasons = std::map<std::string, std::size_t>;
    Awaitable<http::Verdict> revive(journal::Act act,
                                    std::vector<journal::NoticePlace> places,
                                    Reasons left);

    Doors doors_;
};

}  // namespace outreach::app
