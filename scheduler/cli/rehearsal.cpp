#include "scheduler/cli/rehearsal.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"

namespace outreach::cli {

void Rehearsal::expect(const std::string& id, SysTime due) {
    due_.emplace(id, due);
}

void Rehearsal::arrived(const std::string& id, SysTime now, bool verified) {
    if (!verified) {
        ++unverified_;
        return;
    }
    if (++seen_[id] > 1) {
        ++duplicates_;
        return;
    }
    const auto planned = due_.find(id);
    if (planned == due_.end()) {
        ++unplanned_;
        return;
    }
    if (now < planned->second) ++early_;
    worst_lateness_ = std::max(worst_lateness_, now - planned->second);
}

void Rehearsal::ended(const std::string& id, bool expired) {
    (expired ? expired_ : dead_).insert(id);
}

void Rehearsal::forget_unplanned(const std::function<bool(const std::string& id)>& is_planned) {
    std::erase_if(due_, [&](const auto& each) {
        return !seen_.contains(each.first) && !expired_.contains(each.first) &&
               !is_planned(each.first);
    });
}

std::size_t Rehearsal::missing() const {
    return static_cast<std::size_t>(std::count_if(due_.begin(), due_.end(), [&](const auto& each) {
        return !seen_.contains(each.first) && !expired_.contains(each.first);
    }));
}

bool Rehearsal::good() const {
    return missing() == 0 && duplicates_ == 0 && early_ == 0 && unverified_ == 0 && unplanned_ == 0;
}

std::string Rehearsal::to_json() const {
    nlohmann::ordered_json line;
    line["planned"] = planned();
    line["received"] = received();
    line["missing"] = missing();
    line["duplicates"] = duplicates_;
    line["early"] = early_;
    line["expired"] = expired_.size();
    line["skipped"] = skipped_;
    line["lateness_max_s"] = static_cast<double>(worst_lateness_.count()) / 1000;
    line["dead"] = dead_.size();
    line["unverified"] = unverified_;
    line["unplanned"] = unplanned_;
    return line.dump();
}

std::string Rehearsal::to_text() const {
    return trf(
        "planned {}, received and verified {}, missing {}, duplicates {}, early {}, expired "
        "{}, dead {}, skipped {}, bad signatures {}, unplanned {}, worst lateness {:.3f} s",
        planned(),
        received(),
        missing(),
        duplicates_,
        early_,
        expired_.size(),
        dead_.size(),
        skipped_,
        unverified_,
        unplanned_,
        static_cast<double>(worst_lateness_.count()) / 1000);
}

}  // namespace outreach::cli
