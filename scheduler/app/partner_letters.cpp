#include "scheduler/app/partner_letters.hpp"

#include <fmt/format.h>

#include "campaigns/calendar/local_time.hpp"
#include "config/base/hash.hpp"

namespace outreach::app {
namespace {

using campaigns::MessageLanguage;
using campaigns::OutgoingNotice;

OutgoingNotice blank(const campaigns::Partner& reader,
                     const std::string& endpoint,
                     const char* type,
                     const std::string& identity) {
    OutgoingNotice notice;
    notice.id = "ntc_" + to_hex(sha256(identity));
    notice.type = type;
    notice.partner = reader.id;
    notice.endpoint = EndpointId(endpoint);
    notice.message.language = reader.language;
    return notice;
}

// Partners read Japan's time.
std::string city_time(SysTime at) {
    return calendar::Zone::find("Asia/Tokyo")->format(at);
}

}  // namespace

OutgoingNotice test_letter(const campaigns::Partner& partner,
                           const std::string& endpoint,
                           SysTime now) {
    const std::string at = city_time(now);
    OutgoingNotice notice = blank(partner,
                                  endpoint,
                                  "outreach.partner.test",
                                  "test\n" + partner.id.str() + "\n" + endpoint + "\n" + at);
    notice.due = at;
    switch (partner.language) {
        case MessageLanguage::ja:
            notice.message.subject = "【接続テスト】お知らせの受信テスト";
            notice.message.text =
                "これは接続を確かめるためのテストです。内容への対応は必要ありません。";
            break;
        case MessageLanguage::ja_easy:
            notice.message.subject = "【テスト】お知らせが とどくかの テスト";
            notice.message.text = "これは テストです。なにも しなくて いいです。";
            break;
        case MessageLanguage::en:
            notice.message.subject = "[Test] A test of delivery";
            notice.message.text = "This is a test of the connection. Nothing needs to be done.";
            break;
    }
    return notice;
}

OutgoingNotice disabled_letter(const campaigns::Partner& reader,
                               const std::string& reader_endpoint,
                               const DisabledFacts& facts) {
    const std::string since = city_time(facts.since);
    const std::string whose = facts.partner + "/" + facts.endpoint;
    OutgoingNotice notice =
        blank(reader,
              reader_endpoint,
              "outreach.partner.endpoint_disabled",
              "disabled\n" + whose + "\n" + since + "\n" + reader.id.str() + "/" + reader_endpoint);
    notice.due = since;
    switch (reader.language) {
        case MessageLanguage::ja:
            notice.message.subject = fmt::format("【要確認】{}への配信を止めました", facts.name);
            notice.message.text = fmt::format(
                "{}の受信先「{}」にお知らせが届かないため、配信を止めました。\n理由：{}\n"
                "止めている間のお知らせは、それぞれの期限まで保管します。\n"
                "受信先が直りましたら、主催者の担当者が次の操作で再開します。\n"
                "outreach partner enable {} --endpoint {}",
                facts.name,
                facts.endpoint,
                facts.reason,
                facts.partner,
                facts.endpoint);
            break;
        case MessageLanguage::ja_easy:
            notice.message.subject =
                fmt::format("【みてください】{}に おくるのを とめました", facts.name);
            notice.message.text = fmt::format(
                "{}の「{}」に お知らせが とどきません。\nいまは おくるのを とめています。\n"
                "お知らせは なくなりません。しばらく とっておきます。\n"
                "なおったら、市の 人に つたえて ください。",
                facts.name,
                facts.endpoint);
            break;
        case MessageLanguage::en:
            notice.message.subject =
                fmt::format("[Please check] Delivery to {} has stopped", facts.name);
            notice.message.text = fmt::format(
                "Notices do not reach the endpoint \"{}\" of {}, so delivery to it has stopped.\n"
                "Reason: {}\nNotices are kept until their deadlines.\n"
                "Once it works again, the organiser resumes with\n"
                "outreach partner enable {} --endpoint {}",
                facts.endpoint,
                facts.name,
                facts.reason,
                facts.partner,
                facts.endpoint);
            break;
    }
    return notice;
}

}  // namespace outreach::app
