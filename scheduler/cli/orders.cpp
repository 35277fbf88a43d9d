// outreach activity, notice, pause, resume: what people decide, sent to the daemon.
#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"
#include "scheduler/cli/command.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/difference_table.hpp"
#include "scheduler/cli/notice_id.hpp"

namespace outreach::cli {
namespace {

using json = nlohmann::ordered_json;

struct OrderFlags {
    DaemonLink link;
    std::string id;
    std::string reason;
    std::string start;
    std::string end;
    std::string occurrence;
    std::string outcome;
    int decision = 0;
    std::string campaign;
    std::string partner;
    bool all = false;
    bool emergency = false;
    bool waive = false;
    bool as_json = false;
};

json body_of(const OrderFlags& flags) {
    json body = json::object();
    for (const auto& [key, text] : {std::pair("reason", &flags.reason),
                                    std::pair("start", &flags.start),
                                    std::pair("end", &flags.end),
                                    std::pair("occurrence", &flags.occurrence),
                                    std::pair("outcome", &flags.outcome),
                                    std::pair("campaign", &flags.campaign),
                                    std::pair("partner", &flags.partner)}) {
        if (!text->empty()) body[key] = *text;
    }
    if (flags.decision > 0) body["decision"] = flags.decision;
    if (flags.all) body["all"] = true;
    if (flags.emergency) body["emergency"] = true;
    if (flags.waive) body["waive"] = true;
    return body;
}

int send_order(const OrderFlags& flags, const std::string& path) {
    const auto answer = tell_daemon(flags.link, "POST", path, body_of(flags).dump());
    if (!answer) return kUnreachable;
    const int code = check_answer(*answer);
    if (code != kSuccess) return code;
    const json difference = json::parse(answer->body, nullptr, false);
    if (flags.as_json) {
        print(answer->body);
    } else if (difference.is_object() && difference.contains("changes")) {
        (void)show_difference(difference);
    } else {
        say(tr("done"));
    }
    return kSuccess;
}

void add_common(CLI::App& command, OrderFlags& flags) {
    add_link_flags(command, flags.link);
    command.add_option("--reason", flags.reason, tr("why; kept in the journal"));
    command.add_flag("--json", flags.as_json, tr("as JSON"));
}

struct Verb {
    const char* name;
    const char* help;
};

void add_activity_verb(CLI::App& activity, Action& action, const Verb& verb) {
    auto* command = activity.add_subcommand(verb.name, tr(verb.help));
    const auto flags = std::make_shared<OrderFlags>();
    command->add_option("activity", flags->id, tr("the activity's id, or campaign.activity"))
        ->required();
    add_common(*command, *flags);
    const std::string name = verb.name;
    if (name == "decide") {
        command->add_option("outcome", flags->outcome, "go, cancel, postpone")
            ->required()
            ->check(CLI::IsMember({"go", "cancel", "postpone"}));
        command->add_option("--decision", flags->decision, tr("which one, from 1; else the next"));
    } else {
        command->add_option("--start", flags->start, tr("the new date, or date and time"));
        command->add_option("--end", flags->end, tr("its end; else it lasts as long as before"));
        command->add_option(
            "--occurrence", flags->occurrence, tr("which date, where there are several"));
    }
    command->callback([&action, flags, name] {
        action = [flags, name] {
            return send_order(*flags, "/api/v1/activities/" + flags->id + "/" + name);
        };
    });
}

int order_notice(const OrderFlags& flags, const std::string& verb) {
    const std::string whole = whole_id(flags.link, flags.id);
    if (whole.empty()) return kUnreachable;
    return send_order(flags, "/api/v1/notices/" + whole + "/" + verb);
}

void add_notice_verb(CLI::App& notice, Action& action, const Verb& verb) {
    auto* command = notice.add_subcommand(verb.name, tr(verb.help));
    const auto flags = std::make_shared<OrderFlags>();
    command->add_option("notice", flags->id, tr("the notice's id, or its beginning"))->required();
    add_common(*command, *flags);
    const std::string name = verb.name;
    if (name == "approve" || name == "send") {
        command->add_flag(
            "--emergency", flags->emergency, tr("without waiting for an approval; needs a reason"));
    }
    if (name == "approve") {
        command->add_flag(
            "--waive-lint", flags->waive, tr("send in spite of what lint says; needs a reason"));
    }
    command->callback(
        [&action, flags, name] { action = [flags, name] { return order_notice(*flags, name); }; });
}

void add_pause_command(CLI::App& app, Action& action, const Verb& verb) {
    auto* command = app.add_subcommand(verb.name, tr(verb.help));
    const auto flags = std::make_shared<OrderFlags>();
    command->add_option("--campaign", flags->campaign, tr("only this campaign"));
    command->add_option("--partner", flags->partner, tr("only this partner"));
    command->add_flag("--all", flags->all, tr("everything"));
    add_common(*command, *flags);
    const std::string name = verb.name;
    command->callback([&action, flags, name] {
        action = [flags, name] { return send_order(*flags, "/api/v1/" + name); };
    });
}

}  // namespace

void add_activity(CLI::App& app, Action& action) {
    auto* activity = app.add_subcommand(
        "activity",
        tr("Example: outreach activity cancel yellow-light-up --reason \"storm\"\n"
           "tells the daemon what became of an activity; those who were told hear of it"));
    activity->require_subcommand(1);
    for (const Verb& verb : {Verb{"confirm", "it is certain, with --start also when"},
                             Verb{"cancel", "it does not take place"},
                             Verb{"postpone", "it takes place later, nobody knows when"},
                             Verb{"reschedule", "it takes place at another time: --start"},
                             Verb{"complete", "it has taken place"},
                             Verb{"decide", "chooses the outcome of a go/no-go decision"}}) {
        add_activity_verb(*activity, action, verb);
    }
}

void add_notice(CLI::App& app, Action& action) {
    auto* notice = app.add_subcommand("notice",
                                      tr("Example: outreach notice approve ntc_0a1b2c\n"
                                         "decides about a single notice"));
    notice->require_subcommand(1);
    for (const Verb& verb : {Verb{"approve", "may be sent as it stands now"},
                             Verb{"hold", "is kept until it is released"},
                             Verb{"release", "goes at its time again"},
                             Verb{"withdraw", "is never sent"},
                             Verb{"send", "goes now, whatever the sending hours are"},
                             Verb{"waive", "goes in spite of what lint says"}}) {
        add_notice_verb(*notice, action, verb);
    }
}

void add_pause(CLI::App& app, Action& action) {
    add_pause_command(app,
                      action,
                      {"pause",
                       "Example: outreach pause --partner hogoshikai --reason \"office moves\"\n"
                       "holds notices back until \"resume\"; they still end at their deadline"});
    add_pause_command(app,
                      action,
                      {"resume",
                       "Example: outreach resume --partner hogoshikai\n"
                       "lets notices go again"});
}

}  // namespace outreach::cli
