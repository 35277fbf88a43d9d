#include "scheduler/http/health.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace outreach::http {
namespace {

TEST(Health, WorstCheckDecides) {
    HealthReport report;
    HealthCheck fine;
    fine.name = "redis:responseTime";
    fine.component_type = "datastore";
    fine.observed = 0.5;
    fine.unit = "ms";
    report.checks = {fine};
    EXPECT_EQ(health_answer(report).status, 200);
    HealthCheck poor = fine;
    poor.name = "notices:dead";
    poor.status = HealthStatus::warn;
    poor.output = "two are dead";
    report.checks.push_back(poor);
    const Answer warn = health_answer(report);
    EXPECT_EQ(warn.status, 200);
    EXPECT_EQ(warn.content_type, "application/health+json");
    const auto body = nlohmann::json::parse(warn.body);
    EXPECT_EQ(body.at("status"), "warn");
    EXPECT_EQ(body.at("checks").at("redis:responseTime").at(0).at("observedValue"), 0.5);
    EXPECT_FALSE(body.at("checks").at("redis:responseTime").at(0).contains("output"));
    EXPECT_EQ(body.at("checks").at("notices:dead").at(0).at("output"), "two are dead");
    report.checks[0].status = HealthStatus::fail;
    EXPECT_EQ(health_answer(report).status, 503);
}

TEST(Probe, VerboseListsEachCheck) {
    HealthCheck redis;
    redis.name = "redis";
    HealthCheck plan;
    plan.name = "plan";
    EXPECT_EQ(probe_answer({redis, plan}, false).body, "ok\n");
    plan.status = HealthStatus::fail;
    plan.output = "being set";
    const Answer answer = probe_answer({redis, plan}, true);
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.body, "[+]redis ok\n[-]plan failed: being set\nnot ready\n");
}

TEST(HttpTarget, IsDecodedOrRefused) {
    Request request;
    ASSERT_TRUE(parse_target("/api/v1/notices?state=dead&partner=%E6%9C%AD+x&verbose", request));
    EXPECT_EQ(request.path, "/api/v1/notices");
    EXPECT_EQ(request.query.at("partner"), "札 x");
    EXPECT_TRUE(request.query.contains("verbose"));
    EXPECT_FALSE(parse_target("http://x/", request));
    EXPECT_FALSE(parse_target("/%zz", request));
    EXPECT_FALSE(parse_target("/%4", request));
}

}  // namespace
}  // namespace outreach::http
