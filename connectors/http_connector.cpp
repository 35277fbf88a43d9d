#include "connectors/http_connector.hpp"

#include "config/base/i18n.hpp"
#include "connectors/answer.hpp"
#include "connectors/masking.hpp"
#include "connectors/template_service.hpp"

namespace outreach::connectors {
namespace {

namespace asio = boost::asio;
// How long a consent holds, and how soon a refusal is asked about again.
constexpr std::chrono::hours kConsentHolds{24};
constexpr std::chrono::hours kAskAgain{1};
constexpr std::chrono::seconds kWhileAsking{1};
constexpr std::chrono::seconds kAfterOwnFault{60};
constexpr std::chrono::seconds kAfterProxyFault{30};
constexpr std::size_t kMostDetail = 1000;

// No answer came: what that means.
Outcome without_answer(const HttpAnswer& answer) {
    if (answer.stage == Stage::guard) return held_back(answer.error, kAfterOwnFault);
    if (answer.stage == Stage::proxy) return held_back(answer.error, kAfterProxyFault);
    Outcome outcome;
    outcome.detail = answer.error;
    outcome.unknown = answer.stage == Stage::exchange;
    return outcome;
}

}  // namespace

Outcome held_back(std::string why, std::chrono::seconds pause) {
    Outcome outcome;
    outcome.verdict = Verdict::held;
    outcome.detail = std::move(why);
    outcome.pause = pause;
    return outcome;
}

void HttpConnector::forget(const std::string& endpoint) {
    std::erase_if(agreements_, [&](const auto& each) {
        return !each.second.asking && each.first.starts_with(endpoint + " ");
    });
}

asio::awaitable<std::optional<Outcome>> HttpConnector::ask(const Target& target,
                                                           Agreement& agreement) {
    const auto age = std::chrono::steady_clock::now() - agreement.asked;
    const bool known = agreement.asked != std::chrono::steady_clock::time_point{};
    if (known && agreement.consent.given && age < kConsentHolds) co_return std::nullopt;
    if (agreement.asking) co_return held_back(tr("consent is being asked for"), kWhileAsking);
    if (known && !agreement.consent.given && age < kAskAgain) {
        co_return held_back(agreement.consent.detail, kAskAgain);
    }
    agreement.asking = true;
    HttpRequest request = handshake_request(target.url, origin_, target.rate);
    // The partner's gateway may want them.
    for (const auto& header : target.headers) request.headers.push_back(header);
    request.timeout = target.timeout;
    request.reach = target.reach;
    const HttpAnswer answer = co_await client_.send(std::move(request));
    agreement.asking = false;
    if (answer.status == 0) {
        Outcome outcome = without_answer(answer);
        outcome.unknown = false;  // only the question was sent
        co_return outcome;
    }
    if (answer.status == 429 || answer.status >= 500) {
        // No answer to the question: asked again soon.
        const Outcome busy = judge_answer(answer.status, answer.retry_after, wall_clock_.now());
        co_return held_back(busy.detail, busy.pause.value_or(kAfterProxyFault));
    }
    agreement.asked = std::chrono::steady_clock::now();
    agreement.consent = judge_handshake(answer, origin_);
    if (agreement.consent.given) co_return std::nullopt;
    co_return held_back(agreement.consent.detail, kAskAgain);
}

asio::awaitable<Outcome> HttpConnector::send(
    std::shared_ptr<const Target> target,
    std::shared_ptr<const campaigns::OutgoingNotice> notice,
    Trial trial) {
    if (!target->problem.empty()) co_return held_back(target->problem, kAfterOwnFault);
    const TemplateService own(target->recipe);
    const Service* service = &own;
    if (target->recipe == nullptr) service = find_service(target->connector);
    if (service == nullptr) co_return held_back(tr("no such connector"), kAfterOwnFault);
    std::optional<campaigns::Rate> agreed;
    if (target->handshake) {
        const std::string name =
            target->partner + "/" + target->endpoint + " " + target->fingerprint;
        Agreement& agreement = agreements_[name];
        auto refused = co_await ask(*target, agreement);
        if (refused) co_return std::move(*refused);
        agreed = agreement.consent.rate;
    }
    const SysTime now = wall_clock_.now();
    if (target->connector == "webhook" && keys_at(target->keys, now).empty()) {
        co_return held_back(tr("no usable secret: nothing is sent unsigned"), kAfterOwnFault);
    }
    HttpRequest request = service->request(*target, *notice, trial, now);
    if (target->handshake) request.headers.push_back(handshake_origin(origin_));
    request.timeout = target->timeout;
    request.reach = target->reach;
    HttpAnswer answer = co_await client_.send(std::move(request));
    if (answer.status == 0) co_return without_answer(answer);
    // Before a part of it is quoted: of a secret that is cut nothing would be recognised.
    answer.body = mask(answer.body, target->secret_texts);
    Outcome outcome = service->judge(answer, wall_clock_.now());
    outcome.agreed = agreed;
    // A gateway may have passed the request on before it lost the answer (RFC
    // 9110, 15.6.3, 15.6.5).
    if (answer.status == 502 || answer.status == 504) outcome.unknown = true;
    if (!arrived(outcome.verdict)) {
        outcome.answer = presentable(answer.body, kMostAnswerKept, target->secret_texts);
        outcome.detail = presentable(outcome.detail, kMostDetail, target->secret_texts);
        co_return outcome;
    }
    auto follow = service->follow_up(*target, *notice);
    if (follow) {
        follow->timeout = target->timeout;
        follow->reach = target->reach;
        const HttpAnswer marked = co_await client_.send(std::move(*follow));
        if (marked.status / 100 != 2) {
            outcome.detail = tr("the older message could not be marked as out of date");
        }
    }
    co_return outcome;
}

}  // namespace outreach::connectors
