#include "scheduler/plan/instant.hpp"

#include "config/base/i18n.hpp"

namespace outreach::plan {
namespace {

using campaigns::Anchor;
using campaigns::LeadTime;
using campaigns::LocalDate;
using campaigns::LocalTime;
using campaigns::Status;
using campaigns::Unit;
using namespace std::chrono;

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

std::optional<Moment> anchor_moment(Anchor anchor, const TimeSpan& span, Status status) {
    switch (anchor) {
        case Anchor::window:
            if (span.window) return at_start(span.start);
            return {};
        case Anchor::start:
            if (!span.window) return at_start(span.start);
            return {};
        case Anchor::end:
            if (!span.window || status == Status::done) return at_end(span.end);
            return {};
        case Anchor::application_deadline:
            if (span.application_deadline) return at_end(*span.application_deadline);
            return {};
        case Anchor::decision:
            if (span.decision) return at_start(*span.decision);
            return {};
    }
    return {};
}

LocalDate add_months(LocalDate day, int count) {
    const year_month_day from{day};
    const year_month month = year_month{from.year(), from.month()} + months{count};
    const year_month_day wanted = month / from.day();
    return wanted.ok() ? LocalDate{wanted} : LocalDate{month / last};
}

LocalDate move_day(const LeadTime& lead, LocalDate day, const calendar::OfficeCalendar& office) {
    const int count = lead.before ? -lead.amount : lead.amount;
    if (lead.unit == Unit::business_days) return office.add_business_days(day, count);
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

// The anchor in words that say which of the activity's moments it is.
std::string anchor_text(Anchor anchor, const Moment& moment) {
    return trf("the activity's {}: {}",
               tr(std::string(campaigns::word(anchor)).c_str()),
               calendar::format_local(moment.local()));
}

// One notice's way out of closed times; the chain grows with each step that moves it.
class Settling {
public:
    Settling(const Frame& frame, Chain* chain) : frame_(frame), chain_(chain) {}

    void roll(LocalTime& time, bool back) const {
        const auto& office = frame_.office;
        const LocalDate day = floor<days>(time);
        if (office.is_open_day(day)) return;
        const auto open = office.open_day(day, back);
        if (!open) return;
        time += *open - day;
        if (chain_ == nullptr) return;
        tell("closed_day",
             time,
             trf(back ? tr("{} is closed ({}): the open day before")
                      : tr("{} is closed ({}): the next open day"),
                 calendar::format_date(day),
                 office.closed_because(day)));
    }

    // `limit`: what must be told before it; then rather earlier than too late.
    void keep_hours(LocalTime& time, std::optional<LocalTime> limit) const {
        const auto& office = frame_.office;
        const auto open = office.next_open(time);
        if (!open || *open == time) return;
        const LocalTime closed = time;
        const bool too_late = limit && *open >= *limit;
        const auto before = too_late ? office.last_open(time) : std::nullopt;
        time = before ? *before : *open;
        if (chain_ == nullptr) return;
        tell("sending_hours",
             time,
             trf(before ? tr("closed at {}, and open again only when it is too late: the last open "
                             "minute before")
                        : tr("closed at {}: held until the office opens"),
                 calendar::format_local(closed)));
    }

    // True if it was moved.
    bool keep_quiet(LocalTime& time) const {
        const auto* quiet = frame_.office.quiet_at(time);
        if (quiet == nullptr) return false;
        time = quiet->to;
        if (chain_ != nullptr) {
            tell("quiet_period",
                 time,
                 quiet->reason.empty()
                     ? std::string(tr("held until the quiet period ends"))
                     : trf("held until the quiet period ends ({})", quiet->reason));
        }
        return true;
    }

private:
    void tell(const char* step, LocalTime time, std::string why) const {
        chain_->push_back({step, frame_.zone.to_instant(time), std::move(why)});
    }

    const Frame& frame_;
    Chain* chain_;
};

constexpr int kMostRounds = 20;  // of quiet periods and closed days one behind the other

}  // namespace

std::optional<SysTime> lead_instant(const LeadTime& lead,
                                    const TimeSpan& span,
                                    const Frame& frame,
                                    Chain* chain) {
    const calendar::Zone& zone = frame.zone;
    const auto anchor = anchor_moment(lead.anchor, span, frame.status);
    if (!anchor) return {};
    const SysTime anchor_instant = zone.to_instant(anchor->local());
    if (chain != nullptr) add(chain, "anchor", anchor_instant, anchor_text(lead.anchor, *anchor));
    if (lead.unit == Unit::hours || lead.unit == Unit::minutes) {
        const minutes length = lead.unit == Unit::hours ? hours{lead.amount} : minutes{lead.amount};
        const SysTime instant = lead.before ? anchor_instant - length : anchor_instant + length;
        if (chain != nullptr) add(chain, "lead_time", instant, lead_text(lead));
        return instant;
    }
    Moment moment{move_day(lead, anchor->day, frame.office), anchor->time};
    if (chain != nullptr) {
        // The time of day that follows is not yet part of it.
        const LocalTime shown = lead.at ? LocalTime{moment.day} : moment.local();
        add(chain, "lead_time", zone.to_instant(shown), lead_text(lead));
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

bool keeps_hours(const campaigns::Rule& rule) noexcept {
    if (rule.urgent) return !*rule.urgent;
    using campaigns::Purpose;
    return rule.purpose == Purpose::reminder || rule.purpose == Purpose::announcement ||
           rule.purpose == Purpose::report || rule.purpose == Purpose::chaser;
}

SysTime settle_instant(const campaigns::Rule& rule,
                       SysTime wanted,
                       const TimeSpan* span,
                       const Frame& frame,
                       Chain* chain) {
    if (!keeps_hours(rule)) return wanted;
    const calendar::Zone& zone = frame.zone;
    const LocalTime first = zone.to_local(wanted);
    LocalTime time = first;
    const Settling settling(frame, chain);
    const auto* lead = std::get_if<LeadTime>(&rule.when);
    std::optional<LocalTime> limit;
    if (lead != nullptr && lead->before && lead->amount > 0) {
        limit = zone.to_local(deadline_of(rule, wanted, span, frame));
        LeadTime anchor = *lead;
        anchor.amount = 0;
        anchor.at.reset();
        const auto at =
            span == nullptr ? std::nullopt : lead_instant(anchor, *span, frame, nullptr);
        if (at) limit = std::min(*limit, zone.to_local(*at));
    }
    if (lead != nullptr && rule.roll == campaigns::Roll::automatic) {
        settling.roll(time, lead->before && lead->amount > 0);
        // What went to an earlier day must not come later than it was wanted after all.
        if (time < first) limit = limit ? std::min(*limit, first) : first;
    }
    settling.keep_hours(time, limit);
    for (int round = 0; round < kMostRounds && settling.keep_quiet(time); ++round) {
        settling.keep_hours(time, {});
    }
    return time == first ? wanted : zone.to_instant(time);
}

}  // namespace outreach::plan
