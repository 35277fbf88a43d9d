// Time zones through Howard Hinnant's date library and the system's tz database.
#include <date/tz.h>

#include "campaigns/calendar/local_time.hpp"

namespace outreach::calendar {

struct Zone::Impl {
    const date::time_zone* zone;
    std::string name;
};

std::optional<Zone> Zone::find(const std::string& name) {
    try {
        const date::time_zone* zone = date::locate_zone(name);
        return Zone(std::make_shared<const Impl>(Impl{zone, name}));
    } catch (const std::runtime_error&) {
        return {};
    }
}

SysTime Zone::to_instant(LocalTime local) const {
    const date::local_seconds wanted{local.time_since_epoch()};
    const date::local_info info = impl_->zone->get_info(wanted);
    if (info.result == date::local_info::nonexistent) {
        return SysTime{info.first.end.time_since_epoch()};
    }
    return SysTime{wanted.time_since_epoch() - info.first.offset};
}

LocalTime Zone::to_local(SysTime instant) const {
    const auto whole = std::chrono::floor<std::chrono::seconds>(instant);
    const auto info = impl_->zone->get_info(whole);
    return LocalTime{whole.time_since_epoch() + info.offset};
}

std::chrono::minutes Zone::offset_at(SysTime instant) const {
    const auto info = impl_->zone->get_info(std::chrono::floor<std::chrono::seconds>(instant));
    return std::chrono::floor<std::chrono::minutes>(info.offset);
}

std::string Zone::format(SysTime instant) const {
    return to_rfc3339(instant, offset_at(instant));
}

const std::string& Zone::name() const {
    return impl_->name;
}

}  // namespace outreach::calendar
