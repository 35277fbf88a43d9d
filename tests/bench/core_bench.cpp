// The pure steps of the hot path, one by one: planning, rendering, signing.
#include <benchmark/benchmark.h>

#include "connectors/cloud_event.hpp"
#include "connectors/secrets.hpp"
#include "tests/support/builders.hpp"

namespace outreach::bench {
namespace {

const SysTime kNow = test::at("2025-04-01T00:00:00+09:00");

campaigns::Campaign large_campaign(int activities) {
    std::string all;
    for (int i = 0; i < activities; ++i) {
        all +=
            (i > 0 ? "," : "") + std::string(R"({"id":"x)") + std::to_string(i) +
            R"(","kind":"light_up","title":"更生保護カラーによるイエローライトアップ","partners":["@all"],)"
            R"("schedule":{"from":"2025-07-01","to":"2025-07-07"}})";
    }
    return test::read_valid(test::campaign_json(all));
}

void plan_campaign(benchmark::State& state) {
    const auto campaign = large_campaign(100);
    const auto around = test::surroundings();
    const auto zone = *calendar::Zone::find("Asia/Tokyo");
    const calendar::OfficeCalendar office(nullptr, campaign.quiet_periods, around->holidays);
    const journal::CampaignHistory history;
    std::size_t notices = 0;
    for (auto _ : state) {
        const auto plan =
            plan::plan_campaign({campaign, around->partners, zone, office, history, kNow});
        notices += plan.notices.size();
        benchmark::DoNotOptimize(plan);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(notices));
}
BENCHMARK(plan_campaign);

void render_notice(benchmark::State& state) {
    const auto compiled = test::compile(large_campaign(1), kNow);
    for (auto _ : state) {
        const auto notice = compiled.render(compiled.plan().notices.front(), 1, false);
        benchmark::DoNotOptimize(connectors::to_cloud_event(notice));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(render_notice);

void sign_body(benchmark::State& state) {
    const std::vector<connectors::SigningKey> keys{
        *connectors::parse_key(connectors::new_secret())};
    const std::string body(1024, 'x');
    for (auto _ : state) {
        benchmark::DoNotOptimize(connectors::sign_webhook(keys, "ntc_1", 1'751'338'800, body));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sign_body);

}  // namespace
}  // namespace outreach::bench

BENCHMARK_MAIN();
