#include "scheduler/plan/instant.hpp"

#include "config/base/i18n.hpp"

namespace outreach::plan {
namespace {

using campaigns::Anchor;
using campaigns::LeadTime;
using campaigns::LocalDate;
using campaigns::LocalTime;
using campaigns::Occurrence;
using campaigns::Status;
using campaigns::Unit;
using namespace std::chrono;

constexpr days kAfterWhatFollows{7};
constexpr days kAfterLifecycleEvents{3};

// A day and a time on it, which may be 24:00, so that "one day after the end" of an event that
// lasts until midnight is the next day.
struct Moment {
    LocalDate day;
    seconds time;
    [[nodiscard]] LocalTime local() const { return LocalTime{day} + time; }
};

Moment at_start(LocalTime time) {
    const auto day = floor<days>(time);
    return {day, time - day};
}

Moment at_end(LocalTime time) {
    const auto day = floor<days>(time);
    if (time == LocalTime{day}) return {day - days{1}, hours{24}};
    return {day, time - day};
}

std::optional<Moment> anchor_moment(Anchor anchor, const Occurrence& each, Status status) {
    switch (anchor) {
        case Anchor::window:
            if (each.window) return at_start(each.start);
            return {};
        case Anchor::start:
            if (!each.window) return at_start(each.start);
            return {};
        case Anchor::end:
            if (!each.window || status == Status::done) return at_end(each.end);
            return {};
        default:
            return {};
    }
}

LocalDate add_months(LocalDate day, int count) {
    const year_month_day from{day};
    const year_month month = year_month{from.year(), from.month()} + months{count};
    const year_month_day wanted = month / from.day();
    return wanted.ok() ? LocalDate{wanted} : LocalDate{month / last};
}

LocalDate move_day(const LeadTime& lead, LocalDate day) {
    const int count = lead.before ? -lead.amount : lead.amount;
    if (lead.unit == Unit::months) return add_months(day, count);
    return day + days{lead.unit == Unit::weeks ? count * 7 : count};
}

std::string lead_text(const LeadTime& lead) {
    return trf("{} {} {} {}",
               lead.amount,
               tr(std::string(campaigns::word(lead.unit)).c_str()),
               lead.before ? tr("before") : tr("after"),
               tr(std::string(campaigns::word(lead.anchor)).c_str()));
}

void add(Chain* chain, const char* step, SysTime instant, std::string why) {
    if (chain != nullptr) chain->push_back({step, instant, std::move(why)});
}

}  // namespace

std::optional<SysTime> lead_instant(const LeadTime& lead,
                                    const Occurrence& occurrence,
                                    Status status,
                                    const calendar::Zone& zone,
                                    Chain* chain) {
    const auto anchor = anchor_moment(lead.anchor, occurrence, status);
    if (!anchor) return {};
    const SysTime anchor_instant = zone.to_instant(anchor->local());
    if (chain != nullptr) {
        add(chain,
            "anchor",
            anchor_instant,
            trf("the activity's {}: {}",
                tr(std::string(campaigns::word(lead.anchor)).c_str()),
                calendar::format_local(anchor->local())));
    }
    if (lead.unit == Unit::hours || lead.unit == Unit::minutes) {
        const minutes length = lead.unit == Unit::hours ? hours{lead.amount} : minutes{lead.amount};
        const SysTime instant = lead.before ? anchor_instant - length : anchor_instant + length;
        if (chain != nullptr) add(chain, "lead_time", instant, lead_text(lead));
        return instant;
    }
    Moment moment{move_day(lead, anchor->day), anchor->time};
    if (chain != nullptr) {
        add(chain, "lead_time", zone.to_instant(moment.local()), lead_text(lead));
    }
    if (lead.at) {
        moment.time = *lead.at;
        if (chain != nullptr) {
            add(chain,
                "at",
                zone.to_instant(moment.local()),
                trf("at {:02}:{:02} on that day", lead.at->count() / 60, lead.at->count() % 60));
        }
    }
    return zone.to_instant(moment.local());
}

SysTime deadline_of(const campaigns::Rule& rule,
                    SysTime due,
                    const Occurrence* occurrence,
                    Status status,
                    const calendar::Zone& zone) {
    if (rule.deadline) {
        if (const auto* length = std::get_if<seconds>(&*rule.deadline)) return due + *length;
        if (const auto* time = std::get_if<campaigns::AtTime>(&*rule.deadline)) {
            return zone.to_instant(time->time);
        }
        if (occurrence != nullptr) {
            const auto& lead = std::get<LeadTime>(*rule.deadline);
            if (const auto at = lead_instant(lead, *occurrence, status, zone, nullptr)) return *at;
        }
    }
    if (std::holds_alternative<campaigns::OnEvent>(rule.when)) return due + kAfterLifecycleEvents;
    if (occurrence == nullptr) return due + kAfterWhatFollows;
    const SysTime start = zone.to_instant(occurrence->start);
    const SysTime end = zone.to_instant(occurrence->end);
    if (const auto* lead = std::get_if<LeadTime>(&rule.when)) {
        const bool at_anchor = lead->amount == 0;
        if (lead->anchor == Anchor::end) {
            return lead->before && !at_anchor ? end : due + kAfterWhatFollows;
        }
        if (at_anchor) return end;
        return lead->before ? start : due + kAfterWhatFollows;
    }
    if (due < start) return start;
    return due < end ? end : due + kAfterWhatFollows;
}

}  // namespace outreach::plan
