// Any bytes as what a far end answers, as a notice's words for each service, and as a template
// file.
#include <array>
#include <cstdint>
#include <cstdlib>

#include "connectors/address_guard.hpp"
#include "connectors/answer.hpp"
#include "connectors/body_decoder.hpp"
#include "connectors/handshake.hpp"
#include "connectors/masking.hpp"
#include "connectors/service.hpp"
#include "connectors/signature_doctor.hpp"
#include "connectors/template_file.hpp"

namespace {

using namespace outreach;
using namespace outreach::connectors;

constexpr std::array<const char*, 8> kConnectors{
    "webhook", "slack", "mattermost", "teams", "discord", "google_chat", "line", "template"};
constexpr std::array<int, 12> kStatuses{200, 202, 204, 301, 400, 401, 404, 409, 410, 429, 500, 503};
constexpr std::array<const char*, 3> kCodings{"gzip", "deflate", ""};
constexpr std::size_t kLimit = 64 * 1024;

void must(bool holds) {
    if (!holds) std::abort();
}

HttpAnswer answer_of(int status, const std::string& text) {
    HttpAnswer answer;
    answer.status = status;
    answer.body = text;
    answer.retry_after = text.substr(0, 40);
    for (const char* name : {kDeliveryControl,
                             "x-ratelimit-remaining",
                             "x-ratelimit-reset-after",
                             "webhook-allowed-origin",
                             "webhook-allowed-rate"}) {
        answer.headers[name] = text.substr(0, 40);
    }
    return answer;
}

campaigns::OutgoingNotice notice_of(const std::string& text) {
    campaigns::OutgoingNotice notice;
    notice.id = "ntc_1";
    notice.message.subject = text.substr(0, 200);
    notice.message.text = text;
    return notice;
}

Target target_of(const TemplateReading& reading) {
    Target target;
    target.url = *parse_url("https://partner.example/in");
    target.token = "secret-token";
    target.to = {"U0123456789"};
    target.recipe = reading.file;
    return target;
}

void play_services(const std::string& text, int status, const TemplateReading& reading) {
    const Target target = target_of(reading);
    const auto notice = notice_of(text);
    const HttpAnswer answer = answer_of(status, text);
    for (const char* name : kConnectors) {
        const Service& service = *find_service(name);
        const Outcome outcome = service.judge(answer, SysTime{});
        must(!outcome.pause || (outcome.pause->count() >= 0 && *outcome.pause <= kLongestPause));
        if (!reading.file && std::string_view(name) == "template") continue;
        (void)service.request(target, notice, {}, SysTime{});
        (void)service.budget(notice);
    }
    (void)judge_handshake(answer, "outreach.example");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    // The last byte chooses, so that files are seeds as they are.
    const std::uint8_t choice = data[size - 1];
    const std::string text(reinterpret_cast<const char*>(data), size - 1);
    const auto reading = read_template_file(text);
    must((reading.file != nullptr) || !reading.diagnostics.empty());
    play_services(text, kStatuses[choice % kStatuses.size()], reading);
    BodyDecoder decoder(kCodings[choice % kCodings.size()], kLimit);
    decoder.feed(text);
    must(decoder.take().size() <= kLimit);
    must(presentable(text, 1024, {text.substr(0, 30)}).size() <= 1024);
    (void)plain_address(text);
    NetworkList list;
    (void)list.add(text);
    (void)diagnose_signature({HmacKey{"0123456789abcdef"}}, {"a", text, text}, text, SysTime{});
    return 0;
}
