// Any bytes as what comes from outside: journal lines, signatures, keys, HTTP targets, dates.
#include <cstdint>

#include "config/settings_loader.hpp"
#include "connectors/answer.hpp"
#include "connectors/url.hpp"
#include "connectors/webhook_signature.hpp"
#include "scheduler/http/http_types.hpp"
#include "scheduler/journal/ledger.hpp"
#include "scheduler/redis/address.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace outreach;
    const std::string text(reinterpret_cast<const char*>(data), size);
    journal::Ledger ledger;
    if (const auto entry = journal::from_line(text)) {
        ledger.apply(*entry);
        (void)journal::to_line(*entry);
    }
    http::Request request;
    (void)http::parse_target(text, request);
    (void)connectors::parse_url(text);
    (void)connectors::parse_retry_after(text, SysTime{});
    (void)redis::parse_redis_url(text);
    config::Settings settings;
    (void)config::load_settings(text, settings);
    const auto key = connectors::parse_key(text);
    if (key) (void)connectors::verify_webhook({*key}, "a", "1", text, text, SysTime{});
    return 0;
}
