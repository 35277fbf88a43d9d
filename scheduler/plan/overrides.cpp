#include "scheduler/plan/overrides.hpp"

#include "campaigns/calendar/local_time.hpp"
#include "config/base/hash.hpp"

namespace outreach::plan {
namespace {

using campaigns::Activity;
using campaigns::Occurrence;

std::string times_text(const Activity& activity) {
    std::string text;
    const auto& occurrences = activity.schedule.occurrences;
    for (std::size_t i = 0; i < occurrences.size(); ++i) {
        const Occurrence& each = occurrences[i];
        text += occurrence_key(activity, i) + " " + calendar::format_local(each.start) + " " +
                calendar::format_local(each.end) + (each.window ? " w\n" : "\n");
    }
    return text;
}

std::string digest(const std::string& text) {
    return to_hex(sha256(text)).substr(0, 16);
}

void move(Occurrence& occurrence, const std::pair<std::string, std::string>& time) {
    const auto start = calendar::parse_local_time(time.first);
    const auto end = calendar::parse_local_time(time.second);
    if (!start || !end) return;
    occurrence.start = *start;
    occurrence.end = *end;
    occurrence.window = false;
    const auto midnight = [](campaigns::LocalTime at) {
        return at == campaigns::LocalTime{std::chrono::floor<std::chrono::days>(at)};
    };
    occurrence.all_day = midnight(*start) && midnight(*end) && *end > *start;
    occurrence.daily.reset();
    occurrence.days.clear();
}

}  // namespace

std::string occurrence_key(const Activity& activity, std::size_t index) {
    const std::string& own = activity.schedule.occurrences[index].id;
    return own.empty() ? std::to_string(index + 1) : "@" + own;
}

std::string base_of(const Activity& activity) {
    return digest(std::string(campaigns::word(activity.status)) + "\n" + times_text(activity));
}

void apply_overrides(campaigns::Campaign& campaign, const journal::CampaignHistory& history) {
    for (Activity& activity : campaign.activities) {
        const auto known = history.activities.find(activity.id);
        if (known == history.activities.end() || !known->second.override) continue;
        const journal::Override& override = *known->second.override;
        if (override.base != base_of(activity)) continue;
        for (std::size_t i = 0; i < activity.schedule.occurrences.size(); ++i) {
            const auto time = override.times.find(occurrence_key(activity, i));
            if (time != override.times.end()) {
                move(activity.schedule.occurrences[i], time->second);
            }
        }
        if (override.status) activity.status = *override.status;
        if (!override.decision || !override.status) continue;
        activity.off_decision = static_cast<std::uint8_t>(*override.decision);
        if (activity.status == campaigns::Status::cancelled) {
            activity.off_by_decision = campaigns::Choice::cancel;
        } else if (activity.status == campaigns::Status::postponed) {
            activity.off_by_decision = campaigns::Choice::postpone;
        }
    }
}

std::string facts_digest(const Activity& activity) {
    std::string text = std::string(campaigns::word(activity.status)) + "\n" + times_text(activity);
    if (activity.venue) {
        text += activity.venue->name.ja + "\n" + activity.venue->name.en + "\n" +
                activity.venue->ward + "\n" + activity.venue->floor + "\n" +
                activity.venue->address;
    }
    return digest(text);
}

}  // namespace outreach::plan
