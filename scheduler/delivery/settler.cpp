#include "scheduler/delivery/settler.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "config/base/spawn.hpp"

namespace outreach::delivery {
namespace {

namespace asio = boost::asio;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kBetweenTries{100};

}  // namespace

Settler::Settler(asio::any_io_executor executor,
                 queue::NoticeQueue& queue,
                 journal::Journal& journal,
                 journal::Ledger& ledger,
                 std::shared_ptr<const Log> log,
                 OnSettled on_settled)
    : executor_(executor),
      queue_(queue),
      journal_(journal),
      ledger_(ledger),
      log_(std::move(log)),
      on_settled_(std::move(on_settled)),
      bell_(executor, std::chrono::steady_clock::time_point::max()) {}

void Settler::start() {
    asio::co_spawn(executor_, run(), kFailLoudly);
}

void Settler::add(Closing closing) {
    pending_.push_back(std::move(closing));
    bell_.cancel();
}

void Settler::stop() {
    stopping_ = true;
    bell_.cancel();
}

asio::awaitable<void> Settler::run() {
    while (!stopping_) {
        if (pending_.empty()) {
            bell_.expires_at(std::chrono::steady_clock::time_point::max());
            co_await bell_.async_wait(kTuple);
            continue;
        }
        std::vector<Closing> batch;
        batch.swap(pending_);
        busy_ = true;
        co_await settle(std::move(batch));
        busy_ = false;
    }
}

asio::awaitable<void> Settler::settle(std::vector<Closing> batch) {
    std::string lines;
    std::vector<queue::Settlement> settlements;
    std::vector<queue::Gate> gates;
    for (const Closing& closing : batch) {
        if (closing.entry) lines += journal::to_line(*closing.entry);
        settlements.push_back(closing.settlement);
        if (closing.gate) gates.push_back(*closing.gate);
    }
    const auto written = co_await journal_.append(std::move(lines));
    if (!written) co_return;  // the journal has said why; nothing is told to the queue
    for (const Closing& closing : batch) {
        if (closing.entry) ledger_.apply(*closing.entry);
    }
    std::vector<bool> taken;
    while (!stopping_) {
        auto settled = co_await queue_.settle(settlements, gates);
        if (settled) {
            taken = std::move(*settled);
            break;
        }
        log_->warn("settle.waits",
                   {{"notices", batch.size()}, {"error", settled.error().message()}});
        bell_.expires_after(kBetweenTries);
        co_await bell_.async_wait(kTuple);
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
        on_settled_(batch[i], i < taken.size() && !taken[i]);
    }
}

}  // namespace outreach::delivery
