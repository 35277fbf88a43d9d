#include "campaigns/wording/lint.hpp"

#include <gtest/gtest.h>

namespace outreach::wording {
namespace {

using campaigns::MessageLanguage;

TEST(Placeholder, IsFoundInWhateverStandsRoundIt) {
    for (const char* text :
         {"会場は○○です",   "〇〇会館",         "△△公園と□□公園",     "××市",
          "●●様",           "○月○日に行います", "〇月〇日に行います", "午後□時から",
          "場所はTBDです",  "担当: tbd",        "TODO: 書く",         "XXXを参照",
          "Lorem Ipsum",    "{{when}}",         "閉じ忘れ }}",        "【仮】灯り",
          "ここは仮文です", "日時（要確認）",   "(未記入)",           "（ここに記入）"}) {
        const auto finding = find_placeholder(text);
        ASSERT_TRUE(finding) << text;
        EXPECT_EQ(finding->fault, Fault::placeholder);
        EXPECT_TRUE(finding->error);
    }
}

TEST(Placeholder, IsNotEveryRoundMark) {
    for (const char* text : {"",
                             "二〇〇五年度",
                             "二〇三〇年",
                             "○印を付けてください",
                             "● 日時",
                             "■ 場所　会館",
                             "縦3×横4",
                             "とどろき Todoroki",
                             "XXLの上着",
                             "{ \"a\": { \"b\": 1 } }"}) {
        EXPECT_FALSE(find_placeholder(text)) << text;
    }
}

TEST(Placeholder, IsQuoted) {
    EXPECT_NE(find_placeholder("会場は○○です")->message.find("○○"), std::string::npos);
}

struct Dated {
    const char* text;
    int fiscal_year;  // 0: not known
};

TEST(Weekday, ThatIsNotTheDatesIsFound) {
    for (const auto& [text, year] : {Dated{"7月2日（木）", 2025},
                                     Dated{"７月２日(木曜日)", 2025},
                                     Dated{"1月15日（水）", 2025},
                                     Dated{"2月30日（日）", 2025},
                                     Dated{"令和7年7月2日（木）", 0},
                                     Dated{"令和７年７月２日（木曜）", 0},
                                     Dated{"令和元年5月1日（木）", 0},
                                     Dated{"平成31年4月30日（水）", 0},
                                     Dated{"2025年7月2日（木）", 0},
                                     Dated{"２０２５年７月２日（木）", 0},
                                     Dated{"令和7年7月1日（火）～7月7日（火）", 0},
                                     Dated{"令和7年7月1日（月）～7月7日（月）", 0},
                                     Dated{"令和7年7月1日（火）～令和7年7月7日（火）", 0},
                                     Dated{"Thursday, 2 July 2025", 0},
                                     Dated{"on THURSDAY 2 july, 2025", 0},
                                     Dated{"Monday, 31 February 2025", 0}}) {
        const auto finding = find_wrong_weekday(text, year);
        ASSERT_TRUE(finding) << text;
        EXPECT_EQ(finding->fault, Fault::wrong_weekday);
        EXPECT_TRUE(finding->error);
    }
}

TEST(Weekday, ThatIsRightOrCannotBeToldIsNot) {
    for (const auto& [text, year] : {Dated{"7月2日（水）", 2025},
                                     Dated{"1月15日（木）", 2025},
                                     Dated{"７月２日(水曜日)", 2025},
                                     Dated{"令和7年7月2日（水）10:00～12:00", 0},
                                     Dated{"令和元年5月1日（水）", 0},
                                     Dated{"平成31年4月30日（火）", 0},
                                     Dated{"２０２５年７月２日（水曜日）", 0},
                                     Dated{"令和7年7月1日（火）～7月7日（月）", 0},
                                     Dated{"令和7年12月28日（日）～1月4日（日）", 2025},
                                     Dated{"令和7年12月28日（日）～令和8年1月4日（日）", 0},
                                     Dated{"7月2日（木）", 0},
                                     Dated{"7月21日（祝）", 2025},
                                     Dated{"7月2日", 2025},
                                     Dated{"Wednesday, 2 July 2025", 0},
                                     Dated{"Wednesday 2 July 2025", 0},
                                     Dated{"Thursday, 2 July", 2025}}) {
        EXPECT_FALSE(find_wrong_weekday(text, year)) << text;
    }
}

TEST(Weekday, IsNamedAsItShouldBe) {
    EXPECT_EQ(find_wrong_weekday("7月2日（木）", 2025)->help, "that day is a Wednesday");
    EXPECT_EQ(find_wrong_weekday("Monday, 31 February 2025", 0)->help, "there is no such day");
}

TEST(PersonalData, IsFoundHoweverItIsTyped) {
    for (const char* text : {"電話0123-45-6789まで",
                             "(0123)45-6789",
                             "0120-123-456",
                             "090-1234-5678",
                             "09012345678",
                             "090 1234 5678",
                             "０９０－１２３４－５６７８",
                             "０９０−１２３４−５６７８",
                             "090ー1234ー5678",
                             "090–1234–5678",
                             "+81-11-211-2222",
                             "someone@example.jp",
                             "ｓｏｍｅｏｎｅ＠ｅｘａｍｐｌｅ．ｊｐ",
                             "〒060-8611",
                             "大通西1丁目12番",
                             "大通西３丁目５番６号",
                             "大通西三丁目5-6",
                             "123番地"}) {
        const auto finding = find_personal_data(text, {});
        ASSERT_TRUE(finding) << text;
        EXPECT_EQ(finding->fault, Fault::personal_data);
        EXPECT_TRUE(finding->error);
    }
}

TEST(PersonalData, IsNotEveryNumberWithAStroke) {
    for (const char* text : {"2025-07-02の10:00-12:00",
                             "第10-12回",
                             "予算は090万円",
                             "ISBN 978-4-00-310101-8",
                             "大通西1丁目",
                             "西1丁目から西8丁目まで",
                             "@allの皆様",
                             "1番から3番まで"}) {
        EXPECT_FALSE(find_personal_data(text, {})) << text;
    }
}

TEST(PersonalData, OfAContactMayStandInTheTextHoweverItIsTyped) {
    const std::vector<std::string> allowed{
        "０１１－２１１－２２２２（代表）", "desk@example.jp", "北1条西２丁目１番"};
    for (const char* text :
         {"電話011-211-2222まで", "011−211−2222", "desk@example.jpまで", "北1条西2丁目1番"}) {
        EXPECT_FALSE(find_personal_data(text, allowed)) << text;
    }
    EXPECT_TRUE(find_personal_data("011-211-2222か090-1234-5678まで", allowed));
}

TEST(PersonalData, IsAllowedOfBothContactsAndTheVenue) {
    campaigns::Organizer organizer;
    organizer.contact.email = "city@example.jp";
    campaigns::Activity activity;
    EXPECT_EQ(open_contacts(organizer, activity), std::vector<std::string>{"city@example.jp"});
    activity.contact.phone = "011-211-2222";
    activity.venue.emplace();
    activity.venue->address = "北1条西2丁目1番";
    activity.venue->access.ja = "電話011-000-0000";
    EXPECT_EQ(open_contacts(organizer, activity),
              (std::vector<std::string>{
                  "011-211-2222", "city@example.jp", "北1条西2丁目1番", "電話011-000-0000"}));
}

std::string long_text(std::size_t characters) {
    std::string text;
    for (std::size_t i = 0; i < characters; ++i) text += "あ";
    return text;
}

TEST(HardWords, AreSentencesOfMoreThanFiftyCharacters) {
    EXPECT_TRUE(find_hard_words(long_text(50) + "。" + long_text(50)).empty());
    EXPECT_EQ(find_hard_words(long_text(51)).size(), 1U);
    EXPECT_EQ(find_hard_words(long_text(51) + "。短い。" + long_text(60) + "！").size(), 2U);
    EXPECT_FALSE(find_hard_words(long_text(51)).front().error);
}

TEST(HardWords, EndWithTheirSentence) {
    for (const char* end : {"。", "！", "？", "\n"}) {
        EXPECT_TRUE(find_hard_words(long_text(30) + end + long_text(30)).empty()) << end;
    }
}

TEST(HardWords, AreNotWebAddresses) {
    EXPECT_TRUE(find_hard_words("https://www.city.example/" + std::string(60, 'x')).empty());
}

campaigns::Message message(MessageLanguage language, std::string subject, std::string text) {
    return {language, std::move(subject), std::move(text)};
}

std::vector<Fault> faults(const campaigns::Message& message, const LintRules& rules = {}) {
    std::vector<Fault> all;
    for (const Finding& each : lint(message, rules)) all.push_back(each.fault);
    return all;
}

TEST(Lint, HasNothingToSayOfAGoodMessage) {
    EXPECT_TRUE(
        faults(message(MessageLanguage::ja, "御案内", "令和7年7月2日（水）です。")).empty());
}

TEST(Lint, FindsAnEmptyMessage) {
    const std::vector<Fault> missing{Fault::missing_words};
    EXPECT_EQ(faults(message(MessageLanguage::ja, "", "本文")), missing);
    EXPECT_EQ(faults(message(MessageLanguage::ja, "件名", "")), missing);
}

TEST(Lint, LooksIntoSubjectAndText) {
    EXPECT_EQ(faults(message(MessageLanguage::ja, "○○の御案内", "本文")),
              std::vector<Fault>{Fault::placeholder});
    EXPECT_EQ(faults(message(MessageLanguage::ja, "件名", "090-1234-5678")),
              std::vector<Fault>{Fault::personal_data});
}

TEST(Lint, AsksForShortSentencesInPlainJapaneseOnly) {
    EXPECT_TRUE(faults(message(MessageLanguage::ja, "件名", long_text(60))).empty());
    EXPECT_EQ(faults(message(MessageLanguage::ja_easy, "件名", long_text(60))),
              std::vector<Fault>{Fault::hard_words});
}

TEST(Lint, TakesTheYearAndTheContactsFromItsRules) {
    const auto text = message(MessageLanguage::ja, "件名", "7月2日（木）、011-211-2222まで");
    EXPECT_EQ(faults(text), std::vector<Fault>{Fault::personal_data});
    LintRules rules;
    rules.fiscal_year = 2025;
    rules.allowed = {"011-211-2222"};
    EXPECT_EQ(faults(text, rules), std::vector<Fault>{Fault::wrong_weekday});
}

TEST(Lint, TellsErrorsFirst) {
    const auto found = lint(message(MessageLanguage::ja_easy, "件名", long_text(60) + "○○"), {});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_TRUE(found.front().error);
    EXPECT_FALSE(found.back().error);
}

}  // namespace
}  // namespace outreach::wording
