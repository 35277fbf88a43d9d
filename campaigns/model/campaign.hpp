// A campaign as its file says it: plain values, checked, without any instant worked out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "campaigns/model/rule.hpp"
#include "campaigns/model/schedule.hpp"
#include "campaigns/model/sending.hpp"
#include "campaigns/model/words.hpp"
#include "config/base/ids.hpp"

namespace outreach::campaigns {

struct Contact {
    std::string name;
    std::string phone;
    std::string email;
    std::string url;
    Audience audience = Audience::open;
    [[nodiscard]] bool empty() const noexcept {
        return name.empty() && phone.empty() && email.empty() && url.empty();
    }
};

struct Venue {
    LocalizedText name;
    std::string ward;
    std::string floor;
    std::string address;
    LocalizedText access;
    std::optional<double> latitude;   // degrees north
    std::optional<double> longitude;  // degrees east
    Audience audience = Audience::open;
};

// A place that the activity provides, with the time since when; not where one event is held.
struct Place {
    std::string name;
    std::string ward;
    std::string floor;
    std::string from;  // "YYYY-MM" or "YYYY-MM-DD", as precise as is known
    std::string to;
    std::string note;
    Audience audience = Audience::open;
};

struct Application {
    std::optional<LocalTime> deadline;
    LocalizedText how;
    Audience audience = Audience::open;
};

// Go or no go: at `at` the chosen outcome, or the default one, is told to the partners.
struct Decision {
    LocalTime at{};
    Choice usual = Choice::go;
    std::optional<Choice> outcome;  // once the file says it
    LocalizedText go;
    LocalizedText cancel;
    LocalizedText postpone;
    std::optional<std::vector<Recipient>> to;
    [[nodiscard]] const LocalizedText& text(Choice choice) const noexcept {
        return choice == Choice::go ? go : choice == Choice::cancel ? cancel : postpone;
    }
};

// Names a decision by its moment, so that one before it can be removed without renaming it:
// "decision.20250701t0600". The dot keeps it apart from every written id.
[[nodiscard]] std::string decision_name(const Decision& decision);

struct Activity {
    ActivityId id;
    std::string kind;
    LocalizedText title;
    Status status = Status::tentative;
    Audience audience = Audience::partner;
    std::vector<Recipient> partners;
    Schedule schedule;
    std::optional<Venue> venue;
    LocalizedText description;
    Contact contact;
    LocalizedText url;
    LocalizedText bring;
    Application application;
    std::vector<Place> places;
    std::string initiative;
    std::vector<int> themes;
    std::vector<std::string> also_listed_under;
    std::string as_written;
    std::string note;  // for staff; never sent
    std::vector<Decision> decisions;
    // Those of the file or kind, then those that decisions, corrections and approval bring.
    std::vector<Rule> rules;
    std::optional<Choice> off_by_decision;  // cancel or postpone, when a decision said so
    std::uint8_t off_decision = 0;          // its index
};

struct Measurement {
    std::string period;
    double value = 0;
};

struct Objective {
    ObjectiveId id;
    std::string label;
    std::string unit;
    bool higher_is_better = true;
    Measurement baseline;
    std::vector<Measurement> measured;
    Measurement target;
    std::vector<int> themes;
    std::string note;
};

struct Initiative {
    std::string id;
    std::string title;
    bool is_new = false;
    std::string description;
    std::string owner;
};

// The frame of the plan that the campaign carries out.
struct PlanFrame {
    std::string title;
    std::string law;
    std::string aim;
    std::string period;
    std::vector<std::string> policies;
    std::vector<std::string> themes;
};

struct Organizer {
    LocalizedText name;
    Contact contact;
    PartnerId partner;  // who receives what is addressed to @organizer; empty: nobody
};

struct Campaign {
    CampaignId id;
    LocalizedText title;
    LocalizedText description;
    int fiscal_year = 0;  // 2025 is April 2025 to March 2026
    std::string timezone;
    Organizer organizer;
    PartnerId approver;  // who is reminded of what waits for approval; empty: nobody
    std::optional<Sending> sending;
    std::vector<QuietPeriod> quiet_periods;  // by their beginning
    PlanFrame plan;
    std::vector<Objective> objectives;
    std::vector<Initiative> initiatives;
    std::vector<Activity> activities;
    std::string source;
};

// A kind of activity: a data file in campaigns/kinds.
struct Kind {
    std::string name;
    LocalizedText title;
    std::vector<std::string> required;  // details that a confirmed activity must have
    std::vector<Rule> rules;            // used where an activity has no rules of its own
};

}  // namespace outreach::campaigns
