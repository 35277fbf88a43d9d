#include "scheduler/plan/facts.hpp"

#include <algorithm>

#include "campaigns/calendar/local_time.hpp"
#include "campaigns/wording/dates.hpp"
#include "campaigns/wording/templates.hpp"
#include "scheduler/plan/overrides.hpp"

namespace outreach::plan {
namespace {

using campaigns::Activity;
using campaigns::FactChange;
using campaigns::Facts;
using campaigns::MessageLanguage;
using campaigns::Status;
using campaigns::TimeFact;

struct Words {
    const char* status;
    const char* time;
    const char* venue;
    const char* dropped;
    const char* no_venue;
};
const Words& words(MessageLanguage language) {
    static constexpr Words kJa{"開催の可否", "日時", "場所", "取りやめ", "未定"};
    static constexpr Words kEasy{
        "今の ようす", "いつ", "どこ", "ありません", "まだ きまって いません"};
    static constexpr Words kEn{"Status", "When", "Where", "no longer planned", "not known yet"};
    return language == MessageLanguage::en        ? kEn
           : language == MessageLanguage::ja_easy ? kEasy
                                                  : kJa;
}

TimeFact time_fact(const campaigns::Occurrence& each, MessageLanguage language) {
    return {calendar::format_local(each.start),
            calendar::format_local(each.end),
            each.window,
            wording::format_when(each, language),
            days_digest(each)};
}

bool is_off(Status status) {
    return status == Status::cancelled || status == Status::postponed;
}

// Whether the time that was told still lets the present one be true.
bool still_true(const TimeFact& told, const TimeFact& now) {
    // Texts of one form, so that their order is the order of time.
    if (told.window) return now.start >= told.start && now.end <= told.end;
    return !now.window && now.start == told.start && now.end == told.end && now.days == told.days;
}

}  // namespace

Facts facts_for(const Activity& activity,
                std::int32_t occurrence,
                const campaigns::Partner& partner) {
    Facts facts;
    facts.status = activity.status;
    facts.whole = occurrence < 0;
    const auto& all = activity.schedule.occurrences;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (occurrence >= 0 && i != static_cast<std::size_t>(occurrence)) continue;
        facts.times[occurrence_key(activity, i)] = time_fact(all[i], partner.language);
    }
    if (!activity.venue) return facts;
    const campaigns::Venue& venue = *activity.venue;
    const bool named = venue.name.audience <= partner.audience;
    const std::string key = (named ? venue.name.ja + "|" + venue.name.en : std::string("|")) + "|" +
                            venue.ward + "|" + venue.floor + "|" + venue.address;
    if (venue.audience > partner.audience) {
        facts.hidden_venue = key;
    } else {
        facts.venue_key = key;
        facts.venue = wording::venue_text(&venue, partner.language, partner.audience);
    }
    return facts;
}

std::vector<FactChange> no_longer_true(const Facts& told,
                                       const Facts& now,
                                       const std::string& since,
                                       MessageLanguage language) {
    std::vector<FactChange> changes;
    const Words& text = words(language);
    const bool off = is_off(now.status);
    const bool over = now.status == Status::done;
    if (told.status != now.status && (off || is_off(told.status)) && !over) {
        const auto label = [&](Status status) { return wording::status_label(status, language); };
        changes.push_back({"status", text.status, label(told.status), label(now.status)});
    }
    if (off || over) return changes;
    for (const auto& [name, before] : told.times) {
        // What is over was true when it was told; and a date that still takes place is no
        // falsehood, under whatever name.
        const bool stands = std::any_of(now.times.begin(), now.times.end(), [&](const auto& each) {
            return still_true(before, each.second);
        });
        if (before.end <= since || stands) continue;
        const auto found = now.times.find(name);
        const bool known = found != now.times.end();
        changes.push_back(
            {"time", text.time, before.text, known ? found->second.text : text.dropped});
    }
    // A venue that only became secret still holds, and is not spoken of.
    if (told.venue_key != now.hidden_venue && !told.venue_key.empty() &&
        told.venue_key != now.venue_key) {
        changes.push_back(
            {"venue", text.venue, told.venue, now.venue.empty() ? text.no_venue : now.venue});
    }
    return changes;
}

}  // namespace outreach::plan
