#include "scheduler/app/partner_orders.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"
#include "connectors/line_account.hpp"
#include "connectors/secrets.hpp"
#include "scheduler/app/order_answers.hpp"
#include "scheduler/app/partner_letters.hpp"

namespace outreach::app {
namespace {

using http::Identity;
using http::Order;
using http::Verdict;
using json = nlohmann::ordered_json;

constexpr std::chrono::seconds kUsualOverlap{86'400};
constexpr std::chrono::seconds kLongestOverlap{7 * 86'400};

}  // namespace

PartnerOrders::Names PartnerOrders::choose(const campaigns::Partner& partner,
                                           const Order& order,
                                           Verdict& refusal) const {
    Names names;
    for (const campaigns::Endpoint& each : partner.endpoints) {
        if (order.endpoint.empty() || each.id.str() == order.endpoint) {
            names.push_back(each.id.str());
        }
    }
    if (names.empty()) {
        refusal = refuse(404,
                         "Not Found",
                         order.endpoint.empty()
                             ? tr("this partner has no endpoint")
                             : trf("this partner has no endpoint \"{}\"", order.endpoint));
    }
    return names;
}

PartnerOrders::Awaitable<Verdict> PartnerOrders::on_partner(Identity who,
                                                            std::string id,
                                                            std::string verb,
                                                            Order order) {
    const auto around = doors_.plan.folder().surroundings();
    const auto* found = around ? around->partners.find(PartnerId(id)) : nullptr;
    if (found == nullptr) {
        co_return refuse(404, "Not Found", trf("there is no partner \"{}\"", id));
    }
    const campaigns::Partner partner = *found;
    Verdict refusal;
    Names endpoints = choose(partner, order, refusal);
    if (endpoints.empty()) co_return refusal;
    journal::Act act;
    act.at = doors_.clock.now();
    act.what = verb;
    act.by = who.name;
    act.reason = order.reason;
    act.partner = partner.id;
    if (verb == "enable") co_return co_await enable(std::move(act), partner, std::move(endpoints));
    if (verb == "test") co_return co_await test(partner, std::move(endpoints));
    if (verb == "replay")
        co_return co_await doors_.second_chances.replay(std::move(act), std::move(order));
    if (verb == "rotate-secret") {
        act.what = "rotate_secret";
        co_return co_await rotate(
            std::move(act), partner, std::move(endpoints), std::move(order.overlap));
    }
    co_return refuse(
        404, "Not Found", trf("\"{}\" is not known; enable, test, rotate-secret, replay", verb));
}

PartnerOrders::Awaitable<Verdict> PartnerOrders::enable(journal::Act act,
                                                        campaigns::Partner partner,
                                                        Names endpoints) {
    json enabled = json::array();
    Verdict late;  // recorded, but not in the queue yet
    const auto off = doors_.plan.pauses().endpoints;
    const auto unwell = [this](const std::string& endpoint) {
        const auto found = doors_.delivery.endpoints().find(endpoint);
        if (found == doors_.delivery.endpoints().end()) return false;
        const bool rests = found->second.not_before > doors_.clock.now();
        return rests || found->second.breaker.failures() > 0;
    };
    for (const std::string& name : endpoints) {
        act.endpoint = partner.id.str() + "/" + name;
        // What the daemon remembers first: the plan wakes the queue, and nothing may hold it then.
        const bool was_unwell = unwell(act.endpoint);
        co_await doors_.delivery.forgive(act.endpoint);
        if (!was_unwell && !off.contains(act.endpoint)) continue;
        const auto done = co_await doors_.plan.perform(act);
        if (!done) late = after_recording(done);
        if (!done && done.error() == Errc::journal_failed) co_return late;
        // An attempt that was under way may have ended meanwhile.
        co_await doors_.delivery.forgive(act.endpoint);
        enabled.push_back(name);
    }
    if (!late.title.empty()) co_return late;
    std::size_t dead = 0;
    for (const auto& [place, letter] : doors_.ledger.dead_letters()) {
        dead += queue::partner_of_lane(place.lane) == partner.id.str() ? 1 : 0;
    }
    co_return answer_of({{"endpoints", enabled}, {"dead_letters", dead}});
}

PartnerOrders::Awaitable<Verdict> PartnerOrders::test(campaigns::Partner partner, Names endpoints) {
    json results = json::array();
    for (const std::string& name : endpoints) {
        const auto target = doors_.plan.targets().find(partner.id.str() + "/" + name);
        if (!target) continue;
        const auto letter = std::make_shared<const campaigns::OutgoingNotice>(
            test_letter(partner, name, doors_.clock.now()));
        const connectors::Trial trial;
        const auto began = std::chrono::steady_clock::now();
        const auto outcome = co_await doors_.connector.send(target, letter, trial);
        const auto took = std::chrono::steady_clock::now() - began;
        results.push_back({{"endpoint", name},
                           {"verdict", connectors::word(outcome.verdict)},
                           {"status", outcome.status},
                           {"detail", outcome.detail},
                           {"answer", outcome.answer},
                           {"took_ms", std::chrono::duration_cast<Millis>(took).count()}});
        if (target->connector != "line" || target->token.empty()) continue;
        const auto use = co_await connectors::ask_line(doors_.http, target);
        if (!use) continue;
        const auto left = connectors::messages_left(use->quota, use->used);
        results.back()["quota"] = {{"used", use->used},
                                   {"left", left ? json(*left) : json(nullptr)}};
    }
    co_return answer_of({{"results", results}});
}

// "p/main, q/main": endpoints other than `endpoint` that sign with the secret in `file`.
std::string PartnerOrders::others_with(const std::string& file, const std::string& endpoint) const {
    std::string others;
    const auto around = doors_.plan.folder().surroundings();
    if (!around) return others;
    for (const campaigns::Partner& partner : around->partners.partners) {
        for (const campaigns::Endpoint& each : partner.endpoints) {
            const std::string name = partner.id.str() + "/" + each.id.str();
            const bool same = std::ranges::any_of(each.secrets, [&](const auto& secret) {
                return secret.kind == campaigns::SecretSource::Kind::file && secret.where == file;
            });
            if (same && name != endpoint) others += (others.empty() ? "" : ", ") + name;
        }
    }
    return others;
}

PartnerOrders::Awaitable<Verdict> PartnerOrders::rotate(journal::Act act,
                                                        campaigns::Partner partner,
                                                        Names endpoints,
                                                        std::string overlap) {
    const auto length = overlap.empty() ? std::optional(kUsualOverlap) : parse_duration(overlap);
    if (!length || length->count() < 0 || *length > kLongestOverlap) {
        co_return refuse(400, "Bad Request", tr("the overlap is PT0S to P7D, like P1D"));
    }
    if (endpoints.size() != 1) {
        co_return refuse(400, "Bad Request", tr("say which endpoint: --endpoint E"));
    }
    const campaigns::SecretSource* source = nullptr;
    for (const campaigns::Endpoint& each : partner.endpoints) {
        const bool signs = each.connector == "webhook" || each.connector == "file";
        if (each.id.str() != endpoints.front() || !signs || each.secrets.empty()) continue;
        source = &each.secrets.front();
    }
    if (source == nullptr || source->kind != campaigns::SecretSource::Kind::file) {
        co_return refuse(409,
                         "Conflict",
                         tr("only a webhook's secret in a file can be rotated here; replace the "
                            "others where they are kept"));
    }
    const auto folder = doors_.partners.has_parent_path() ? doors_.partners.parent_path()
                                                          : std::filesystem::path(".");
    const std::filesystem::path file = folder / source->where;
    // Signatures are made by the real clock, whatever the daemon's is.
    const SysTime now = std::chrono::floor<Millis>(std::chrono::system_clock::now());
    const SysTime until = now + *length;
    const auto rotated = connectors::rotate_key(file, now, until);
    if (!rotated) {
        co_return refuse(409,
                         "Conflict",
                         trf("{} cannot be rotated: {}", file.string(), rotated.error().message()));
    }
    const std::string act_endpoint = partner.id.str() + "/" + endpoints.front();
    act.endpoint = act_endpoint;
    doors_.plan.reload();
    const auto done = co_await doors_.plan.perform(std::move(act));
    // The secret has changed whatever became of the record: the answer must be told.
    std::string warning = after_recording(done).detail;
    const std::string others = others_with(source->where, act_endpoint);
    if (!others.empty()) {
        if (!warning.empty()) warning += "; ";
        warning += trf("{} use the same file: they need the new secret too", others);
    }
    co_return answer_of({{"endpoint", endpoints.front()},
                         {"warning", warning},
                         {"file", file.string()},
                         {"public_key", rotated->empty() ? json(nullptr) : json(*rotated)},
                         {"old_until", to_rfc3339_utc(until)}});
}

}  // namespace outreach::app
