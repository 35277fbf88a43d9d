#include "campaigns/wording/lint.hpp"

#include <unicode/regex.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "campaigns/calendar/era.hpp"
#include "config/base/i18n.hpp"

namespace outreach::wording {
namespace {

using namespace std::chrono;
constexpr std::size_t kLongestEasySentence = 50;

// One compiled expression for each thread; `text` is handed in as UTF-8.
class Pattern {
public:
    explicit Pattern(const char* expression) {
        UErrorCode status = U_ZERO_ERROR;
        matcher_ = std::make_unique<icu::RegexMatcher>(
            icu::UnicodeString::fromUTF8(expression), UREGEX_CASE_INSENSITIVE, status);
        if (U_FAILURE(status)) throw std::logic_error(expression);
    }
    void start(const std::string& text) {
        text_ = icu::UnicodeString::fromUTF8(text);
        matcher_->reset(text_);
    }
    bool next() { return matcher_->find() != 0; }
    [[nodiscard]] std::string group(int number) const {
        UErrorCode status = U_ZERO_ERROR;
        std::string out;
        matcher_->group(number, status).toUTF8String(out);
        return out;
    }

private:
    std::unique_ptr<icu::RegexMatcher> matcher_;
    icu::UnicodeString text_;
};

int number(const std::string& text) {
    return text.empty() ? 0 : std::atoi(text.c_str());
}

std::optional<weekday> weekday_of(int y, int m, int d) {
    const year_month_day date{
        year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
    if (!date.ok()) return {};
    return weekday{local_days{date}};
}

// The Gregorian year of "令和7年" or "2025年"; 0 if none is named.
int named_year(const Pattern& date) {
    const std::string era = date.group(1);
    const std::string of_era = date.group(2);
    if (!era.empty()) {
        const int count = of_era == "元" ? 1 : number(of_era);
        return (era == "平成" ? 1988 : 2018) + count;
    }
    return number(date.group(3));
}

Finding wrong_weekday(const std::string& written, std::optional<weekday> right) {
    static constexpr const char* kNames[] = {
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    Finding finding;
    finding.fault = Fault::wrong_weekday;
    finding.message = trf("the weekday does not match the date: \"{}\"", written);
    finding.help = right ? trf("that day is a {}", tr(kNames[right->c_encoding()]))
                         : std::string(tr("there is no such day"));
    return finding;
}

std::optional<Finding> check_japanese(const std::string& plain, int fiscal_year) {
    thread_local Pattern date(
        "(?:(令和|平成)\\s*([0-9]+|元)\\s*年|([0-9]{4})\\s*年)?\\s*([0-9]{1,2})月\\s*([0-9]{1,2})日"
        "\\s*\\(([日月火水木金土])(?:曜日?)?\\)");
    static const std::string kNames = "日月火水木金土";
    date.start(plain);
    int year_before = 0;
    int month_before = 0;
    while (date.next()) {
        const int m = number(date.group(4));
        const int d = number(date.group(5));
        const auto said = static_cast<unsigned>(kNames.find(date.group(6)) / 3);
        // A year is said once for "5月1日～5月7日"; without one the fiscal year's is meant.
        std::vector<int> years;
        if (const int named = named_year(date); named != 0) {
            years.push_back(year_before = named);
        } else {
            // January behind December belongs to the next year.
            if (year_before != 0) years.push_back(year_before);
            if (year_before != 0 && m < month_before) years.push_back(year_before + 1);
            if (fiscal_year != 0) years.push_back(m >= 4 ? fiscal_year : fiscal_year + 1);
        }
        const bool right = years.empty() || std::ranges::any_of(years, [&](int y) {
                               const auto day = weekday_of(y, m, d);
                               return day && day->c_encoding() == said;
                           });
        month_before = m;
        if (!right) return wrong_weekday(date.group(0), weekday_of(years.front(), m, d));
    }
    return {};
}

std::optional<Finding> check_english(const std::string& text) {
    thread_local Pattern date(
        "\\b(Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day,?\\s+([0-9]{1,2})\\s+(January|February|March|"
        "April|May|June|July|August|September|October|November|December),?\\s+([0-9]{4})");
    static const std::vector<std::string> kDays{
        "sun", "mon", "tues", "wednes", "thurs", "fri", "satur"};
    static const std::vector<std::string> kMonths{
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    const auto lower = [](std::string word) {
        std::ranges::transform(
            word, word.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
        return word;
    };
    date.start(text);
    while (date.next()) {
        const auto said = std::ranges::find(kDays, lower(date.group(1))) - kDays.begin();
        const auto m =
            std::ranges::find(kMonths, lower(date.group(3)).substr(0, 3)) - kMonths.begin() + 1;
        const auto right =
            weekday_of(number(date.group(4)), static_cast<int>(m), number(date.group(2)));
        if (!right || right->c_encoding() != static_cast<unsigned>(said)) {
            return wrong_weekday(date.group(0), right);
        }
    }
    return {};
}

// The many strokes that people type between the digits of a number.
std::string plain_dashes(std::string text) {
    for (const std::string_view dash : {"−", "‐", "‑", "–", "—", "―", "ー", "ｰ"}) {
        for (auto at = text.find(dash); at != text.npos; at = text.find(dash, at + 1)) {
            const bool digit = at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9';
            if (digit) text = text.substr(0, at) + "-" + text.substr(at + dash.size());
        }
    }
    return text;
}

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

void take(std::vector<Finding>& into, std::optional<Finding> finding) {
    if (finding) into.push_back(std::move(*finding));
}

}  // namespace

std::optional<Finding> find_placeholder(const std::string& text) {
    thread_local Pattern mark(
        "[○◯●△▲□■×＊]{2,}|(?<![一二三四五六七八九])〇{2,}(?![一二三四五六七八九])|(?<!["
        "一二三四五六七八九十])[○〇◯△□](?=[月日時分])|\\{\\{|\\}\\}|"
        "(?<![A-Za-z])(?:TBD|TODO|XXX+|lorem ipsum)(?![A-Za-z])|【仮】|仮文|"
        "[（(](?:未記入|要確認|ここに記入)[)）]");
    mark.start(text);
    if (!mark.next()) return {};
    return Finding{Fault::placeholder,
                   true,
                   trf("a placeholder is left in the text: \"{}\"", mark.group(0)),
                   tr("write what belongs there, or remove it")};
}

std::optional<Finding> find_wrong_weekday(const std::string& text, int fiscal_year) {
    auto finding = check_japanese(calendar::half_width(text), fiscal_year);
    return finding ? finding : check_english(text);
}

std::optional<Finding> find_personal_data(const std::string& text,
                                          const std::vector<std::string>& allowed) {
    thread_local Pattern data(
        "(?<![0-9A-Za-z/-])\\(?0[0-9]{1,4}[)-] ?[0-9]{1,4}-[0-9]{3,4}(?![0-9-])"
        "|(?<![0-9A-Za-z/-])0[0-9]{1,4}\\([0-9]{1,4}\\)[0-9]{3,4}(?![0-9-])"
        "|(?<![0-9A-Za-z.-])0[5-9]0[ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9-])"
        "|\\+81[ -]?[0-9]{1,4}[ -]?[0-9]{1,4}[ -]?[0-9]{3,4}(?![0-9-])"
        "|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+"
        "|〒\\s*[0-9]{3}-[0-9]{4}"
        "|[0-9一二三四五六七八九十]+丁目\\s*[0-9]+(?:番|-)"
        "|[0-9]+番地");
    data.start(plain_dashes(calendar::half_width(text)));
    while (data.next()) {
        const std::string found = data.group(0);
        const bool open = std::any_of(allowed.begin(), allowed.end(), [&](const std::string& each) {
            return plain_dashes(calendar::half_width(each)).find(found) != std::string::npos;
        });
        if (open) continue;
        return Finding{Fault::personal_data,
                       true,
                       trf("a phone number or address stands outside the contact: \"{}\"", found),
                       tr("put it into \"contact\" or \"venue\" if everybody may know it; private "
                          "numbers and addresses are never sent")};
    }
    return {};
}

std::vector<Finding> find_hard_words(const std::string& text) {
    std::vector<Finding> findings;
    std::string sentence;
    const auto end_sentence = [&] {
        if (characters(sentence) > kLongestEasySentence &&
            sentence.find("://") == std::string::npos) {
            findings.push_back(
                {Fault::hard_words,
                 false,
                 trf("a sentence of {} characters is long for plain Japanese: \"{}\"",
                     characters(sentence),
                     sentence),
                 tr("say one thing in a sentence, in at most 50 characters")});
        }
        sentence.clear();
    };
    for (std::size_t i = 0; i < text.size();) {
        const std::string_view rest = std::string_view(text).substr(i);
        if (rest.front() == '\n' || rest.starts_with("。") || rest.starts_with("！") ||
            rest.starts_with("？")) {
            i += rest.front() == '\n' ? 1 : 3;
            end_sentence();
        } else {
            sentence += text[i++];
        }
    }
    end_sentence();
    return findings;
}

std::vector<std::string> open_contacts(const campaigns::Organizer& organizer,
                                       const campaigns::Activity& activity) {
    std::vector<std::string> all;
    for (const auto* contact : {&activity.contact, &organizer.contact}) {
        for (const auto* text : {&contact->name, &contact->phone, &contact->email, &contact->url}) {
            if (!text->empty()) all.push_back(*text);
        }
    }
    if (activity.venue) {
        for (const auto* text : {&activity.venue->address,
                                 &activity.venue->name.ja,
                                 &activity.venue->name.en,
                                 &activity.venue->access.ja,
                                 &activity.venue->access.en}) {
            if (!text->empty()) all.push_back(*text);
        }
    }
    return all;
}

std::vector<Finding> lint(const campaigns::Message& message, const LintRules& rules) {
    std::vector<Finding> findings;
    const std::string whole = message.subject + "\n" + message.text;
    if (message.subject.empty() || message.text.empty()) {
        findings.push_back({Fault::missing_words,
                            true,
                            tr("the message has no subject or no text"),
                            tr("mend the template or the texts that it shows")});
    }
    take(findings, find_placeholder(whole));
    take(findings, find_wrong_weekday(whole, rules.fiscal_year));
    take(findings, find_personal_data(whole, rules.allowed));
    if (message.language == campaigns::MessageLanguage::ja_easy) {
        std::ranges::move(find_hard_words(whole), std::back_inserter(findings));
    }
    return findings;
}

}  // namespace outreach::wording
