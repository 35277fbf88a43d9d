// outreach dead: the notices that were given up, and second chances for them.
#include <algorithm>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/daemon_json.hpp"
#include "scheduler/cli/dead_letter_text.hpp"
#include "scheduler/cli/second_chance.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;

constexpr const char* kLetters = "/api/v1/dead-letters";
constexpr std::size_t kEvery = std::numeric_limits<std::size_t>::max();

struct DeadFlags {
    DaemonLink link;
    Which which;
    std::string reason;
    std::size_t limit = 100;
    bool even_late = false;
    bool yes = false;
    bool as_json = false;
};

std::optional<json> letters(const DeadFlags& flags, std::size_t most, int& code, bool& more) {
    return items_at(flags.link,
                    fmt::format("{}?campaign={}&partner={}",
                                kLetters,
                                encoded(flags.which.campaign),
                                encoded(flags.which.partner)),
                    most,
                    code,
                    more);
}

int list(const DeadFlags& flags) {
    int code = kSuccess;
    bool more = false;
    const auto all = letters(flags, flags.limit, code, more);
    if (!all) return code;
    if (more) say(trf("more than {} dead letters; see the rest with --limit", flags.limit));
    if (flags.as_json) {
        print(pretty(*all));
        return kSuccess;
    }
    print(letters_table(*all));
    return kSuccess;
}

// Every dead letter of the daemon and the ids that were meant; nothing, and why in `code`.
struct Meant {
    json all;
    std::vector<std::string> ids;
};
std::optional<Meant> meant(const DeadFlags& flags, int& code) {
    bool more = false;
    auto all = letters(flags, kEvery, code, more);
    if (!all) return {};
    std::vector<std::string> dead;
    for (const json& each : *all) dead.push_back(text_of(each, "notice"));
    NamedLetters named = name_letters(flags.which.notices, dead);
    if (!named.problem.empty()) {
        say(named.problem);
        code = kBadInput;
        return {};
    }
    return Meant{std::move(*all), std::move(named.ids)};
}

int show(const DeadFlags& flags) {
    int code = kSuccess;
    const auto found = meant(flags, code);
    if (!found) return code;
    for (const json& each : found->all) {
        if (text_of(each, "notice") != found->ids.front()) continue;
        print(flags.as_json ? pretty(each) : letter_text(each));
        break;
    }
    return kSuccess;
}

// Whoever names a whole campaign or partner is told how many letters that is, and asked.
bool agreed(const DeadFlags& flags, int& code) {
    if (flags.yes || !flags.which.notices.empty()) return true;
    if (!stdin_is_terminal()) {
        say(tr("nobody is here to answer; use --yes to carry it out"));
        code = kBadUsage;
        return false;
    }
    bool more = false;
    const auto all = letters(flags, kEvery, code, more);
    if (!all) return false;
    std::size_t possible = 0;
    for (const json& each : *all) possible += can_be_retried(each) ? 1 : 0;
    say(trf(
        "dead letters: {}, of these a second chance is possible for: {}", all->size(), possible));
    if (ask(tr("carry this out? Type yes: ")) == "yes") return true;
    code = kBadUsage;
    return false;
}

// Hands each answer to `take`. What one notice is refused does not keep the others back, but
// nothing goes on without the daemon.
int send_each(const DeadFlags& flags,
              const std::string& verb,
              const std::function<void(const json&)>& take) {
    if (const std::string problem = problem_of(flags.which); !problem.empty()) {
        say(problem);
        return kBadUsage;
    }
    int code = kSuccess;
    std::vector<std::string> ids;
    if (!flags.which.notices.empty()) {
        auto found = meant(flags, code);
        if (!found) return code;
        ids = std::move(found->ids);
    }
    if (!agreed(flags, code)) return code;
    int worst = kSuccess;
    const std::string path = std::string(kLetters) + "/" + verb;
    for (const json& body : bodies_of(flags.which, ids, flags.even_late, flags.reason)) {
        const auto answer = object_in(tell_daemon(flags.link, "POST", path, compact(body)), code);
        if (answer) take(*answer);
        worst = std::max(worst, code);
        if (code == kUnreachable) break;
    }
    return worst;
}

int retry(const DeadFlags& flags) {
    if (const auto problem = problem_of_late(flags.even_late, flags.reason); !problem.empty()) {
        say(problem);
        return kBadUsage;
    }
    Revival revival;
    bool any = false;
    const int code = send_each(flags, "retry", [&](const json& answer) {
        revival.add(answer);
        any = true;
    });
    if (!any) return code;
    print(flags.as_json ? pretty(revival.to_json()) : revival.to_text());
    return std::max(code, revival.exit_code(!flags.which.notices.empty()));
}

int discard(const DeadFlags& flags) {
    std::size_t discarded = 0;
    bool any = false;
    const int code = send_each(flags, "discard", [&](const json& answer) {
        discarded += count_of(answer, "discarded");
        any = true;
    });
    if (!any) return code;
    print(flags.as_json ? pretty(json{{"discarded", discarded}}) : trf("discarded: {}", discarded));
    return code;
}

std::shared_ptr<DeadFlags> add_verb(CLI::App& dead,
                                    Action& action,
                                    const char* name,
                                    const char* help,
                                    int (*run)(const DeadFlags&)) {
    auto* command = dead.add_subcommand(name, help);
    const auto flags = std::make_shared<DeadFlags>();
    add_link_flags(*command, flags->link);
    command->add_flag("--json", flags->as_json, tr("as JSON"));
    command->callback([&action, flags, run] { action = [flags, run] { return run(*flags); }; });
    return flags;
}

void add_which(CLI::App& command, DeadFlags& flags) {
    command.add_option(
        "notices", flags.which.notices, tr("ids of notices, or the beginnings of ids"));
    command.add_option("--campaign", flags.which.campaign, tr("only this campaign"));
    command.add_option("--partner", flags.which.partner, tr("only this partner"));
    command.add_flag("--all", flags.which.all, tr("everything"));
    command.add_flag("--yes", flags.yes, tr("without asking"));
    command.add_option("--reason", flags.reason, tr("why; kept in the journal"));
}

}  // namespace

void add_dead(CLI::App& app, Action& action) {
    auto* dead = app.add_subcommand("dead",
                                    tr("Example: outreach dead retry --partner hogoshikai\n"
                                       "notices that were given up, and second chances for them"));
    dead->require_subcommand(1);
    const auto listing = add_verb(*dead, action, "list", tr("lists them, the oldest first"), list);
    CLI::App& lister = *dead->get_subcommand("list");
    lister.add_option("--campaign", listing->which.campaign, tr("only this campaign"));
    lister.add_option("--partner", listing->which.partner, tr("only this partner"));
    lister.add_option("--limit", listing->limit, tr("rows at most"))
        ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}));
    const auto showing =
        add_verb(*dead, action, "show", tr("all about one: the last attempt, the answer"), show);
    dead->get_subcommand("show")
        ->add_option("notice", showing->which.notices, tr("the notice's id, or its beginning"))
        ->required()
        ->expected(1);
    const auto again =
        add_verb(*dead, action, "retry", tr("sends them anew, with every attempt ahead"), retry);
    add_which(*dead->get_subcommand("retry"), *again);
    dead->get_subcommand("retry")->add_flag(
        "--even-late", again->even_late, tr("also past their deadline; needs a reason"));
    const auto away =
        add_verb(*dead, action, "discard", tr("takes them off the list; they stay dead"), discard);
    add_which(*dead->get_subcommand("discard"), *away);
}

}  // namespace outreach::cli
