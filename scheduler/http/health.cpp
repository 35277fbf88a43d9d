#include "scheduler/http/health.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace outreach::http {

const char* word(HealthStatus status) noexcept {
    switch (status) {
        case HealthStatus::pass:
            return "pass";
        case HealthStatus::warn:
            return "warn";
        case HealthStatus::fail:
            return "fail";
    }
    return "fail";
}

HealthStatus HealthReport::status() const {
    HealthStatus worst = HealthStatus::pass;
    for (const HealthCheck& check : checks) worst = std::max(worst, check.status);
    return worst;
}

Answer health_answer(const HealthReport& report) {
    nlohmann::ordered_json body;
    body["status"] = word(report.status());
    body["version"] = OUTREACH_VERSION;
    body["serviceId"] = report.service_id;
    body["now"] = to_rfc3339_utc(report.now);
    body["description"] = "outreachd, the outreach campaign scheduler";
    auto& checks = body["checks"];
    for (const HealthCheck& check : report.checks) {
        nlohmann::ordered_json one;
        one["componentType"] = check.component_type;
        if (const auto* number = std::get_if<double>(&check.observed)) {
            one["observedValue"] = *number;
        } else if (const auto* count = std::get_if<std::int64_t>(&check.observed)) {
            one["observedValue"] = *count;
        } else if (const auto* text = std::get_if<std::string>(&check.observed)) {
            one["observedValue"] = *text;
        }
        if (!check.unit.empty()) one["observedUnit"] = check.unit;
        one["status"] = word(check.status);
        one["time"] = to_rfc3339_utc(report.at);
        if (check.status != HealthStatus::pass) one["output"] = check.output;
        checks[check.name].push_back(std::move(one));
    }
    body["links"]["about"] = "/";
    Answer answer;
    answer.status = report.status() == HealthStatus::fail ? 503 : 200;
    answer.content_type = "application/health+json";
    answer.headers.emplace_back("Cache-Control", "max-age=1");
    answer.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return answer;
}

Answer probe_answer(const std::vector<HealthCheck>& checks, bool verbose) {
    const bool ok = std::none_of(checks.begin(), checks.end(), [](const HealthCheck& check) {
        return check.status == HealthStatus::fail;
    });
    Answer answer;
    answer.status = ok ? 200 : 503;
    answer.content_type = "text/plain; charset=utf-8";
    if (verbose) {
        for (const HealthCheck& check : checks) {
            answer.body += check.status == HealthStatus::fail
                               ? "[-]" + check.name + " failed: " + check.output + "\n"
                               : "[+]" + check.name + " ok\n";
        }
    }
    answer.body += ok ? "ok\n" : "not ready\n";
    return answer;
}

}  // namespace outreach::http
