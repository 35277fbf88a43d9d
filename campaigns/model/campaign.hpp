// A campaign as its file says it: plain values, checked, without any instant worked out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "campaigns/model/rule.hpp"
#include "campaigns/model/schedule.hpp"
#include "campaigns/model/words.hpp"
#include "config/base/ids.hpp"

namespace outreach::campaigns {

struct Contact {
    std::string name;
    std::string phone;
    std::string email;
    std::string url;
    [[nodiscard]] bool empty() const noexcept {
        return name.empty() && phone.empty() && email.empty() && url.empty();
    }
};

struct Venue {
    std::string name;
    std::string ward;
    std::string floor;
    std::string address;
    std::string access;
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
};

struct Application {
    std::optional<LocalTime> deadline;
    std::string how;
};

struct Activity {
    ActivityId id;
    std::string kind;
    std::string title;
    Status status = Status::tentative;
    Audience audience = Audience::partner;
    std::vector<Recipient> partners;
    Schedule schedule;
    std::optional<Venue> venue;
    std::string description;
    Contact contact;
    std::string url;
    std::string bring;
    Application application;
    std::vector<Place> places;
    std::string initiative;
    std::vector<int> themes;
    std::vector<std::string> also_listed_under;
    std::string as_written;
    std::string note;  // for staff; never sent
    std::vector<Rule> rules;
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
    std::string name;
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
