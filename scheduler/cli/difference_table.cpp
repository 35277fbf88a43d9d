#include "scheduler/cli/difference_table.hpp"

#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"
#include "scheduler/cli/console.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;

// Minutes are enough for people.
std::string minute(const json& value) {
    const std::string text = value.is_string() ? value.get<std::string>() : "";
    return text.substr(0, 16);
}

std::string reason_of(const json& change) {
    const std::string reason = change.value("reason", "");
    const json was = change.value("was", json(nullptr));
    return was.is_null() ? reason : trf("{}, was {}", reason, minute(was));
}

}  // namespace

std::size_t show_difference(const json& difference) {
    const json changes = difference.value("changes", json::array());
    print(difference.value("campaign", ""));
    if (changes.empty()) print(tr("  nothing changes"));
    std::vector<std::vector<std::string>> rows;
    for (const json& change : changes) {
        rows.push_back({"  " + change.value("sign", ""),
                        change.value("activity", ""),
                        change.value("rule", ""),
                        change.value("purpose", ""),
                        std::to_string(change.value("partners", json::array()).size()),
                        std::to_string(change.value("notices", 0)),
                        minute(change["first"]),
                        minute(change["last"]),
                        reason_of(change)});
    }
    if (!rows.empty()) {
        print(to_table({"   ",
                        tr("activity"),
                        tr("rule"),
                        tr("purpose"),
                        tr("partners"),
                        tr("notices"),
                        tr("first"),
                        tr("last"),
                        tr("why")},
                       rows));
    }
    for (const json& gone : difference.value("told_removed", json::array())) {
        say(
            trf("partners know of \"{}\", and nothing would tell them that it is gone: set its "
                "status to \"cancelled\" instead of removing it",
                gone.get<std::string>()));
    }
    for (const json& warning : difference.value("warnings", json::array())) {
        say(trf("warning: {}", warning.get<std::string>()));
    }
    return changes.size();
}

}  // namespace outreach::cli
