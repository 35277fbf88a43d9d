// Time, place and status of an activity in words.
#include "campaigns/wording/dates.hpp"
#include "campaigns/wording/templates.hpp"

namespace outreach::wording {
namespace {

using campaigns::MessageLanguage;
using campaigns::Status;

constexpr std::size_t kMostDatesListed = 12;

// A window reads as a plan until the activity has taken place.
std::string occurrence_text(const campaigns::Occurrence& each,
                            Status status,
                            MessageLanguage language) {
    std::string text = format_when(each, language);
    if (!each.window || status == Status::done) return text;
    return text + (language == MessageLanguage::en        ? " (date to be fixed)"
                   : language == MessageLanguage::ja_easy ? "（まだ きまって いません）"
                                                          : "（予定）");
}

}  // namespace

std::string when_text(const MessageFacts& facts) {
    const MessageLanguage language = facts.partner.language;
    if (facts.day != nullptr) return format_open_day(*facts.day, language);
    if (facts.occurrence != nullptr) {
        return occurrence_text(*facts.occurrence, facts.activity.status, language);
    }
    const auto& all = facts.activity.schedule.occurrences;
    std::string text;
    for (std::size_t i = 0; i < all.size() && i < kMostDatesListed; ++i) {
        if (all.size() > 1) text += '\n';
        if (all.size() > 1) text += language == MessageLanguage::en ? "- " : "・";
        text += occurrence_text(all[i], facts.activity.status, language);
    }
    if (all.size() > kMostDatesListed) text += language == MessageLanguage::en ? "\n- …" : "\n・…";
    return text;
}

std::string venue_text(const campaigns::Venue* venue,
                       MessageLanguage language,
                       campaigns::Audience reader) {
    if (venue == nullptr) return {};
    const bool english = language == MessageLanguage::en;
    std::string text = venue->name.in(language, reader);
    if (english) {
        if (!venue->floor.empty()) text += ", " + venue->floor;
        if (!venue->ward.empty()) text += ", " + venue->ward;
    } else {
        if (!venue->ward.empty()) text = venue->ward + "　" + text;
        if (!venue->floor.empty()) text += "　" + venue->floor;
    }
    if (!venue->address.empty())
        text += (english ? " (" : "（") + venue->address + (english ? ")" : "）");
    return text;
}

std::string status_label(Status status, MessageLanguage language) {
    struct Labels {
        const char* ja;
        const char* easy;
        const char* en;
    };
    const auto labels = [&]() -> Labels {
        switch (status) {
            case Status::tentative:
                return {"予定（仮）", "まだ きまって いません", "tentative"};
            case Status::confirmed:
                return {"確定", "きまりました", "confirmed"};
            case Status::done:
                return {"実施済", "おわりました", "held"};
            case Status::postponed:
                return {"延期（日程未定）",
                        "延期（えんき）・新しい 日は まだ わかりません",
                        "postponed, new date not known yet"};
            case Status::rescheduled:
                return {"日程変更", "日が かわりました", "new date"};
            case Status::cancelled:
                return {"中止", "中止（ちゅうし）", "cancelled"};
        }
        return {"", "", ""};
    }();
    return language == MessageLanguage::en        ? labels.en
           : language == MessageLanguage::ja_easy ? labels.easy
                                                  : labels.ja;
}

}  // namespace outreach::wording
