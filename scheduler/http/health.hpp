// The health answer: draft-inadarei-api-health-check-06. Pure: facts in, JSON out.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/base/time.hpp"
#include "scheduler/http/http_types.hpp"

namespace outreach::http {

enum class HealthStatus { pass, warn, fail };
[[nodiscard]] const char* word(HealthStatus status) noexcept;

struct HealthCheck {
    std::string name;            // "redis:responseTime"
    std::string component_type;  // datastore, component, system
    HealthStatus status = HealthStatus::pass;
    std::variant<std::monostate, double, std::int64_t, std::string> observed;
    std::string unit;
    std::string output;  // what is wrong and what to do; only when not pass
};

struct HealthReport {
    std::string service_id;
    SysTime at;
    SysTime now;  // by the daemon's clock, which may be simulated
    std::vector<HealthCheck> checks;
    [[nodiscard]] HealthStatus status() const;  // the worst of the checks
};

// 200 for pass and warn, 503 for fail.
[[nodiscard]] Answer health_answer(const HealthReport& report);

// /livez and /readyz: 200 or 503 with one word; with `verbose` a line for each check.
[[nodiscard]] Answer probe_answer(const std::vector<HealthCheck>& checks, bool verbose);

}  // namespace outreach::http
