// A notice ready to be sent: everything a connector may tell, as values; nothing that its reader
// may not know.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "campaigns/model/campaign.hpp"

namespace outreach::campaigns {

// Where a notice stands.
enum class NoticeState {
    planned,
    awaiting_approval,
    held,
    delivering,
    delivered,
    expired,
    withdrawn,
    dead,
    skipped
};
template <>
struct WordTable<NoticeState> {
    static constexpr std::array<std::pair<std::string_view, NoticeState>, 9> words{
        {{"planned", NoticeState::planned},
         {"awaiting_approval", NoticeState::awaiting_approval},
         {"held", NoticeState::held},
         {"delivering", NoticeState::delivering},
         {"delivered", NoticeState::delivered},
         {"expired", NoticeState::expired},
         {"withdrawn", NoticeState::withdrawn},
         {"dead", NoticeState::dead},
         {"skipped", NoticeState::skipped}}};
};

// What a partner is told about an activity, as far as it can stop being true.
struct TimeFact {
    std::string start;  // local time; of a window its first day
    std::string end;
    bool window = false;
    std::string text;  // as the partner read it
    std::string days;  // stands for the open days of a range
    friend bool operator==(const TimeFact&, const TimeFact&) = default;
};
struct Facts {
    Status status = Status::tentative;
    std::map<std::string, TimeFact> times;  // by the occurrence's name
    std::string venue;                      // as the partner read it; empty: not told
    std::string venue_key;                  // the same in every language
    bool whole = false;                     // everything about the activity was told anew
    std::string hidden_venue;               // the key of a venue that the partner may not know
    [[nodiscard]] bool empty() const { return times.empty() && venue_key.empty(); }
};

// One thing that no longer holds: what was told and what holds now, in the reader's words.
struct FactChange {
    std::string field;  // "status", "time", "venue"
    std::string label;
    std::string before;
    std::string after;
};

struct Message {
    MessageLanguage language = MessageLanguage::ja;
    std::string subject;
    std::string text;
};

// All times are RFC 3339 with the campaign's offset; days are YYYY-MM-DD.
struct OutgoingNotice {
    std::string id;  // "ntc_…", the same on every attempt
    // "outreach.partner.test" and the like: a word about the delivery itself, without a campaign.
    // Empty: "outreach.activity.<purpose>".
    std::string type;
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
    std::string venue_name;      // in the reader's language
    std::string venue_access;
    RuleId rule;
    Purpose purpose = Purpose::reminder;
    int occurrence = 1;
    std::string due;
    bool late = false;
    int revision = 1;
    std::string corrects;             // the id of the notice whose words no longer hold; or empty
    std::string corrects_reference;   // that notice's id at its service, where it gave one
    std::vector<FactChange> changes;  // what no longer holds
    Facts facts;                      // what this notice tells
    bool news = false;                // of an event, a change or a decision
    PartnerId partner;
    EndpointId endpoint;
    Message message;
};

}  // namespace outreach::campaigns
