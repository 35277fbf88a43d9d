// The table of the hostile matrix: who is at the far end, and what must come of it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/base/time.hpp"
#include "connectors/outcome.hpp"
#include "connectors/reach.hpp"
#include "scheduler/queue/notice_queue.hpp"
#include "tests/support/hostile_receiver.hpp"

namespace outreach::test {

// 2025-07-01T03:00:00Z, a Tuesday. The clock stands still, and the dates of the table count from
// it.
inline constexpr SysTime kMatrixNow = from_ms(1'751'338'800'000);

// Whoever answers; made anew for each case.
class FarEnd {
public:
    virtual ~FarEnd() = default;
    [[nodiscard]] virtual std::string url() const = 0;
    [[nodiscard]] virtual std::shared_ptr<const connectors::Reach> reach() const {
        return connectors::reach_anywhere();
    }
    [[nodiscard]] virtual int requests() const = 0;
    // Of the goal of a redirect.
    [[nodiscard]] virtual int visits() const { return 0; }
};

struct Far {
    std::function<std::unique_ptr<FarEnd>(const boost::asio::any_io_executor&)> make;
    bool reads = true;                // each request, once; false: none
    std::optional<Behaviour> word{};  // of the hostile receiver
};

// What becomes of a notice after one attempt, and of its endpoint.
struct Became {
    queue::Verdict verdict = queue::Verdict::delivered;
    Millis earliest{0};  // of the next attempt, from now
    Millis latest{0};
    Millis rest{0};  // how long the endpoint is left alone
    bool disabled = false;
};

struct Expected {
    connectors::Verdict verdict = connectors::Verdict::delivered;
    int status = 0;
    bool unknown = false;
    Became became;
    std::string detail;  // what people are told contains this
};

enum class Pace {
    at_once,  // ends long before the timeout
    at_most,  // the same, and it would eat up memory meanwhile: the timeout is short
    hangs,    // ends at the timeout
};

struct HostileCase {
    const char* name = "";
    Far far;
    Expected expected;
    Pace pace = Pace::at_once;
    const char* answer = "";  // how the kept answer begins
};

// Every word of the hostile receiver.
[[nodiscard]] std::vector<HostileCase> receiver_cases();
[[nodiscard]] std::vector<HostileCase> tls_cases();
// Answers of every kind, as bytes.
[[nodiscard]] std::vector<HostileCase> status_cases();
[[nodiscard]] std::vector<HostileCase> broken_answer_cases();
[[nodiscard]] std::vector<HostileCase> all_hostile_cases();

// Short ways to the columns.
[[nodiscard]] Expected delivered(int status);
// Nothing, or nothing that can be read as an answer, though the request may have been read.
[[nodiscard]] Expected no_answer(std::string detail);
// It ended before the request was said.
[[nodiscard]] Expected never_sent(std::string detail);
// The ladder: 5 s, ±10 %.
[[nodiscard]] Expected again(int status);
// The endpoint rests: as long as it asked for, or 5 s.
[[nodiscard]] Expected throttled(int status, std::optional<Millis> pause = {});
// An hour, ±10 %.
[[nodiscard]] Expected permanent(int status);
// Dead at once, the endpoint disabled or not.
[[nodiscard]] Expected gone(int status = 410);
[[nodiscard]] Expected rejected(int status);

}  // namespace outreach::test
