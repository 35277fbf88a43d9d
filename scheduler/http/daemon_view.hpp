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

class DaemonView {
public:
    virtual ~DaemonView() = default;
    virtual boost::asio::awaitable<HealthReport> health() = 0;
    [[nodiscard]] virtual std::vector<HealthCheck> liveness() const = 0;
    [[nodiscard]] virtual std::vector<HealthCheck> readiness() const = 0;
    virtual std::string metrics() = 0;
    [[nodiscard]] virtual NoticePage notices(const NoticeFilter& filter) const = 0;
    // With chain and text; nothing for an id that no plan in force has.
    [[nodiscard]] virtual std::optional<NoticeView> notice(const std::string& id) const = 0;
};

}  // namespace outreach::http
