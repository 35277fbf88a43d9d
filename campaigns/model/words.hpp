// The fixed vocabularies of the campaign format, each with its names in files and on the wire.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace outreach::campaigns {

// Who may know a thing; each level includes the ones before it.
enum class Audience { open, partner, official };
enum class Status { tentative, confirmed, done, postponed, rescheduled, cancelled };
enum class Purpose {
    announcement,
    reminder,
    start,
    end,
    report,
    chaser,
    correction,
    postponement,
    cancellation,
    decision,
    test
};
enum class Anchor { start, end, window, application_deadline, decision };
enum class Unit { minutes, hours, days, weeks, months, business_days };
enum class Event { announced, confirmed, rescheduled, postponed, cancelled, completed };
enum class Each { occurrence, day, activity };
enum class Roll { automatic, none };
enum class Choice { go, cancel, postpone };  // of a go/no-go decision
enum class SunEvent { sunrise, sunset, dusk };
enum class OnLate { send, drop };
enum class MessageLanguage { ja, ja_easy, en };

template <class E>
struct WordTable;  // std::array of (name, value) pairs, in the order in which help lists them

template <>
struct WordTable<Audience> {
    static constexpr std::array<std::pair<std::string_view, Audience>, 3> words{
        {{"public", Audience::open},
         {"partner", Audience::partner},
         {"official", Audience::official}}};
};
template <>
struct WordTable<Status> {
    static constexpr std::array<std::pair<std::string_view, Status>, 6> words{
        {{"tentative", Status::tentative},
         {"confirmed", Status::confirmed},
         {"done", Status::done},
         {"postponed", Status::postponed},
         {"rescheduled", Status::rescheduled},
         {"cancelled", Status::cancelled}}};
};
template <>
struct WordTable<Purpose> {
    static constexpr std::array<std::pair<std::string_view, Purpose>, 10> words{
        {{"announcement", Purpose::announcement},
         {"reminder", Purpose::reminder},
         {"start", Purpose::start},
         {"end", Purpose::end},
         {"report", Purpose::report},
         {"chaser", Purpose::chaser},
         {"correction", Purpose::correction},
         {"postponement", Purpose::postponement},
         {"cancellation", Purpose::cancellation},
         {"decision", Purpose::decision}}};
};
template <>
struct WordTable<Anchor> {
    static constexpr std::array<std::pair<std::string_view, Anchor>, 5> words{
        {{"start", Anchor::start},
         {"end", Anchor::end},
         {"window", Anchor::window},
         {"application_deadline", Anchor::application_deadline},
         {"decision", Anchor::decision}}};
};
template <>
struct WordTable<Unit> {
    static constexpr std::array<std::pair<std::string_view, Unit>, 6> words{
        {{"minutes", Unit::minutes},
         {"hours", Unit::hours},
         {"days", Unit::days},
         {"weeks", Unit::weeks},
         {"months", Unit::months},
         {"business_days", Unit::business_days}}};
};
template <>
struct WordTable<Event> {
    static constexpr std::array<std::pair<std::string_view, Event>, 6> words{
        {{"announced", Event::announced},
         {"confirmed", Event::confirmed},
         {"rescheduled", Event::rescheduled},
         {"postponed", Event::postponed},
         {"cancelled", Event::cancelled},
         {"completed", Event::completed}}};
};
template <>
struct WordTable<Each> {
    static constexpr std::array<std::pair<std::string_view, Each>, 3> words{
        {{"occurrence", Each::occurrence}, {"day", Each::day}, {"activity", Each::activity}}};
};
template <>
struct WordTable<Roll> {
    static constexpr std::array<std::pair<std::string_view, Roll>, 2> words{
        {{"auto", Roll::automatic}, {"none", Roll::none}}};
};
template <>
struct WordTable<Choice> {
    static constexpr std::array<std::pair<std::string_view, Choice>, 3> words{
        {{"go", Choice::go}, {"cancel", Choice::cancel}, {"postpone", Choice::postpone}}};
};
template <>
struct WordTable<SunEvent> {
    static constexpr std::array<std::pair<std::string_view, SunEvent>, 3> words{
        {{"sunrise", SunEvent::sunrise}, {"sunset", SunEvent::sunset}, {"dusk", SunEvent::dusk}}};
};
template <>
struct WordTable<OnLate> {
    static constexpr std::array<std::pair<std::string_view, OnLate>, 2> words{
        {{"send", OnLate::send}, {"drop", OnLate::drop}}};
};
template <>
struct WordTable<MessageLanguage> {
    static constexpr std::array<std::pair<std::string_view, MessageLanguage>, 3> words{
        {{"ja", MessageLanguage::ja},
         {"ja-easy", MessageLanguage::ja_easy},
         {"en", MessageLanguage::en}}};
};

// The name of a value; "test" for Purpose::test, which no file may use.
template <class E>
[[nodiscard]] constexpr std::string_view word(E value) noexcept {
    for (const auto& [name, each] : WordTable<E>::words) {
        if (each == value) return name;
    }
    return "test";
}

template <class E>
[[nodiscard]] constexpr std::optional<E> from_word(std::string_view name) noexcept {
    for (const auto& [each, value] : WordTable<E>::words) {
        if (each == name) return value;
    }
    return std::nullopt;
}

}  // namespace outreach::campaigns
