#include "campaigns/wording/message_data.hpp"

#include <algorithm>

#include "campaigns/wording/dates.hpp"

namespace outreach::wording {
namespace {

namespace km = kainjow::mustache;
using campaigns::MessageLanguage;

// An empty text counts as absent, so that {{#floor}}…{{/floor}} disappears.
void set_text(km::data& data, const char* name, const std::string& value) {
    if (value.empty()) {
        data.set(name, km::data::type::bool_false);
    } else {
        data.set(name, value);
    }
}

km::data contact_data(const campaigns::Contact& contact) {
    km::data data;
    set_text(data, "name", contact.name);
    set_text(data, "phone", contact.phone);
    set_text(data, "email", contact.email);
    set_text(data, "url", contact.url);
    return data;
}

km::data venue_data(const campaigns::Venue& venue, const Reader& read) {
    km::data data;
    set_text(data, "name", read(venue.name));
    set_text(data, "ward", venue.ward);
    set_text(data, "floor", venue.floor);
    set_text(data, "address", venue.address);
    set_text(data, "access", read(venue.access));
    return data;
}

km::data activity_data(const MessageFacts& facts, const Reader& read) {
    km::data data;
    data.set("id", facts.activity.id.str());
    data.set("title", read(facts.activity.title));
    data.set("kind", facts.activity.kind);
    data.set("kind_title", facts.kind_title);
    data.set("status", std::string(campaigns::word(facts.activity.status)));
    data.set("status_label", status_label(facts.activity.status, read.language));
    set_text(data, "description", read(facts.activity.description));
    set_text(data, "url", read(facts.activity.url));
    set_text(data, "bring", read(facts.activity.bring));
    return data;
}

km::data application_data(const campaigns::Application& application, const Reader& read) {
    km::data data;
    set_text(data,
             "deadline",
             application.deadline ? format_deadline(*application.deadline, read.language) : "");
    set_text(data, "how", read(application.how));
    return data;
}

void set_changes(km::data& root, const std::vector<campaigns::FactChange>& changes) {
    km::data list{km::data::type::list};
    for (const campaigns::FactChange& change : changes) {
        km::data one;
        one.set("label", change.label);
        set_text(one, "old", change.before);
        set_text(one, "new", change.after);
        list.push_back(one);
    }
    root.set("has_changes", !changes.empty());
    root.set("changes", list);
}

void set_decision(km::data& root, campaigns::Choice outcome) {
    using campaigns::Choice;
    root.set("decision_outcome", std::string(campaigns::word(outcome)));
    root.set("is_go", outcome == Choice::go);
    root.set("is_cancelled", outcome == Choice::cancel);
    root.set("is_postponed", outcome == Choice::postpone);
}

void set_waiting(km::data& root, const WaitingFacts& waiting) {
    km::data data;
    data.set("count", std::to_string(waiting.count));
    set_text(data, "due", waiting.due);
    set_text(data, "notice", waiting.notice);
    km::data ids{km::data::type::list};
    for (const std::string& id : waiting.ids) {
        km::data one;
        one.set("id", id);
        ids.push_back(one);
    }
    data.set("ids", ids);
    root.set("approval", data);
}

// The activity's own contact where there is one that the partner may know, else the organizer's.
const campaigns::Contact* contact_of(const MessageFacts& facts) {
    for (const auto* contact : {&facts.activity.contact, &facts.campaign.organizer.contact}) {
        if (!contact->empty() && contact->audience <= facts.partner.audience) return contact;
    }
    return nullptr;
}

void set_times(km::data& root, const MessageFacts& facts, MessageLanguage language) {
    set_text(root, "when", when_text(facts));
    if (facts.occurrence == nullptr) {
        const auto& all = facts.activity.schedule.occurrences;
        const bool open = std::all_of(
            all.begin(), all.end(), [](const campaigns::Occurrence& each) { return each.window; });
        root.set("is_window", open && !all.empty());
        return;
    }
    root.set("is_window", facts.occurrence->window);
    if (facts.occurrence->window) return;
    const auto start = facts.day == nullptr ? facts.occurrence->start : facts.day->start;
    root.set("start_date", format_day(std::chrono::floor<std::chrono::days>(start), language));
}

}  // namespace

km::data message_data(const MessageFacts& facts, const Reader& read) {
    km::data root;
    km::data campaign;
    campaign.set("id", facts.campaign.id.str());
    campaign.set("title", read(facts.campaign.title));
    root.set("campaign", campaign);
    root.set("activity", activity_data(facts, read));
    const campaigns::Application& application = facts.activity.application;
    const bool may_apply = application.audience <= read.audience;
    if (may_apply && (application.deadline || !application.how.empty())) {
        root.set("application", application_data(application, read));
    }
    set_times(root, facts, read.language);
    root.set("is_late", facts.late);
    if (facts.venue != nullptr) root.set("venue", venue_data(*facts.venue, read));
    if (const auto* contact = contact_of(facts)) root.set("contact", contact_data(*contact));
    km::data organizer;
    organizer.set("name", read(facts.campaign.organizer.name));
    root.set("organizer", organizer);
    km::data partner;
    partner.set("name", facts.partner.name.in(read.language));
    root.set("partner", partner);
    set_changes(root, facts.changes);
    const campaigns::LocalizedText* text = &facts.rule.text;
    if (facts.outcome && facts.rule.decision) {
        set_decision(root, *facts.outcome);
        text = &facts.activity.decisions[*facts.rule.decision].text(*facts.outcome);
    }
    set_text(root, "text", read(*text));
    if (facts.waiting) set_waiting(root, *facts.waiting);
    return root;
}

}  // namespace outreach::wording
