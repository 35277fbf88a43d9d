#include "connectors/shared_lookup.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <deque>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <thread>

namespace outreach::connectors {
namespace {

namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;
using Answer = Result<Resolver::Addresses>;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kLongestName = 253;  // RFC 1035, 2.3.4

struct Waiter {
    Waiter(const asio::any_io_executor& executor, Steady::time_point deadline)
        : bell(executor, deadline) {}
    asio::steady_timer bell;
    Answer answer = boost::system::error_code(asio::error::timed_out);
    bool done = false;
};
using WaiterPtr = std::shared_ptr<Waiter>;

struct Kept {
    Resolver::Addresses addresses;
    Steady::time_point until;
};

std::string in_lower_case(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
}

// Outlives the resolver as long as a look-up runs.
class Desk : public std::enable_shared_from_this<Desk> {
public:
    Desk(asio::any_io_executor executor, BlockingLookup look_up, LookupLimits limits)
        : executor_(std::move(executor)), look_up_(std::move(look_up)), limits_(limits) {}

    // All but work() and tell(): on the loop.
    std::optional<Resolver::Addresses> known(const std::string& host) const {
        const auto found = kept_.find(host);
        if (found == kept_.end() || found->second.until <= Steady::now()) return {};
        return found->second.addresses;
    }
    WaiterPtr join(const std::string& host, Steady::time_point deadline) {
        auto waiter = std::make_shared<Waiter>(executor_, deadline);
        auto& waiters = calls_[host];
        waiters.push_back(waiter);
        if (waiters.size() == 1) begin(host);
        return waiter;
    }
    // A look-up that has not begun and that nobody wants any more is never made.
    void leave(const std::string& host, const WaiterPtr& waiter) {
        const auto call = calls_.find(host);
        if (call == calls_.end()) return;
        std::erase(call->second, waiter);
        if (!call->second.empty()) return;
        const std::scoped_lock lock(mutex_);
        if (std::erase(queue_, host) != 0) calls_.erase(call);
    }
    void close() {
        {
            const std::scoped_lock lock(mutex_);
            closed_ = true;
            queue_.clear();
        }
        for (auto& [host, waiters] : calls_) {
            ring(waiters, boost::system::error_code(asio::error::operation_aborted));
        }
        calls_.clear();
    }

private:
    void begin(const std::string& host) {
        const std::scoped_lock lock(mutex_);
        // Still under way from somebody who gave up: its answer will do.
        if (std::find(running_.begin(), running_.end(), host) != running_.end()) return;
        if (std::find(queue_.begin(), queue_.end(), host) != queue_.end()) return;
        queue_.push_back(host);
        if (threads_ >= limits_.threads) return;
        try {
            std::thread([self = shared_from_this()] { self->work(); }).detach();
            ++threads_;
        } catch (const std::system_error&) {
            if (threads_ > 0) return;  // one of the others will take it
            queue_.pop_back();
            tell(host, boost::system::error_code(asio::error::no_memory));
        }
    }
    // A thread's life: one name after the other until there is none.
    void work() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, nullptr);
        std::unique_lock lock(mutex_);
        while (!closed_ && !queue_.empty()) {
            const std::string host = std::move(queue_.front());
            queue_.pop_front();
            running_.push_back(host);
            lock.unlock();
            Answer answer = ask(host);
            lock.lock();
            if (!closed_) tell(host, std::move(answer));
        }
        --threads_;
    }
    Answer ask(const std::string& host) const {
        try {
            return look_up_(host);
        } catch (const std::bad_alloc&) {
            return boost::system::error_code(asio::error::no_memory);
        }
    }
    // With the lock held and not closed: the loop is still there.
    void tell(const std::string& host, Answer answer) {
        asio::post(executor_, [self = shared_from_this(), host, answer = std::move(answer)] {
            self->finish(host, answer);
        });
    }
    // Only now is the call over: who joined since its answer came is served by it, too.
    void finish(const std::string& host, const Answer& answer) {
        {
            const std::scoped_lock lock(mutex_);
            std::erase(running_, host);
        }
        if (answer && !answer->empty()) keep(host, *answer);
        const auto call = calls_.find(host);
        if (call == calls_.end()) return;
        const std::vector<WaiterPtr> waiters = std::move(call->second);
        calls_.erase(call);
        ring(waiters, answer);
    }
    static void ring(const std::vector<WaiterPtr>& waiters, const Answer& answer) {
        for (const WaiterPtr& waiter : waiters) {
            waiter->answer = answer;
            waiter->done = true;
            waiter->bell.cancel();
        }
    }
    void keep(const std::string& host, const Resolver::Addresses& addresses) {
        const auto now = Steady::now();
        if (kept_.size() >= limits_.names) {
            std::erase_if(kept_, [&](const auto& entry) { return entry.second.until <= now; });
        }
        if (kept_.size() >= limits_.names && !kept_.contains(host)) {
            kept_.erase(std::min_element(kept_.begin(), kept_.end(), [](auto& a, auto& b) {
                return a.second.until < b.second.until;
            }));
        }
        kept_.insert_or_assign(host, Kept{addresses, now + limits_.keep});
    }

    asio::any_io_executor executor_;
    BlockingLookup look_up_;
    LookupLimits limits_;
    std::map<std::string, std::vector<WaiterPtr>> calls_;
    std::map<std::string, Kept> kept_;

    std::mutex mutex_;  // for what follows
    std::deque<std::string> queue_;
    std::vector<std::string> running_;
    std::size_t threads_ = 0;
    bool closed_ = false;
};

class SharedLookup final : public Resolver {
public:
    explicit SharedLookup(std::shared_ptr<Desk> desk) : desk_(std::move(desk)) {}
    ~SharedLookup() override;
    SharedLookup(const SharedLookup&) = delete;
    SharedLookup& operator=(const SharedLookup&) = delete;

    asio::awaitable<Answer> resolve(std::string host, Deadline deadline) override {
        const std::shared_ptr<Desk> desk = desk_;
        boost::system::error_code no_literal;
        const auto literal = asio::ip::make_address(host, no_literal);
        if (!no_literal) co_return Addresses(1, literal);
        // A NUL would end the name early for the system, and another name would be asked for.
        if (host.empty() || host.size() > kLongestName || host.find('\0') != host.npos) {
            co_return boost::system::error_code(asio::error::host_not_found);
        }
        host = in_lower_case(std::move(host));
        auto known = desk->known(host);
        if (known) co_return std::move(*known);
        if (Steady::now() >= deadline) {
            co_return boost::system::error_code(asio::error::timed_out);
        }
        const WaiterPtr waiter = desk->join(host, deadline);
        while (!waiter->done && Steady::now() < deadline) {
            co_await waiter->bell.async_wait(kTuple);
        }
        if (!waiter->done) desk->leave(host, waiter);
        co_return std::move(waiter->answer);
    }

private:
    std::shared_ptr<Desk> desk_;
};

// NOLINTNEXTLINE(bugprone-exception-escape): a mutex that cannot be locked ends the program
SharedLookup::~SharedLookup() {
    desk_->close();
}

}  // namespace

std::unique_ptr<Resolver> make_shared_lookup(asio::any_io_executor executor,
                                             BlockingLookup look_up,
                                             LookupLimits limits) {
    return std::make_unique<SharedLookup>(
        std::make_shared<Desk>(std::move(executor), std::move(look_up), limits));
}

}  // namespace outreach::connectors
