// Short ways to the values that tests need.
#pragma once

#include <stdexcept>
#include <string>

#include "campaigns/reading/library.hpp"
#include "config/base/data_paths.hpp"
#include "scheduler/journal/ledger.hpp"
#include "scheduler/plan/compiled_campaign.hpp"
#include "scheduler/plan/observation.hpp"

namespace outreach::test {

inline SysTime at(const std::string& rfc3339) {
    const auto time = parse_rfc3339(rfc3339);
    if (!time) throw std::invalid_argument(rfc3339);
    return *time;
}

inline const reading::KindBook& shipped_kinds() {
    static const reading::KindBook kinds = [] {
        std::vector<reading::Diagnostic> problems;
        auto loaded = reading::load_kinds(kinds_dir(), problems);
        if (!problems.empty()) throw std::runtime_error(reading::to_text(problems.front()));
        return loaded;
    }();
    return kinds;
}

// Partners "a" (partner level), "b" (official), "city" (official), each with endpoint "main".
inline std::string partner_json() {
    const auto one = [](const std::string& id, const std::string& audience) {
        return R"({"id":")" + id + R"(","name":"団体)" + id + R"(","audience":")" + audience +
               R"(","language":"ja","endpoints":[{"id":"main","connector":"webhook",)"
               R"("url":"http://127.0.0.1:9/hook","secrets":[{"file":"secrets/)" +
               id + R"("}]}]})";
    };
    return R"({"format":1,"groups":{"all":["a","b"]},"partners":[)" + one("a", "partner") + "," +
           one("b", "official") + "," + one("city", "official") + "]}";
}

inline campaigns::PartnerBook read_partner_book(const std::string& json) {
    auto reading = reading::read_partners(reading::SourceText("partners.json", json));
    if (!reading.value) throw std::runtime_error(reading::to_text(reading.diagnostics.front()));
    return std::move(*reading.value);
}

// A whole campaign file round the activities given.
inline std::string campaign_json(const std::string& activities) {
    return R"({"format":1,"id":"c","title":{"ja":"試験","en":"Test"},"fiscal_year":"R7",)"
           R"("timezone":"Asia/Tokyo","organizer":{"name":"市","partner":"city"},"activities":[)" +
           activities + "]}";
}

inline campaigns::Campaign read_valid(const std::string& json) {
    const auto partners = read_partner_book(partner_json());
    auto reading =
        reading::read_campaign(reading::SourceText("c.json", json), {shipped_kinds(), &partners});
    if (!reading.value) throw std::runtime_error(reading::to_text(reading.diagnostics.front()));
    return std::move(*reading.value);
}

inline std::shared_ptr<plan::Surroundings> surroundings_with(const std::string& partners) {
    auto all = std::make_shared<plan::Surroundings>();
    all->kinds = shipped_kinds();
    all->partners = read_partner_book(partners);
    std::vector<std::string> problems;
    all->templates = wording::TemplateBook::load(templates_dir(), problems);
    if (!problems.empty()) throw std::runtime_error(problems.front());
    return all;
}
inline std::shared_ptr<const plan::Surroundings> surroundings() {
    return surroundings_with(partner_json());
}

// Plans `campaign` as a daemon that sees it for the first time at `now`.
inline plan::CompiledCampaign compile(const campaigns::Campaign& campaign, SysTime now) {
    const auto around = surroundings();
    journal::Ledger ledger;
    ledger.apply(plan::observe(campaign, around->partners, {}, now));
    return {around, campaign, ledger.history(campaign.id), now, false};
}

}  // namespace outreach::test
