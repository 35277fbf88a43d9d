// Where delivery gets what a claimed number means: its words, its address, its limits. Filled by
// the plan room; delivery knows nothing of files.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "campaigns/model/notice.hpp"
#include "campaigns/model/partner.hpp"
#include "connectors/connector.hpp"
#include "scheduler/journal/act.hpp"
#include "scheduler/queue/notice_queue.hpp"

namespace outreach::delivery {

struct Prepared {
    std::shared_ptr<const campaigns::OutgoingNotice> notice;
    std::shared_ptr<const connectors::Target> target;
    SysTime due;
    SysTime deadline;
    bool late = false;  // first attempted, or now due to be, long after its time
    bool drop_if_late = false;
    // Why it may not be sent though it was claimed: "not_approved", "held", "paused",
    // "withdrawn", "blocked", "disabled"; empty if it may.
    std::string obstacle;
    int generation = 0;  // of the plan that it was prepared by
};

struct EndpointLimits {
    int concurrency = 16;
    std::optional<campaigns::Rate> rate;
    bool ordered = false;
    std::string fingerprint{};  // of its address: another address is another endpoint
};

class NoticeSource {
public:
    virtual ~NoticeSource() = default;
    // Nothing if no campaign in force has this number in this lane.
    [[nodiscard]] virtual std::optional<Prepared> prepare(const queue::LaneName& lane,
                                                          queue::NoticeNumber number,
                                                          SysTime now) const = 0;
    // What of an endpoint is past its deadline and, for all we know, not over; `most` at once.
    [[nodiscard]] virtual std::vector<journal::NoticePlace> overdue(const std::string& endpoint,
                                                                    SysTime now,
                                                                    std::size_t most) const = 0;
    // Every endpoint ("partner/endpoint") with its limits; the version changes with them.
    [[nodiscard]] virtual int limits_version() const = 0;
    [[nodiscard]] virtual std::map<std::string, EndpointLimits> limits() const = 0;
    // The store was emptied or refused what we know: set every lane again.
    virtual void request_rebuild() = 0;
    // A lane holds a number that no plan in force has.
    virtual void found_unknown(const queue::LaneName& lane) = 0;
    // Nothing more may go to this endpoint until a person or another address says so.
    virtual void disable(const std::string& endpoint,
                         const std::string& fingerprint,
                         const std::string& reason) = 0;
    // Somebody was told, by the plan of that generation: a newer one may have to correct it.
    virtual void was_delivered(const queue::LaneName& lane, int generation) = 0;
};

}  // namespace outreach::delivery
