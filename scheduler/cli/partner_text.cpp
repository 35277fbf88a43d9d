#include "scheduler/cli/partner_text.hpp"

#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"
#include "connectors/outcome.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/daemon_json.hpp"
#include "scheduler/cli/period.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;
using connectors::Verdict;

// "failing, paused": a pause is the partner's, the state the endpoint's.
std::string state_of(const json& partner, const json& endpoint) {
    const std::string state = text_of(endpoint, "state");
    return text_of(partner, "paused").empty() ? state : state + ", paused";
}

std::string endpoint_text(const json& endpoint) {
    return text_of(endpoint, "id") + " (" + text_of(endpoint, "connector") + ")\n" +
           to_facts({{tr("state"), text_of(endpoint, "state")},
                     {tr("problem"), text_of(endpoint, "problem")},
                     {tr("disabled since"), time_of(endpoint, "since")},
                     {tr("not before"), time_of(endpoint, "not_before")},
                     {tr("failures in a row"), text_of(endpoint, "failures")},
                     {tr("last success"), time_of(endpoint, "last_success")},
                     {tr("last failure"), time_of(endpoint, "last_failure")},
                     {tr("dead letters"), text_of(endpoint, "dead_letters")},
                     {tr("order"), text_of(endpoint, "order")},
                     {tr("delivery"), text_of(endpoint, "delivery")},
                     {tr("rate"), text_of(endpoint, "rate")},
                     {tr("at a time"), text_of(endpoint, "concurrency")}});
}

// What a LINE account may still send this month; empty elsewhere.
std::string quota_of(const json& result) {
    const json quota = result.value("quota", json());
    if (!quota.is_object()) return {};
    const std::size_t used = count_of(quota, "used");
    if (quota.value("left", json()).is_null()) return trf("{} messages used this month", used);
    return trf("{} messages used this month, {} left", used, count_of(quota, "left"));
}

}  // namespace

std::string partners_table(const json& partners) {
    std::vector<std::vector<std::string>> rows;
    for (const json& partner : partners) {
        json endpoints = objects_in(partner, "endpoints");
        if (endpoints.empty()) endpoints.push_back(json::object());
        for (const json& each : endpoints) {
            rows.push_back({text_of(partner, "id"),
                            text_of(each, "id"),
                            text_of(each, "connector"),
                            each.empty() ? std::string() : state_of(partner, each),
                            text_of(each, "failures"),
                            text_of(each, "dead_letters"),
                            time_of(each, "last_success"),
                            text_of(partner, "name"),
                            text_of(each, "problem")});
        }
    }
    return to_table({tr("partner"),
                     tr("endpoint"),
                     tr("connector"),
                     tr("state"),
                     tr("failures"),
                     tr("dead"),
                     tr("last success"),
                     tr("name"),
                     tr("problem")},
                    rows);
}

std::string partner_text(const json& partner) {
    std::string text = text_of(partner, "id") + "  " + text_of(partner, "name") + "\n" +
                       to_facts({{tr("audience"), text_of(partner, "audience")},
                                 {tr("language"), text_of(partner, "language")},
                                 {tr("role"), text_of(partner, "role")},
                                 {tr("paused"), text_of(partner, "paused")}});
    const json endpoints = objects_in(partner, "endpoints");
    for (const json& each : endpoints) text += "\n" + endpoint_text(each);
    return text;
}

bool took(const json& result) {
    const std::string verdict = text_of(result, "verdict");
    return verdict == connectors::word(Verdict::delivered) ||
           verdict == connectors::word(Verdict::accepted);
}

std::string results_table(const json& results) {
    std::vector<std::vector<std::string>> rows;
    for (const json& each : results) {
        const std::size_t status = count_of(each, "status");
        rows.push_back({text_of(each, "endpoint"),
                        text_of(each, "verdict"),
                        status == 0 ? std::string("-") : std::to_string(status),
                        text_of(each, "took_ms") + " ms",
                        text_of(each, "detail"),
                        quota_of(each) + text_of(each, "answer")});
    }
    return to_table(
        {tr("endpoint"), tr("result"), tr("HTTP status"), tr("took"), tr("detail"), tr("answer")},
        rows);
}

json shown_of(const json& rotation) {
    json shown = json::object();
    for (const char* key : {"endpoint", "file", "public_key", "old_until", "warning"}) {
        const std::string text = text_of(rotation, key);
        const bool secret = text.find("whsec_") != text.npos || text.find("whsk_") != text.npos ||
                            (std::string_view(key) == "public_key" && !text.starts_with("whpk_"));
        shown[key] = text.empty() || secret ? json(nullptr) : json(text);
    }
    return shown;
}

// A rotation without an overlap.
bool is_past(const json& shown) {
    const auto until = parse_rfc3339(text_of(shown, "old_until"));
    return until && *until <= wall_now();
}

std::string rotation_text(const json& shown) {
    std::string text = trf("{}: the new secret is the first line of {}, on the daemon's machine",
                           text_of(shown, "endpoint"),
                           text_of(shown, "file"));
    const std::string until = time_of(shown, "old_until");
    if (is_past(shown)) {
        text += "\n" + std::string(tr("the old secret no longer counts"));
    } else if (!until.empty())
        text += "\n" + trf("the old secret goes on until {}", until);
    const std::string key = text_of(shown, "public_key");
    if (!key.empty()) text += "\n" + trf("the new public key is {}", key);
    const std::string warning = text_of(shown, "warning");
    if (!warning.empty()) text += "\n" + trf("warning: {}", warning);
    return text;
}

std::string advice_after(const json& shown, const std::string& partner) {
    const bool shared = text_of(shown, "public_key").empty();
    const std::string todo =
        is_past(shown)
            ? tr("now give the partner the new one at once: until then it refuses what we send")
        : shared
            ? tr("now give the partner that line before the old secret ends, by hand or by a way "
                 "that is encrypted, not by plain mail or chat")
            : tr("now give the partner the new public key before the old one ends, by a way on "
                 "which nobody can change it; the secret itself stays here");
    return todo + "\n" +
           trf("then see that it is taken: outreach partner test {} --endpoint {}",
               partner,
               text_of(shown, "endpoint"));
}

}  // namespace outreach::cli
