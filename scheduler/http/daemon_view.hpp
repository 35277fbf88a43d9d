// What the HTTP side may see of the daemon: values, gathered by the app.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/http/health.hpp"

namespace outreach::http {

struct ChainView {
    std::string step;
    std::string instant;
    std::string why;
};

// One notice as the contract's preview and API show it.
struct NoticeView {
    std::string id;
    std::string campaign;
    std::string activity;
    std::string activity_title;
    int occurrence = 1;
    std::string rule;
    std::string purpose;
    std::string partner;
    std::string endpoint;
    std::string due;
    std::string deadline;
    std::string on_late;
    std::string state;
    std::vector<ChainView> chain;
    std::optional<std::string> text;
    std::vector<std::string> held_back;  // preview: why lint would not let it go
    int attempts = 0;
    std::string last_result;   // of the last attempt; empty before
    std::string next_attempt;  // while it is being retried
};

struct NoticeFilter {
    std::string state;
    std::string campaign;
    std::string partner;
    std::string after;  // an id: the page begins behind it
    std::size_t limit = 100;
    bool upcoming = false;  // only what is still to come, the soonest first
};
struct NoticePage {
    std::vector<NoticeView> notices;
    std::string next;  // for `after`; empty at the end
};

struct CampaignView {
    std::string id;
    std::string title;
    std::string fiscal_year;
    std::string timezone;
    std::string file;
    bool valid = false;  // the file on disk is what is in force
    std::string state;   // stands for what is in force; `apply` compares it
    std::string author;  // who applied it; empty: the file was saved by hand
    std::string paused;  // the reason, if it is
    std::size_t activities = 0;
    std::size_t notices = 0;
    std::optional<std::string> text;  // the file, of a single campaign
};

struct ActivityView {
    std::string id;
    std::string campaign;
    std::string kind;
    std::string title;
    std::string status;
    std::string audience;
    std::string start;  // RFC 3339; empty while only a window is known
    std::string end;
    std::string window_from;  // days
    std::string window_to;
    std::size_t occurrences = 0;
    std::vector<std::string> told;  // partners who were told something about it
    // What a person said after the file was written; empty texts if nobody did.
    std::string override_by;
    std::string override_reason;
    std::string override_at;
};

// One thing that a person did.
struct AuditView {
    std::string at;
    std::string what;
    std::string by;
    std::string reason;
    std::string campaign;
    std::string activity;
    std::string partner;
    std::string notice;
    std::string endpoint;     // "partner/endpoint"
    std::size_t notices = 0;  // of an order about several
    bool emergency = false;
    bool even_late = false;
};

struct EndpointView {
    std::string id;
    std::string connector;
    std::string state;    // ok, failing, resting, disabled, unusable
    std::string problem;  // in words; empty if there is none
    std::string since;    // of being disabled
    int failures = 0;     // in a row
    std::string last_success;
    std::string last_failure;
    std::string not_before;
    std::string order;
    std::string delivery;
    std::string rate;  // "10/s"; empty: none
    int concurrency = 0;
    std::size_t dead_letters = 0;
};
struct PartnerView {
    std::string id;
    std::string name;
    std::string audience;
    std::string language;
    std::string role;
    std::string paused;  // the reason, if it is
    std::vector<EndpointView> endpoints;
};

// A notice that was given up.
struct DeadLetterView {
    std::string notice;
    std::string campaign;
    std::string activity;
    std::string rule;
    std::string purpose;
    std::string partner;
    std::string endpoint;
    std::string due;
    std::string deadline;  // empty where no plan in force has it any more
    std::string dead_at;
    std::string reason;
    int status = 0;
    std::string detail;
    std::string answer;
    int attempts = 0;
    std::int64_t took_ms = 0;
    std::string why_not;  // why it cannot be retried as it is; empty if it can
};
struct DeadLetterFilter {
    std::string notice;  // only this one
    std::string campaign;
    std::string partner;
    std::string after;  // a notice: the page begins behind it
    std::size_t limit = 100;
};
struct DeadLetterPage {
    std::vector<DeadLetterView> letters;
    std::string next;
};

class DaemonView {
public:
    virtual ~DaemonView() = default;
    virtual boost::asio::awaitable<HealthReport> health() = 0;
    [[nodiscard]] virtual std::vector<HealthCheck> liveness() const = 0;
    [[nodiscard]] virtual std::vector<HealthCheck> readiness() const = 0;
    virtual std::string metrics() = 0;
    [[nodiscard]] virtual NoticePage notices(const NoticeFilter& filter) const = 0;
    [[nodiscard]] virtual std::vector<CampaignView> campaigns() const = 0;
    // With its text; nothing for an unknown id.
    [[nodiscard]] virtual std::optional<CampaignView> campaign(const std::string& id) const = 0;
    // Of one campaign, or of all for an empty id.
    [[nodiscard]] virtual std::vector<ActivityView> activities(
        const std::string& campaign) const = 0;
    // The latest first.
    [[nodiscard]] virtual std::vector<AuditView> audit(std::size_t limit) const = 0;
    [[nodiscard]] virtual std::vector<PartnerView> partners() const = 0;
    // The oldest first.
    [[nodiscard]] virtual DeadLetterPage dead_letters(const DeadLetterFilter& filter) const = 0;
    // With chain and text; nothing for an id that no plan in force has.
    [[nodiscard]] virtual std::optional<NoticeView> notice(const std::string& id) const = 0;
};

}  // namespace outreach::http
