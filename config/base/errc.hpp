// Errors as values: what went wrong, told by what the caller must do about it.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace outreach {

enum class Errc {
    redis_protocol = 1,  // bytes that are no RESP reply: close the connection and reconnect
    redis_refused,       // Redis answered -ERR: our command is wrong, never retry
    redis_down,          // not connected: wait for the reconnect, then repeat
    redis_unsupported,   // this kind of address is not served: choose another
    lease_lost,          // another worker owns the notice now: drop our result
    clock_skew,          // our clock and Redis' differ too much: hold, never fire early
    store_lost,          // Redis was emptied: set every lane again
    stale_revision,      // a newer plan is in force: read it and plan again
    timed_out,           // our deadline passed; the far end may still have acted
    journal_failed,      // the disk refused the record: do not tell Redis, stop sending
    not_found,           // no such thing: nothing to do
    bad_input,           // the caller's text or number is wrong: show it to its author
    io_failed,           // the operating system refused: errno's text is in the log
    stopped,             // the daemon is stopping: give the work back
};

const boost::system::error_category& outreach_category() noexcept;
boost::system::error_code make_error_code(Errc code) noexcept;

// Holds a T or an error_code.
template <class T>
using Result = boost::system::result<T>;

}  // namespace outreach

template <>
struct boost::system::is_error_code_enum<outreach::Errc> : std::true_type {};
