// outreach preview: every notice that the files would send, without a daemon.
#include <set>

#include "config/base/i18n.hpp"
#include "scheduler/app/notice_views.hpp"
#include "scheduler/cli/campaign_files.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/period.hpp"
#include "scheduler/http/notice_json.hpp"
#include "scheduler/plan/gatekeeper.hpp"
#include "scheduler/plan/observation.hpp"

namespace outreach::cli {
namespace {

using campaigns::NoticeState;

struct PreviewFlags {
    std::vector<std::string> paths;
    std::string partners;
    std::string holidays;
    std::string from;
    std::string to;
    std::string format = "table";
    bool text = false;
};

const std::vector<std::string> kColumns{"due",
                                        "purpose",
                                        "activity",
                                        "occurrence",
                                        "rule",
                                        "partner",
                                        "endpoint",
                                        "state",
                                        "deadline",
                                        "id"};

std::vector<std::string> cells(const http::NoticeView& notice) {
    return {notice.due,
            notice.purpose,
            notice.activity,
            std::to_string(notice.occurrence),
            notice.rule,
            notice.partner,
            notice.endpoint,
            notice.state,
            notice.deadline,
            notice.id};
}

void show(const std::vector<http::NoticeView>& notices, const PreviewFlags& flags) {
    if (flags.format == "json") {
        print(http::to_json(notices, http::NoticeKeys::preview));
        return;
    }
    std::vector<std::string> heads = kColumns;
    if (flags.text) heads.emplace_back("text");
    if (flags.format == "csv") {
        print(to_csv(heads) + "\r");
        for (const auto& notice : notices) {
            auto row = cells(notice);
            if (notice.text) row.push_back(*notice.text);
            print(to_csv(row) + "\r");
        }
        return;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& notice : notices) {
        auto row = cells(notice);
        row.pop_back();              // the id is for programs
        row.erase(row.begin() + 6);  // so is the endpoint
        rows.push_back(std::move(row));
    }
    print(to_table({"due", "purpose", "activity", "#", "rule", "partner", "state", "deadline"},
                   rows));
    if (!flags.text) return;
    for (const auto& notice : notices) {
        print("\n── " + notice.due + " " + notice.purpose + " → " + notice.partner);
        print(*notice.text);
    }
}

// How long a message may be is the endpoint's; all else is a matter of the text.
std::string to_text(const plan::CompiledCampaign& campaign,
                    const plan::PlannedNotice& notice,
                    const wording::Finding& finding) {
    const char* effect = finding.error ? tr("held back") : tr("hint");
    const std::string& rule = campaign.rule_of(notice).id.str();
    const std::string& activity = campaign.activity_of(notice).id.str();
    if (finding.fault != wording::Fault::too_long) {
        return trf("{}: {} of {}: {}", effect, rule, activity, finding.message);
    }
    return trf("{}: {} of {} to {}/{}: {}",
               effect,
               rule,
               activity,
               campaign.partner_of(notice).id.str(),
               campaign.endpoint_of(notice).id.str(),
               finding.message);
}

// What would keep a message from being sent, or from being understood.
void note_faults(const plan::CompiledCampaign& campaign,
                 const plan::PlannedNotice& notice,
                 http::NoticeView& view,
                 std::set<std::string>& faults) {
    const auto words = campaign.render(notice, 1, false);
    for (const auto& finding : plan::lint_notice(campaign, notice, words)) {
        faults.insert(to_text(campaign, notice, finding));
        if (finding.error && !notice.skipped) view.held_back.push_back(finding.message);
    }
    if (!view.held_back.empty() && view.state == campaigns::word(NoticeState::planned)) {
        view.state = campaigns::word(NoticeState::held);
    }
}

int preview(const PreviewFlags& flags) {
    LoadedFiles files = load_files(flags.paths, flags.partners, flags.holidays);
    if (!ready(files)) return kBadInput;
    if (files.partner_file.empty()) {
        say(tr("a partner file is needed to know who receives what: --partners F"));
        return kBadUsage;
    }
    std::vector<std::pair<SysTime, http::NoticeView>> found;
    std::size_t waiting = 0;
    std::set<std::string> faults;
    for (campaigns::Campaign& campaign : files.campaigns) {
        const auto period = read_period(flags.from, flags.to, campaign.timezone);
        if (!period) return kBadUsage;
        const SysTime now = period->from.value_or(wall_now());
        journal::Ledger ledger;
        ledger.apply(plan::observe(campaign, files.surroundings->partners, {}, now));
        const CampaignId id = campaign.id;
        const plan::CompiledCampaign compiled(
            files.surroundings, std::move(campaign), ledger.history(id), now, false);
        waiting += compiled.plan().waiting;
        for (const auto& notice : compiled.plan().notices) {
            if (period->from && notice.due < *period->from) continue;
            if (period->to && notice.due >= *period->to) continue;
            auto view = app::view_of(compiled,
                                     notice,
                                     nullptr,
                                     ledger.history(id),
                                     false,
                                     flags.text ? app::Depth::chain_and_text : app::Depth::chain);
            note_faults(compiled, notice, view, faults);
            found.emplace_back(notice.due, std::move(view));
        }
    }
    std::stable_sort(
        found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<http::NoticeView> notices;
    for (auto& [due, view] : found) notices.push_back(std::move(view));
    show(notices, flags);
    for (const std::string& fault : faults) say(fault);
    say(trf("{} notices; {} rules wait for a date or an event", notices.size(), waiting));
    return kSuccess;
}

}  // namespace

void add_preview(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "preview",
        tr("Example: outreach preview campaigns --from 2025-07-01 --to 2025-07-31 --text\n"
           "shows every notice that these files would send; needs no daemon"));
    const auto flags = std::make_shared<PreviewFlags>();
    command->add_option("paths", flags->paths, tr("campaign files or folders"))->required();
    command->add_option("--partners", flags->partners, tr("the partner file"));
    command->add_option("--holidays", flags->holidays, tr("a file that corrects the holidays"));
    command->add_option("--from", flags->from, tr("first day; what lies before it counts as past"));
    command->add_option("--to", flags->to, tr("last day"));
    command->add_option("--format", flags->format, "table, json, csv")
        ->check(CLI::IsMember({"table", "json", "csv"}));
    command->add_flag_callback(
        "--json", [flags] { flags->format = "json"; }, tr("the same as --format json"));
    command->add_flag("--text", flags->text, tr("with the text of each message"));
    command->callback([&action, flags] { action = [flags] { return preview(*flags); }; });
}

}  // namespace outreach::cli
