// A notice rule: what to send, when and to whom, before any date is known.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "campaigns/model/schedule.hpp"
#include "campaigns/model/text.hpp"
#include "campaigns/model/words.hpp"
#include "config/base/ids.hpp"

namespace outreach::campaigns {

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
// What was told no longer holds.
struct OnChange {};
// Notices of another rule still wait for approval.
struct OnWaiting {};
using When = std::variant<LeadTime, AtTime, OnEvent, OnChange, OnWaiting>;

// When a notice dies: an instant, a lead time of its own, or so long after it was due.
using Deadline = std::variant<LeadTime, AtTime, std::chrono::seconds>;

struct Rule {
    RuleId id;
    Purpose purpose = Purpose::reminder;
    When when;
    Roll roll = Roll::automatic;
    Each each = Each::occurrence;
    std::optional<bool> urgent;                // absent: by the purpose
    bool needs_approval = false;               // campaign's, activity's and own word together
    std::optional<std::vector<Recipient>> to;  // absent: all the activity's partners
    std::optional<Deadline> deadline;          // absent: by the contract's defaults
    OnLate on_late = OnLate::send;
    LocalizedText text;
    std::optional<std::uint8_t> decision;  // of a rule that a decision brought: its index
};

// A chaser that goes to nobody but the organizer: it needs nobody's approval.
[[nodiscard]] inline bool asks_organizer(const Rule& rule) {
    return rule.purpose == Purpose::chaser && rule.to && rule.to->size() == 1 &&
           rule.to->front() == Recipient{"organizer", true};
}

// Corrections, cancellations and postponements go at once and before everything else.
[[nodiscard]] inline bool is_urgent(const Rule& rule) noexcept {
    return rule.urgent.value_or(rule.purpose == Purpose::cancellation ||
                                rule.purpose == Purpose::correction ||
                                rule.purpose == Purpose::postponement);
}

}  // namespace outreach::campaigns
