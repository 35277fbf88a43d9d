// What each endpoint has in hand: attempts running and waiting, its rate, its breaker, its recent
// luck. Decides how much may be claimed for it and what may start. No I/O.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/delivery/breaker.hpp"
#include "scheduler/delivery/notice_source.hpp"
#include "scheduler/delivery/token_bucket.hpp"
#include "scheduler/journal/endpoint_memory.hpp"

namespace outreach::delivery {

struct EndpointState {
    int running = 0;
    std::deque<queue::Claimed> waiting;  // leased, for the next free slot
    int limit = 16;
    int allowance = 0;  // of the limit, after it asked for a pause; 0: all of it
    bool ordered = false;
    std::optional<campaigns::Rate> rate;    // of the partner file
    std::optional<campaigns::Rate> agreed;  // what the endpoint itself allowed (handshake)
    std::optional<TokenBucket> bucket;      // the stricter of the two
    Breaker breaker;
    SysTime last_success;
    SysTime last_failure;
    std::string last_problem;
    std::string fingerprint;  // of its address
    std::string disabled;     // not empty: the fingerprint of the address that is no more
    SysTime not_before;       // it asked to be left alone until then

    // Refused, put off or not even made, but no failure of the far end.
    [[nodiscard]] bool last_was_refused() const {
        return !last_problem.empty() && breaker.failures() == breaker.refusals();
    }
    [[nodiscard]] bool idle() const { return running == 0 && waiting.empty(); }
    // Half-open, one attempt at a time.
    [[nodiscard]] int limit_at(SysTime now) const;
    // After a pause that it asked for, one attempt at a time; each success doubles that.
    void slow_down();
    void speed_up();
};

class EndpointDesk {
public:
    // Called before each claim, so that a new partner file takes effect. What the store remembers
    // of some endpoints no longer holds: of one with another rate its wait for a token, of one with
    // another address every rest.
    struct Stale {
        std::string endpoint;
        bool everything = false;
        bool fresh = false;  // not known here before
    };
    std::vector<Stale> adopt_limits(const NoticeSource& source, SysTime now);
    // The rate that a handshake agreed on; nothing: it set none.
    void agree(EndpointState& state, std::optional<campaigns::Rate> rate, SysTime now);
    // What the journal tells of a time before this daemon was started; nothing of what another
    // address did.
    void recall(const std::string& endpoint, const journal::EndpointMemory& memory, SysTime now);
    // It is left alone until then, and approached step by step afterwards.
    static void rest(EndpointState& state, SysTime until);
    [[nodiscard]] EndpointState& at(const std::string& endpoint) { return endpoints_[endpoint]; }
    [[nodiscard]] const std::map<std::string, EndpointState>& all() const { return endpoints_; }
    // For the claim: each endpoint that cannot take `per_lane` now, with what it can take. One
    // slot's worth is taken ahead, so that a free slot need not wait for a claim.
    // `scarce`: how many places there are left in all, where they are few; then only endpoints
    // with nothing in hand get some, so that those that hang cannot take them all.
    [[nodiscard]] std::map<std::string, queue::Room> rooms(int per_lane,
                                                           SysTime now,
                                                           std::optional<int> scarce = {}) const;
    // Urgent ones first, then first attempts, then the others; each in the order they came.
    void wait(EndpointState& state, queue::Claimed claimed);
    // The next waiting notice of this endpoint, if it has a free slot.
    [[nodiscard]] std::optional<queue::Claimed> start_one(EndpointState& state, SysTime now);
    // When an endpoint where something waits for a token gets one; max() if none does.
    [[nodiscard]] SysTime next_token(SysTime now);

private:
    std::map<std::string, EndpointState> endpoints_;
    int version_ = -1;
};

}  // namespace outreach::delivery
