#include "campaigns/calendar/sun.hpp"

#include <cmath>
#include <numbers>

namespace outreach::calendar {
namespace {

using campaigns::SunEvent;
using namespace std::chrono;

double rad(double degrees) {
    return degrees * std::numbers::pi / 180;
}
double deg(double radians) {
    return radians * 180 / std::numbers::pi;
}

struct SunPosition {
    double declination;       // radians
    double equation_of_time;  // minutes
};

// At so many days since J2000.0 (2000-01-01T12:00Z).
SunPosition sun_at(double day) {
    const double century = day / 36525;
    const double mean_longitude =
        std::fmod(280.46646 + century * (36000.76983 + century * 0.0003032), 360.0);
    const double anomaly = rad(357.52911 + century * (35999.05029 - 0.0001537 * century));
    const double eccentricity = 0.016708634 - century * (0.000042037 + 0.0000001267 * century);
    const double centre =
        std::sin(anomaly) * (1.914602 - century * (0.004817 + 0.000014 * century)) +
        std::sin(2 * anomaly) * (0.019993 - 0.000101 * century) + std::sin(3 * anomaly) * 0.000289;
    const double node = rad(125.04 - 1934.136 * century);
    const double longitude = rad(mean_longitude + centre - 0.00569 - 0.00478 * std::sin(node));
    const double mean_obliquity =
        23 +
        (26 + (21.448 - century * (46.815 + century * (0.00059 - century * 0.001813))) / 60) / 60;
    const double obliquity = rad(mean_obliquity + 0.00256 * std::cos(node));
    const double y = std::pow(std::tan(obliquity / 2), 2);
    const double l0 = rad(mean_longitude);
    const double time = y * std::sin(2 * l0) - 2 * eccentricity * std::sin(anomaly) +
                        4 * eccentricity * y * std::sin(anomaly) * std::cos(2 * l0) -
                        0.5 * y * y * std::sin(4 * l0) -
                        1.25 * eccentricity * eccentricity * std::sin(2 * anomaly);
    return {std::asin(std::sin(obliquity) * std::sin(longitude)), 4 * deg(time)};
}

double altitude_of(SunEvent event) {
    return rad(event == SunEvent::dusk ? -6.0 : -0.833);
}

// Days since J2000.0 of the event that belongs to the noon of the given UTC day.
std::optional<double> event_day(SunEvent event, double utc_midnight, Place place) {
    const double latitude = rad(place.latitude);
    double day = utc_midnight + 0.5 - place.longitude / 360;
    for (int round = 0; round < 6; ++round) {
        const SunPosition sun = sun_at(day);
        const double cosine =
            (std::sin(altitude_of(event)) - std::sin(latitude) * std::sin(sun.declination)) /
            (std::cos(latitude) * std::cos(sun.declination));
        if (!(cosine >= -1 && cosine <= 1)) return {};
        const double hour_angle = deg(std::acos(cosine)) / 360;
        const double noon =
            utc_midnight + 0.5 - place.longitude / 360 - sun.equation_of_time / 1440;
        day = event == SunEvent::sunrise ? noon - hour_angle : noon + hour_angle;
    }
    return day;
}

}  // namespace

std::optional<SysTime> sun_instant(SunEvent event, LocalDate date, Place place, const Zone& zone) {
    constexpr sys_days kJ2000{year{2000} / January / 1};
    const sys_days same_name{date.time_since_epoch()};
    for (const int shift : {0, -1, 1}) {
        const double midnight =
            static_cast<double>((same_name + days{shift} - kJ2000).count()) - 0.5;
        const auto day = event_day(event, midnight, place);
        if (!day) continue;
        const auto since = seconds{std::llround((*day + 0.5) * 86400)};
        const SysTime instant = kJ2000 + since;
        if (floor<days>(zone.to_local(instant)) == date) return instant;
    }
    return {};
}

}  // namespace outreach::calendar
