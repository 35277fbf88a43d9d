// When a notice dies: its own deadline, or the contract's defaults.
#include "scheduler/plan/instant.hpp"

namespace outreach::plan {
namespace {

using campaigns::Anchor;
using campaigns::LeadTime;
using namespace std::chrono;

constexpr days kAfterWhatFollows{7};
constexpr days kAfterLifecycleEvents{3};

// By the contract's defaults, of a rule that counts from an anchor.
SysTime usual_deadline(const LeadTime& lead,
                       SysTime due,
                       const TimeSpan& span,
                       const Frame& frame) {
    const SysTime start = frame.zone.to_instant(span.start);
    const SysTime end = frame.zone.to_instant(span.end);
    const bool at_anchor = lead.amount == 0;
    if (lead.anchor == Anchor::end) {
        return lead.before && !at_anchor ? end : due + kAfterWhatFollows;
    }
    if (lead.anchor == Anchor::application_deadline && span.application_deadline && lead.before) {
        // Nobody can follow an invitation to apply that comes when it is too late to apply.
        return frame.zone.to_instant(*span.application_deadline);
    }
    if (lead.anchor == Anchor::decision && span.decision && lead.before && !at_anchor) {
        return frame.zone.to_instant(*span.decision);
    }
    if (at_anchor) return end;
    return lead.before ? start : due + kAfterWhatFollows;
}

}  // namespace

SysTime deadline_of(const campaigns::Rule& rule,
                    SysTime due,
                    const TimeSpan* span,
                    const Frame& frame) {
    if (rule.deadline) {
        if (const auto* length = std::get_if<seconds>(&*rule.deadline)) return due + *length;
        if (const auto* time = std::get_if<campaigns::AtTime>(&*rule.deadline)) {
            return frame.zone.to_instant(time->time);
        }
        if (span != nullptr) {
            const auto& lead = std::get<LeadTime>(*rule.deadline);
            if (const auto at = lead_instant(lead, *span, frame, nullptr)) return *at;
        }
    }
    const bool news = std::holds_alternative<campaigns::OnEvent>(rule.when) ||
                      std::holds_alternative<campaigns::OnChange>(rule.when);
    if (news) return due + kAfterLifecycleEvents;
    if (span == nullptr) return due + kAfterWhatFollows;
    if (const auto* lead = std::get_if<LeadTime>(&rule.when)) {
        return usual_deadline(*lead, due, *span, frame);
    }
    const SysTime start = frame.zone.to_instant(span->start);
    const SysTime end = frame.zone.to_instant(span->end);
    if (due < start) return start;
    return due < end ? end : due + kAfterWhatFollows;
}

}  // namespace outreach::plan
