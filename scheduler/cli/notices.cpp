// outreach notices, outreach why: the daemon's notices, and the chain behind one of them.
#include <nlohmann/json.hpp>

#include "campaigns/model/notice.hpp"
#include "config/base/i18n.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/daemon_client.hpp"
#include "scheduler/cli/notice_id.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;
constexpr std::size_t kPage = 1000;

struct NoticesFlags {
    DaemonLink link;
    std::string state;
    std::string campaign;
    std::string partner;
    std::size_t limit = 100;
    bool as_json = false;
};

std::string text(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return {};
    return found->is_string() ? found->get<std::string>() : found->dump();
}

int notices(const NoticesFlags& flags) {
    json all = json::array();
    std::string after;
    do {
        const std::size_t want = std::min(kPage, flags.limit - all.size());
        const auto answer = ask_daemon(
            flags.link,
            fmt::format("/api/v1/notices?limit={}&state={}&campaign={}&partner={}&after={}",
                        want,
                        flags.state,
                        flags.campaign,
                        flags.partner,
                        after));
        if (!answer) return kUnreachable;
        const json page = json::parse(answer->body, nullptr, false);
        if (answer->status != 200 || !page.is_object()) {
            say(trf("the daemon answered {}: {}", answer->status, text(page, "detail")));
            return kBadInput;
        }
        for (const json& each : page.at("items")) all.push_back(each);
        after = text(page, "next");
    } while (!after.empty() && all.size() < flags.limit);
    if (flags.as_json) {
        print(all.dump(2));
        return kSuccess;
    }
    std::vector<std::vector<std::string>> rows;
    for (const json& each : all) {
        rows.push_back({text(each, "due"),
                        text(each, "state"),
                        text(each, "purpose"),
                        text(each, "activity"),
                        text(each, "partner") + "/" + text(each, "endpoint"),
                        text(each, "attempts"),
                        text(each, "last_result"),
                        text(each, "id").substr(0, 20)});
    }
    print(to_table({tr("due"),
                    tr("state"),
                    tr("purpose"),
                    tr("activity"),
                    tr("partner"),
                    tr("attempts"),
                    tr("result"),
                    "id"},
                   rows));
    if (!after.empty()) say(trf("more than {} notices; see the rest with --limit", flags.limit));
    return kSuccess;
}

int why(const DaemonLink& link, const std::string& id, bool as_json) {
    const std::string whole = whole_id(link, id);
    if (whole.empty()) return kUnreachable;
    const auto answer = ask_daemon(link, "/api/v1/notices/" + whole);
    if (!answer) return kUnreachable;
    const json notice = json::parse(answer->body, nullptr, false);
    if (answer->status != 200 || !notice.is_object()) {
        say(trf("there is no notice \"{}\"; list them with \"outreach notices\"", id));
        return kBadInput;
    }
    if (as_json) {
        print(notice.dump(2));
        return kSuccess;
    }
    print(text(notice, "id"));
    print(trf("{} of {} to {}: {}",
              text(notice, "purpose"),
              text(notice, "activity"),
              text(notice, "partner"),
              text(notice, "state")));
    std::vector<std::vector<std::string>> rows;
    for (const json& step : notice.at("chain")) {
        rows.push_back({text(step, "step"), text(step, "instant"), text(step, "why")});
    }
    print(to_table({tr("step"), tr("instant"), tr("why")}, rows));
    return kSuccess;
}

}  // namespace

void add_notices(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "notices", tr("Example: outreach notices --state planned\nlists the daemon's notices"));
    const auto flags = std::make_shared<NoticesFlags>();
    std::vector<std::string> states;
    for (const auto& [name, state] : campaigns::WordTable<campaigns::NoticeState>::words) {
        states.emplace_back(name);
    }
    add_link_flags(*command, flags->link);
    command->add_option("--state", flags->state, fmt::format("{}", fmt::join(states, ", ")))
        ->check(CLI::IsMember(states));
    command->add_option("--campaign", flags->campaign, tr("only this campaign"));
    command->add_option("--partner", flags->partner, tr("only this partner"));
    command->add_option("--limit", flags->limit, tr("rows at most"))
        ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}));
    command->add_flag("--json", flags->as_json, tr("as JSON"));
    command->callback([&action, flags] { action = [flags] { return notices(*flags); }; });
}

void add_why(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "why", tr("Example: outreach why ntc_0a1b2c\nthe chain that led to a notice's instant"));
    struct WhyFlags {
        DaemonLink link;
        std::string id;
        bool as_json = false;
    };
    const auto flags = std::make_shared<WhyFlags>();
    command->add_option("notice", flags->id, tr("the notice's id, or its beginning"))->required();
    add_link_flags(*command, flags->link);
    command->add_flag("--json", flags->as_json, tr("as JSON"));
    command->callback([&action, flags] {
        action = [flags] { return why(flags->link, flags->id, flags->as_json); };
    });
}

}  // namespace outreach::cli
