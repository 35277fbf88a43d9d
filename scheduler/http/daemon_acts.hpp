// What people may have the daemon do: the door that the HTTP side knocks at.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "scheduler/http/authority.hpp"

namespace outreach::http {

// The body of a request that changes something; keys that were not sent are empty.
struct Order {
    std::string reason;
    std::string start;  // reschedule: local times
    std::string end;
    std::string occurrence;  // reschedule: its id or ordinal; empty where there is only one
    std::string outcome;     // decide: go, cancel, postpone
    int decision = 0;        // decide: from 1; 0 is the next one
    bool emergency = false;  // approve, send: without an approval, on the record
    bool waive = false;      // waive what lint found
    std::string campaign;    // pause, resume: what
    std::string partner;
    bool all = false;
    std::string notice;      // dead letters: one of them
    std::string endpoint;    // enable, test, rotate-secret: which; empty: all, or the only one
    std::string overlap;     // rotate-secret: ISO 8601, how long the old secret goes on
    std::string since;       // replay: RFC 3339, or a local date or time
    bool missing = false;    // replay: only what did not arrive
    bool even_late = false;  // retry, replay: past its deadline, too
    std::string text;        // plan, put: a campaign file
    std::string state;       // put: the state that it was planned against
    std::string confirm;     // put, delete: the campaign's id, where announced things go
};

struct Verdict {
    int status = 200;
    std::string title;   // of a refusal
    std::string detail;  // what is wrong and what to do
    std::string json;    // the answer's body otherwise
};

class DaemonActs {
public:
    template <class T>
    using Awaitable = boost::asio::awaitable<T>;

    virtual ~DaemonActs() = default;
    virtual Awaitable<Verdict> on_activity(Identity who,
                                           std::string id,
                                           std::string verb,
                                           Order order) = 0;
    virtual Awaitable<Verdict> on_notice(Identity who,
                                         std::string id,
                                         std::string verb,
                                         Order order) = 0;
    virtual Awaitable<Verdict> pause(Identity who, bool on, Order order) = 0;
    // enable, test, rotate-secret, replay
    virtual Awaitable<Verdict> on_partner(Identity who,
                                          std::string id,
                                          std::string verb,
                                          Order order) = 0;
    // retry, discard
    virtual Awaitable<Verdict> on_dead_letters(Identity who, std::string verb, Order order) = 0;
    // The difference that a campaign file would make; changes nothing.
    virtual Awaitable<Verdict> plan(Order order) = 0;
    virtual Awaitable<Verdict> put_campaign(Identity who, std::string id, Order order) = 0;
    virtual Awaitable<Verdict> remove_campaign(Identity who, std::string id, Order order) = 0;
};

}  // namespace outreach::http
