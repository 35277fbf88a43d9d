#include "scheduler/cli/second_chance.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/daemon_json.hpp"

namespace outreach::cli {

using json = nlohmann::ordered_json;

std::string problem_of(const Which& which) {
    const int ways = static_cast<int>(!which.notices.empty()) +
                     static_cast<int>(!which.campaign.empty()) +
                     static_cast<int>(!which.partner.empty()) + static_cast<int>(which.all);
    if (ways == 1) return {};
    if (ways == 0) return tr("say which: ids of notices, or --campaign, --partner or --all");
    return tr("use only one: ids of notices, --campaign, --partner or --all");
}

std::string problem_of_late(bool even_late, const std::string& reason) {
    const bool said = reason.find_first_not_of(" \t") != reason.npos;
    if (!even_late || said) return {};
    return tr("--even-late sends what is past its deadline; say why with --reason");
}

NamedLetters name_letters(const std::vector<std::string>& beginnings,
                          const std::vector<std::string>& dead) {
    NamedLetters named;
    for (const std::string& each : beginnings) {
        std::vector<std::string> fit;
        for (const std::string& id : dead) {
            if (!each.empty() && id.starts_with(each)) fit.push_back(id);
        }
        if (fit.empty()) {
            return {
                {},
                trf("there is no dead letter \"{}\"; list them with \"outreach dead list\"", each)};
        }
        if (fit.size() > 1) {
            return {{}, trf("\"{}\" fits {} dead letters; give more of the id", each, fit.size())};
        }
        if (std::find(named.ids.begin(), named.ids.end(), fit.front()) == named.ids.end()) {
            named.ids.push_back(fit.front());
        }
    }
    return named;
}

std::vector<json> bodies_of(const Which& which,
                            const std::vector<std::string>& ids,
                            bool even_late,
                            const std::string& reason) {
    json common = json::object();
    if (even_late) common["even_late"] = true;
    if (!reason.empty()) common["reason"] = reason;
    std::vector<json> bodies;
    for (const std::string& id : ids) {
        bodies.push_back(common);
        bodies.back()["notice"] = id;
    }
    if (!ids.empty()) return bodies;
    if (!which.campaign.empty()) common["campaign"] = which.campaign;
    if (!which.partner.empty()) common["partner"] = which.partner;
    if (which.all) common["all"] = true;
    bodies.push_back(std::move(common));
    return bodies;
}

void Revival::add(const json& answer) {
    revived += count_of(answer, "revived");
    left += count_of(answer, "left");
    const json why = answer.value("reasons", json());
    if (!why.is_object()) return;
    for (const auto& [reason, count] : why.items())
        reasons[reason] += count_of(why, reason.c_str());
}

int Revival::exit_code(bool named) const {
    const bool in_vain = named ? left > 0 : left > 0 && revived == 0;
    return in_vain ? kBadInput : kSuccess;
}

json Revival::to_json() const {
    json out{{"revived", revived}, {"left", left}, {"reasons", json::object()}};
    for (const auto& [reason, count] : reasons) out["reasons"][reason] = count;
    return out;
}

std::string Revival::to_text() const {
    std::string text = trf("to be sent anew: {}, left as they are: {}", revived, left);
    for (const auto& [reason, count] : reasons) text += fmt::format("\n  {}  {}", count, reason);
    return text;
}

}  // namespace outreach::cli
