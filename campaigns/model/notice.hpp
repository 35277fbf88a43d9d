// A notice ready to be sent: everything a connector may tell, as values; nothing that its reader
// may not know.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "campaigns/model/campaign.hpp"

namespace outreach::campaigns {

// Where a notice stands.
enum class NoticeState { planned, delivering, delivered, expired, withdrawn, dead, skipped };
template <>
struct WordTable<NoticeState> {
    static constexpr std::array<std::pair<std::string_view, NoticeState>, 7> words{
        {{"planned", NoticeState::planned},
         {"delivering", NoticeState::delivering},
         {"delivered", NoticeState::delivered},
         {"expired", NoticeState::expired},
         {"withdrawn", NoticeState::withdrawn},
         {"dead", NoticeState::dead},
         {"skipped", NoticeState::skipped}}};
};

struct Message {
    MessageLanguage language = MessageLanguage::ja;
    std::string subject;
    std::string text;
};

// All times are RFC 3339 with the campaign's offset; days are YYYY-MM-DD.
struct OutgoingNotice {
    std::string id;  // "ntc_…", the same on every attempt
    CampaignId campaign;
    std::string campaign_title;
    ActivityId activity;
    std::string kind;
    std::string activity_title;
    Status status = Status::tentative;
    std::string start;  // empty while only a window is known
    std::string end;
    std::string window_first;  // empty once the date is fixed
    std::string window_last;
    std::optional<Venue> venue;  // absent too where the reader may not know it
    RuleId rule;
    Purpose purpose = Purpose::reminder;
    int occurrence = 1;
    std::string due;
    bool late = false;
    int revision = 1;
    PartnerId partner;
    EndpointId endpoint;
    Message message;
};

}  // namespace outreach::campaigns
