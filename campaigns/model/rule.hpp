// A notice rule: what to send, when and to whom, before any date is known.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "campaigns/model/schedule.hpp"
#include "campaigns/model/words.hpp"
#include "config/base/ids.hpp"

namespace outreach::campaigns {

// The same words in both languages; one may be empty and then the other stands in.
struct LocalizedText {
    std::string ja;
    std::string en;
    [[nodiscard]] const std::string& in(MessageLanguage language) const noexcept {
        const bool english = language == MessageLanguage::en;
        const std::string& wanted = english ? en : ja;
        return wanted.empty() ? (english ? ja : en) : wanted;
    }
    [[nodiscard]] bool empty() const noexcept { return ja.empty() && en.empty(); }
};

// A partner id, "@group", or "@organizer".
struct Recipient {
    std::string name;
    bool group = false;
    friend bool operator==(const Recipient&, const Recipient&) = default;
};

struct LeadTime {
    int amount = 0;
    Unit unit = Unit::days;
    bool before = true;
    Anchor anchor = Anchor::start;
    std::optional<std::chrono::minutes> at;  // time of day on the day that the lead time leads to
};
struct AtTime {
    LocalTime time{};
};
struct OnEvent {
    Event event = Event::announced;
};
using When = std::variant<LeadTime, AtTime, OnEvent>;

// When a notice dies: an instant, a lead time of its own, or so long after it was due.
using Deadline = std::variant<LeadTime, AtTime, std::chrono::seconds>;

struct Rule {
    RuleId id;
    Purpose purpose = Purpose::reminder;
    When when;
    std::optional<std::vector<Recipient>> to;  // absent: all the activity's partners
    std::optional<Deadline> deadline;          // absent: by the contract's defaults
    OnLate on_late = OnLate::send;
    LocalizedText text;
};

}  // namespace outreach::campaigns
