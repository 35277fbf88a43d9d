// The columns' short ways, and the rows of the hostile receiver and of TLS.
#include "tests/integration/hostile_cases.hpp"

#include <openssl/ssl.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "connectors/tls_profile.hpp"
#include "tests/support/tls_server.hpp"

namespace outreach::test {
namespace {

using namespace std::chrono_literals;
using B = Behaviour;
using connectors::Verdict;

constexpr const char* kLate = "exchange: no answer in time";

Became retried(Millis earliest, Millis latest, Millis rest) {
    Became became;
    became.verdict = queue::Verdict::retry;
    became.earliest = earliest;
    became.latest = latest;
    became.rest = rest;
    return became;
}

Expected answered(Verdict verdict, int status, const Became& became) {
    Expected expected;
    expected.verdict = verdict;
    expected.status = status;
    expected.became = became;
    expected.detail = "HTTP " + std::to_string(status);
    return expected;
}

Expected unanswered(bool unknown, std::string detail) {
    Expected expected = answered(Verdict::retry, 0, retried(4500ms, 5500ms, 0ms));
    expected.unknown = unknown;
    expected.detail = std::move(detail);
    return expected;
}

class Receiver final : public FarEnd {
public:
    // By path.
    explicit Receiver(Behaviour behaviour) : url_(receiver_.url(behaviour)) {}
    // Always, before a path is said.
    Receiver(Behaviour behaviour, const std::string& scheme) : receiver_(behaviour) {
        url_ = scheme + "://127.0.0.1:" + std::to_string(receiver_.port()) + "/";
    }
    std::string url() const override { return url_; }
    int requests() const override { return receiver_.requests(); }
    int visits() const override { return receiver_.visits(); }

private:
    HostileReceiver receiver_;
    std::string url_;
};

Far path(Behaviour behaviour) {
    return {[=](const auto&) { return std::make_unique<Receiver>(behaviour); }, true, behaviour};
}

Far always(Behaviour behaviour, const std::string& scheme = "http") {
    return {[=](const auto&) { return std::make_unique<Receiver>(behaviour, scheme); },
            false,
            behaviour};
}

class TlsEnd final : public FarEnd {
public:
    explicit TlsEnd(const TlsServerOptions& options) : server_(test_pki(), options) {}
    std::string url() const override { return server_.url("127.0.0.1"); }
    int requests() const override { return server_.requests(); }
    // The good authority is trusted, so that nothing but the fault of the case is refused.
    std::shared_ptr<const connectors::Reach> reach() const override {
        std::ifstream file(test_pki().ca());
        connectors::TlsProfile::Material material;
        material.authorities.assign(std::istreambuf_iterator<char>(file), {});
        auto reach = std::make_shared<connectors::Reach>(*connectors::reach_anywhere());
        std::string problem;
        reach->tls = connectors::TlsProfile::make(material, problem);
        if (!reach->tls) throw std::runtime_error(problem);
        reach->key = "matrix";
        return reach;
    }

private:
    TlsServer server_;
};

Far tls(Cert certificate) {
    TlsServerOptions options;
    options.certificate = certificate;
    return {[=](const auto&) { return std::make_unique<TlsEnd>(options); },
            certificate == Cert::good};
}

Far tls_at_most(int version) {
    TlsServerOptions options;
    options.highest_version = version;
    return {[=](const auto&) { return std::make_unique<TlsEnd>(options); }, false};
}

Far tls_with_client_certificates() {
    return {[](const auto&) {
                TlsServerOptions options;
                options.client_ca = test_pki().ca();
                return std::make_unique<TlsEnd>(options);
            },
            false};
}

}  // namespace

Expected delivered(int status) {
    return answered(Verdict::delivered, status, {});
}

Expected no_answer(std::string detail) {
    return unanswered(true, std::move(detail));
}

Expected never_sent(std::string detail) {
    return unanswered(false, std::move(detail));
}

Expected again(int status) {
    return answered(Verdict::retry, status, retried(4500ms, 5500ms, 0ms));
}

Expected throttled(int status, std::optional<Millis> pause) {
    return answered(Verdict::throttled,
                    status,
                    pause ? retried(*pause, *pause, *pause) : retried(5000ms, 5500ms, 5000ms));
}

Expected permanent(int status) {
    return answered(Verdict::permanent, status, retried(54min, 66min, 0ms));
}

Expected gone(int status) {
    Became became;
    became.verdict = queue::Verdict::dead;
    became.disabled = true;
    return answered(Verdict::gone, status, became);
}

Expected rejected(int status) {
    Became became;
    became.verdict = queue::Verdict::dead;
    return answered(Verdict::rejected, status, became);
}

std::vector<HostileCase> receiver_cases() {
    return {
        {"refuse", always(B::refuse), never_sent("connect: nobody listens there")},
        {"silent", path(B::silent), no_answer(kLate), Pace::hangs},
        {"drip", path(B::drip), no_answer(kLate), Pace::hangs},
        {"drip_body", path(B::drip_body), delivered(200), Pace::hangs},
        {"endless_body", path(B::endless_body), delivered(200)},
        {"gzip_bomb", path(B::gzip_bomb), delivered(200)},
        {"redirect", path(B::redirect), again(302)},
        {"redirect_keep", path(B::redirect_keep), again(307)},
        {"reset_after_body", path(B::reset_after_body), no_answer("the connection was cut")},
        {"half_open", always(B::half_open), no_answer(kLate), Pace::hangs},
        {"half_open_after_head", path(B::half_open), no_answer(kLate), Pace::hangs},
        {"lying_retry_after", path(B::lying_retry_after), throttled(503, 24h)},
        {"garbage_retry_after", path(B::garbage_retry_after), throttled(503)},
        {"wrong_length", path(B::wrong_length), delivered(200)},
        {"short_length", path(B::short_length), delivered(200)},
        {"http10", path(B::http10), delivered(200)},
        {"continue_100", path(B::continue_100), delivered(200)},
        {"header_flood", path(B::header_flood), no_answer("exchange: header limit exceeded")},
        {"huge_header", path(B::huge_header), no_answer("exchange: header limit exceeded")},
        {"garbage", path(B::garbage), no_answer("exchange: bad version")},
        {"not_tls", always(B::not_tls, "https"), never_sent("TLS: ")},
        {"close_at_once", always(B::close_at_once), no_answer("exchange: ")},
        {"close_after_head", path(B::close_at_once), no_answer("exchange: ")},
        {"early_answer", path(B::early_answer), delivered(200)},
        {"two_answers", path(B::two_answers), delivered(200)},
        {"chunked_bad", path(B::chunked_bad), delivered(200)},
        {"status_99", path(B::status_99), again(99)},
        {"gone", path(B::gone), gone(), Pace::at_once, "gone"},
        {"ok", path(B::ok), delivered(200)},
    };
}

std::vector<HostileCase> tls_cases() {
    return {
        {"tls_good", tls(Cert::good), delivered(204)},
        {"tls_expired", tls(Cert::expired), never_sent("TLS: its certificate has expired")},
        {"tls_not_yet", tls(Cert::not_yet_valid), never_sent("TLS: its certificate is not valid")},
        {"tls_wrong_host",
         tls(Cert::wrong_host),
         never_sent("TLS: its certificate is for another")},
        {"tls_self_signed", tls(Cert::self_signed), never_sent("TLS: its certificate is self-sig")},
        {"tls_foreign", tls(Cert::other_authority), never_sent("TLS: its certificate comes from")},
        {"tls_too_old", tls_at_most(TLS1_1_VERSION), never_sent("TLS: ")},
        // TLS 1.3: our side of the handshake has ended when the server refuses us.
        {"tls_wants_ours",
         tls_with_client_certificates(),
         never_sent("TLS: the endpoint does not take our certificate")},
        {"tls_half_open",
         always(B::half_open, "https"),
         never_sent("TLS: no answer in time"),
         Pace::hangs},
        {"tls_close_at_once", always(B::close_at_once, "https"), never_sent("TLS: ")},
    };
}

std::vector<HostileCase> all_hostile_cases() {
    std::vector<HostileCase> all;
    for (const auto& part :
         {receiver_cases(), tls_cases(), status_cases(), broken_answer_cases()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace outreach::test
