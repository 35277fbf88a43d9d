#include "config/base/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <map>

namespace outreach {
namespace {

namespace prom = prometheus;

const prom::Histogram::BucketBoundaries kLatenessBuckets{0.001,
                                                         0.0025,
                                                         0.005,
                                                         0.01,
                                                         0.025,
                                                         0.05,
                                                         0.1,
                                                         0.25,
                                                         0.5,
                                                         1,
                                                         2.5,
                                                         5,
                                                         15,
                                                         60,
                                                         300,
                                                         1800,
                                                         7200,
                                                         86400};
const prom::Histogram::BucketBoundaries kDurationBuckets{
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
const prom::Histogram::BucketBoundaries kRoundTripBuckets{
    0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1};

template <class Metric>
prom::Family<Metric>& family(prom::Registry& registry, const char* name, const char* help);
template <>
prom::Family<prom::Counter>& family(prom::Registry& r, const char* name, const char* help) {
    return prom::BuildCounter().Name(name).Help(help).Register(r);
}
template <>
prom::Family<prom::Gauge>& family(prom::Registry& r, const char* name, const char* help) {
    return prom::BuildGauge().Name(name).Help(help).Register(r);
}
template <>
prom::Family<prom::Histogram>& family(prom::Registry& r, const char* name, const char* help) {
    return prom::BuildHistogram().Name(name).Help(help).Register(r);
}

}  // namespace

struct Metrics::Families {
    prom::Registry registry;
    prom::Family<prom::Counter>& notices_total = family<prom::Counter>(
        registry, "outreach_notices_total", "Notices that reached their end, by result");
    prom::Family<prom::Counter>& attempts_total = family<prom::Counter>(
        registry, "outreach_delivery_attempts_total", "Attempts to deliver, by result");
    prom::Histogram& lateness =
        family<prom::Histogram>(
            registry, "outreach_notice_lateness_seconds", "First attempt minus due")
            .Add({}, kLatenessBuckets);
    prom::Histogram& duration =
        family<prom::Histogram>(registry,
                                "outreach_delivery_duration_seconds",
                                "From the start of an attempt to the end of its answer")
            .Add({}, kDurationBuckets);
    prom::Histogram& round_trip =
        family<prom::Histogram>(registry,
                                "outreach_redis_round_trip_seconds",
                                "From sending a batch to Redis to its last reply")
            .Add({}, kRoundTripBuckets);
    prom::Family<prom::Gauge>& notices =
        family<prom::Gauge>(registry, "outreach_notices", "Notices by state");
    prom::Gauge& next =
        family<prom::Gauge>(registry,
                            "outreach_next_notice_timestamp_seconds",
                            "When the next notice is due, in Unix time; 0 if none is planned")
            .Add({});
    prom::Family<prom::Gauge>& files =
        family<prom::Gauge>(registry, "outreach_campaign_files", "Campaign files by validity");
    prom::Family<prom::Gauge>& endpoints = family<prom::Gauge>(
        registry, "outreach_endpoint_state", "1 for the state that each endpoint is in");
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

void Metrics::notice_settled(std::string_view kind,
                             std::string_view purpose,
                             std::string_view result) {
    families_->notices_total
        .Add({{"kind", std::string(kind)},
              {"purpose", std::string(purpose)},
              {"result", std::string(result)}})
        .Increment();
}

void Metrics::attempt(std::string_view connector, std::string_view result) {
    families_->attempts_total
        .Add({{"connector", std::string(connector)}, {"result", std::string(result)}})
        .Increment();
}

void Metrics::lateness(std::chrono::duration<double> value) {
    families_->lateness.Observe(value.count() < 0 ? 0 : value.count());
}
void Metrics::delivery_duration(std::chrono::duration<double> value) {
    families_->duration.Observe(value.count());
}
void Metrics::redis_round_trip(std::chrono::duration<double> value) {
    families_->round_trip.Observe(value.count());
}
void Metrics::set_notices(std::string_view state, double count) {
    families_->notices.Add({{"state", std::string(state)}}).Set(count);
}
void Metrics::set_next_notice(double timestamp) {
    families_->next.Set(timestamp);
}
void Metrics::set_campaign_files(double valid, double invalid) {
    families_->files.Add({{"valid", "true"}}).Set(valid);
    families_->files.Add({{"valid", "false"}}).Set(invalid);
}

void Metrics::set_endpoint_state(std::string_view partner,
                                 std::string_view endpoint,
                                 std::string_view state) {
    for (const char* each : {"ok", "failing", "resting", "unusable", "disabled", "paused"}) {
        families_->endpoints
            .Add({{"partner", std::string(partner)},
                  {"endpoint", std::string(endpoint)},
                  {"state", each}})
            .Set(state == each ? 1 : 0);
    }
}

double Metrics::lateness_quantile(double q) const {
    const auto metric = families_->lateness.Collect();
    const double wanted = q * static_cast<double>(metric.histogram.sample_count);
    for (const auto& bucket : metric.histogram.bucket) {
        if (static_cast<double>(bucket.cumulative_count) >= wanted) return bucket.upper_bound;
    }
    return std::numeric_limits<double>::infinity();
}

std::string Metrics::text() const {
    return prom::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace outreach
