#include "scheduler/cli/listen_check_cases.hpp"

#include "config/base/i18n.hpp"
#include "connectors/cloud_event.hpp"

namespace outreach::cli {
namespace {

constexpr std::size_t kLarge = 100'000;
constexpr std::int64_t kFourMinutes = 240;
constexpr std::int64_t kTenMinutes = 600;

std::string event_body(const std::string& id, SysTime now, bool japanese, std::size_t at_least) {
    campaigns::OutgoingNotice notice;
    notice.id = id;
    notice.type = "outreach.partner.test";
    notice.partner = PartnerId("receiver-check");
    notice.endpoint = EndpointId("check");
    notice.due = to_rfc3339_utc(now);
    notice.message.language =
        japanese ? campaigns::MessageLanguage::ja : campaigns::MessageLanguage::en;
    notice.message.subject =
        japanese ? "【接続テスト】再犯防止の取組　①髙橋・神﨑～" : "[Test] A trial of a receiver";
    notice.message.text = japanese ? "これは受信の試験です。\n内容への対応は必要ありません。😀\n"
                                   : "This is a trial. Nothing needs to be done.\n";
    const std::size_t size = connectors::to_cloud_event(notice).size();
    if (size < at_least) notice.message.text += std::string(at_least - size, 'x');
    return connectors::to_cloud_event(notice);
}

std::string signatures(Flaw flaw,
                       const connectors::SigningKey& key,
                       const connectors::SigningKey& other,
                       const std::string& id,
                       std::int64_t timestamp,
                       const std::string& body) {
    const std::string right = connectors::sign_webhook({key}, id, timestamp, body);
    const std::string wrong = connectors::sign_webhook({other}, id, timestamp, body);
    const std::size_t value = right.find(',') + 1;
    switch (flaw) {
        case Flaw::rotated:
            return wrong + " " + right;
        case Flaw::unknown_version:
            return "v2," + wrong.substr(wrong.find(',') + 1) + " " + right;
        case Flaw::wrong_signature:
            return wrong;
        case Flaw::truncated:
            return right.substr(0, value + 8);
        case Flaw::version_alone:
            return right.substr(0, value);
        default:
            return right;
    }
}

// How far the timestamp lies from now, in seconds.
std::int64_t shift_of(Flaw flaw) {
    switch (flaw) {
        case Flaw::rather_old:
            return -kFourMinutes;
        case Flaw::rather_new:
            return kFourMinutes;
        case Flaw::old:
            return -kTenMinutes;
        case Flaw::future:
            return kTenMinutes;
        default:
            return 0;
    }
}

}  // namespace

const std::vector<CheckCase>& check_cases() {
    static const std::vector<CheckCase> kAll{
        {Flaw::none, "good", true},
        {Flaw::repeat, "same-id-again", true},
        {Flaw::rotated, "two-signatures-one-wrong", true},
        {Flaw::unknown_version, "unknown-version-beside", true},
        {Flaw::japanese, "japanese-text", true},
        {Flaw::large, "body-of-100-kB", true},
        {Flaw::rather_old, "four-minutes-old", true},
        {Flaw::rather_new, "four-minutes-ahead", true},
        {Flaw::wrong_signature, "wrong-signature", false},
        {Flaw::truncated, "signature-cut-off", false},
        {Flaw::version_alone, "version-alone", false},
        {Flaw::changed_body, "body-changed", false},
        {Flaw::spaced_body, "space-behind-body", false},
        {Flaw::changed_id, "id-changed", false},
        {Flaw::changed_timestamp, "timestamp-changed", false},
        {Flaw::old, "ten-minutes-old", false},
        {Flaw::future, "ten-minutes-ahead", false},
        {Flaw::text_timestamp, "timestamp-no-number", false},
        {Flaw::no_id, "no-webhook-id", false},
        {Flaw::no_timestamp, "no-webhook-timestamp", false},
        {Flaw::no_signature, "no-webhook-signature", false},
    };
    return kAll;
}

CheckRequest make_check_request(const CheckCase& each,
                                const connectors::SigningKey& key,
                                const connectors::SigningKey& other,
                                std::string_view run,
                                SysTime now) {
    const Flaw flaw = each.flaw;
    const auto number = static_cast<int>(flaw == Flaw::repeat ? Flaw::none : flaw);
    std::string id = "ntc_check" + std::string(run) + "_" + std::to_string(number);
    std::int64_t timestamp = to_ms(now) / 1000 + shift_of(flaw);
    CheckRequest request;
    request.body = event_body(id, now, flaw == Flaw::japanese, flaw == Flaw::large ? kLarge : 0);
    const std::string signature = signatures(flaw, key, other, id, timestamp, request.body);
    if (flaw == Flaw::changed_body) request.body.replace(request.body.find("test"), 4, "TEST");
    if (flaw == Flaw::spaced_body) request.body += " ";
    if (flaw == Flaw::changed_id) id += "0";
    if (flaw == Flaw::changed_timestamp) --timestamp;
    const std::string stamp = flaw == Flaw::text_timestamp ? "now" : std::to_string(timestamp);
    request.headers.emplace_back("Content-Type", "application/cloudevents+json");
    request.headers.emplace_back("User-Agent", "outreachd/" OUTREACH_VERSION);
    if (flaw != Flaw::no_id) request.headers.emplace_back("webhook-id", id);
    if (flaw != Flaw::no_timestamp) request.headers.emplace_back("webhook-timestamp", stamp);
    if (flaw != Flaw::no_signature) request.headers.emplace_back("webhook-signature", signature);
    return request;
}

CheckVerdict judge_check(const CheckCase& each, int status) {
    if (status == 0) return {false, tr("no answer")};
    const bool accepted = status >= 200 && status < 300;
    if (each.accept) {
        if (accepted) return {true, ""};
        return {false, tr("has to be accepted with 2xx")};
    }
    if (accepted) return {false, tr("has to be refused, best with 401")};
    if (status == 410) return {false, tr("410 switches the endpoint off; use 401")};
    const bool tried_again = status < 400 || status == 429 || status >= 500;
    if (tried_again) return {false, tr("would be sent again; use 401")};
    return {true, ""};
}

}  // namespace outreach::cli
