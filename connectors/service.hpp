// What a service wants to be sent and what its answers mean: the pure half of a connector.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/connector.hpp"
#include "connectors/http_client.hpp"
#include "connectors/text_fit.hpp"

namespace outreach::connectors {

// How much of what a service takes a message needs.
struct Budget {
    std::size_t used = 0;
    std::size_t limit = 0;  // 0: none
    Unit unit = Unit::characters;
    [[nodiscard]] bool fits() const { return limit == 0 || used <= limit; }
};

class Service {
public:
    virtual ~Service() = default;
    // Within the service's limits: what is too long is cut, and says so; only a webhook, which has
    // no limit but a custom, gets everything. Sets no timeout and no reach; those are the target's.
    [[nodiscard]] virtual HttpRequest request(const Target& target,
                                              const campaigns::OutgoingNotice& notice,
                                              const Trial& trial,
                                              SysTime now) const = 0;
    // `answer.status` is not 0: there was an answer.
    [[nodiscard]] virtual Outcome judge(const HttpAnswer& answer, SysTime now) const = 0;
    // What else to send after a delivery, for its effect on what was told before; its failure
    // changes nothing.
    [[nodiscard]] virtual std::optional<HttpRequest> follow_up(
        const Target&, const campaigns::OutgoingNotice&) const {
        return {};
    }
    // What the notice needs without being cut; for the plan.
    [[nodiscard]] virtual Budget budget(const campaigns::OutgoingNotice& notice) const = 0;
    // What it takes of one endpoint, where it says so; the partner file may set another.
    [[nodiscard]] virtual std::optional<campaigns::Rate> usual_rate() const { return {}; }
    // True if the service recognises a repeat by itself; else a repeat after an unknown outcome
    // is marked as one.
    [[nodiscard]] virtual bool knows_repeats() const { return false; }
};

// "webhook", "slack", …; null for a connector that is no HTTP service.
[[nodiscard]] const Service* find_service(std::string_view connector);

}  // namespace outreach::connectors
