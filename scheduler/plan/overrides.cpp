#include "scheduler/plan/overrides.hpp"

#include "campaigns/calendar/local_time.hpp"
#include "config/base/hash.hpp"

namespace outreach::plan {
namespace {

using campaigns::Activity;
using campaigns::Occurrence;

std::string time_text(const Occurrence& each) {
    return calendar::format_local(each.start) + "/" + calendar::format_local(each.end) +
           (each.window ? " w" : "") + (each.days.empty() ? "" : " " + days_digest(each));
}

std::string times_text(const Activity& activity) {
    std::string text;
    for (std::size_t i = 0; i < activity.schedule.occurrences.size(); ++i) {
        text +=
            occurrence_key(activity, i) + " " + time_text(activity.schedule.occurrences[i]) + "\n";
    }
    return text;
}

std::string digest(const std::string& text) {
    return to_hex(sha256(text)).substr(0, 16);
}

void move(Occurrence& occurrence, const journal::NewTime& time) {
    const auto start = calendar::parse_local_time(time.start);
    const auto end = calendar::parse_local_time(time.end);
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

std::string days_digest(const Occurrence& occurrence) {
    if (occurrence.days.empty()) return {};
    std::string text;
    for (const campaigns::OpenDay& day : occurrence.days) {
        text += calendar::format_local(day.start) + calendar::format_local(day.end);
    }
    return digest(text);
}

FileWord file_word(const Activity& activity) {
    FileWord word;
    word.status = campaigns::word(activity.status);
    for (std::size_t i = 0; i < activity.schedule.occurrences.size(); ++i) {
        word.times[occurrence_key(activity, i)] = time_text(activity.schedule.occurrences[i]);
    }
    return word;
}

bool is_overridden(const journal::Override& said, const FileWord& file) {
    if (said.status && said.base == file.status) return true;
    for (const auto& [name, time] : said.times) {
        const auto own = file.times.find(name);
        if (own != file.times.end() && own->second == time.base) return true;
    }
    return false;
}

void apply_overrides(campaigns::Campaign& campaign, const journal::CampaignHistory& history) {
    for (Activity& activity : campaign.activities) {
        const auto known = history.activities.find(activity.id);
        if (known == history.activities.end() || !known->second.override) continue;
        const journal::Override& said = *known->second.override;
        const FileWord file = file_word(activity);
        for (std::size_t i = 0; i < activity.schedule.occurrences.size(); ++i) {
            const std::string name = occurrence_key(activity, i);
            const auto time = said.times.find(name);
            const bool holds = time != said.times.end() && time->second.base == file.times.at(name);
            if (holds) move(activity.schedule.occurrences[i], time->second);
        }
        if (!said.status || said.base != file.status) continue;
        activity.status = *said.status;
        const auto& decisions = activity.decisions;
        for (std::size_t i = 0; i < decisions.size() && !said.decision.empty(); ++i) {
            if (campaigns::decision_name(decisions[i]) != said.decision) continue;
            activity.off_decision = static_cast<std::uint8_t>(i);
            if (activity.status == campaigns::Status::cancelled) {
                activity.off_by_decision = campaigns::Choice::cancel;
            } else if (activity.status == campaigns::Status::postponed) {
                activity.off_by_decision = campaigns::Choice::postpone;
            }
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
