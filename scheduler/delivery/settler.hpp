// Writes what became of notices: first the journal, then the queue, in batches that form by
// themselves while the one before is under way (group commit).
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <vector>

#include "config/base/clock.hpp"
#include "config/base/log.hpp"
#include "scheduler/journal/journal.hpp"
#include "scheduler/journal/ledger.hpp"
#include "scheduler/queue/notice_queue.hpp"

namespace outreach::delivery {

// One thing to settle. Without an entry nothing is journalled: the notice was only put back.
struct Closing {
    queue::Settlement settlement;
    std::optional<journal::Attempt> entry;
    std::optional<queue::Gate> gate;
    int generation = 0;  // of the plan behind a delivery
};

class Settler {
public:
    // Called for each closing once it is settled; `fenced` is true if the queue refused it.
    using OnSettled = std::function<void(const Closing& closing, bool fenced)>;

    Settler(boost::asio::any_io_executor executor,
            queue::NoticeQueue& queue,
            journal::Journal& journal,
            journal::Ledger& ledger,
            std::shared_ptr<const Log> log,
            OnSettled on_settled);
    void start();
    void add(Closing closing);
    // Leaves what is not settled; the journal has it, and the next start brings it to the queue.
    void stop();
    [[nodiscard]] bool idle() const { return pending_.empty() && !busy_; }

private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> settle(std::vector<Closing> batch);

    boost::asio::any_io_executor executor_;
    queue::NoticeQueue& queue_;
    journal::Journal& journal_;
    journal::Ledger& ledger_;
    std::shared_ptr<const Log> log_;
    OnSettled on_settled_;
    boost::asio::steady_timer bell_;
    std::vector<Closing> pending_;
    bool busy_ = false;
    bool stopping_ = false;
};

}  // namespace outreach::delivery
