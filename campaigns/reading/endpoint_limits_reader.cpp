#include "campaigns/reading/endpoint_limits_reader.hpp"

#include <charconv>

#include "campaigns/model/endpoint_words.hpp"
#include "config/base/time.hpp"

namespace outreach::reading {
namespace {

using Kind = JsonNode::Kind;

constexpr std::size_t kMostRetries = 20;
constexpr std::chrono::seconds kLongestTimeout{120};
constexpr std::chrono::seconds kLongestWait = std::chrono::days{7};

std::optional<campaigns::Rate> read_rate(ObjectReader& object) {
    const JsonNode* node = object.find("rate", Kind::string);
    if (node == nullptr) return {};
    const std::string& text = node->text;
    campaigns::Rate rate;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), rate.count);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    const bool known = unit == "/s" || unit == "/min" || unit == "/h";
    if (ec != std::errc{} || !known || rate.count < 1 || rate.count > 100'000) {
        object.diagnostics().error(Code::out_of_range,
                                   node->span,
                                   trf("\"{}\" is no rate", text),
                                   tr("write a number from 1 and /s, /min or /h, like 10/s"));
        return {};
    }
    rate.per = std::chrono::seconds{unit == "/s" ? 1 : unit == "/min" ? 60 : 3600};
    return rate;
}

std::optional<std::chrono::milliseconds> read_timeout(ObjectReader& object) {
    const JsonNode* node = object.find("timeout", Kind::string);
    if (node == nullptr) return {};
    const auto length = parse_duration(node->text);
    if (length && length->count() >= 1 && *length <= kLongestTimeout) return *length;
    object.diagnostics().error(Code::bad_duration,
                               node->span,
                               trf("\"{}\" is no timeout", node->text),
                               tr("write PT1S to PT120S"));
    return {};
}

std::vector<std::chrono::seconds> read_retries(ObjectReader& object) {
    std::vector<std::chrono::seconds> waits;
    object.some("retries", kMostRetries, [&](const JsonNode& item) {
        if (item.kind != Kind::string) {
            report_type(object.diagnostics(), item, "retries", Kind::string);
            return;
        }
        const auto wait = parse_duration(item.text);
        if (wait && wait->count() >= 1 && *wait <= kLongestWait) {
            waits.push_back(*wait);
            return;
        }
        object.diagnostics().error(Code::bad_duration,
                                   item.span,
                                   trf("\"{}\" is no wait between two attempts", item.text),
                                   tr("write PT1S to P7D, like [\"PT5S\", \"PT5M\", \"PT1H\"]"));
    });
    return waits;
}

}  // namespace

void read_limits(ObjectReader& object, campaigns::Endpoint& endpoint) {
    endpoint.rate = read_rate(object);
    if (const auto most = object.integer("concurrency", 1, 1000)) {
        endpoint.concurrency = static_cast<int>(*most);
    }
    endpoint.timeout = read_timeout(object);
    endpoint.order = object.choice<campaigns::Order>("order").value_or(campaigns::Order::none);
    if (const auto promise = object.choice<campaigns::DeliveryPromise>("delivery")) {
        endpoint.promise = *promise;
    }
    endpoint.retries = read_retries(object);
    if (endpoint.order == campaigns::Order::fifo && endpoint.concurrency.value_or(1) > 1) {
        object.refuse("concurrency",
                      tr("with \"order\": \"fifo\" notices go one after the other, never several "
                         "at once"),
                      tr("remove \"concurrency\", or write \"order\": \"none\""));
    }
}

}  // namespace outreach::reading
