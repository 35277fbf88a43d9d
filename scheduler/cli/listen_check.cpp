#include "scheduler/cli/listen_check.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"
#include "config/base/random.hpp"
#include "connectors/http_client.hpp"
#include "scheduler/cli/console.hpp"
#include "scheduler/cli/listen_check_cases.hpp"
#include "scheduler/cli/period.hpp"

namespace outreach::cli {
namespace {

namespace asio = boost::asio;
using connectors::HttpAnswer;
using connectors::Stage;

struct Answered {
    const CheckCase* asked = nullptr;
    HttpAnswer answer;
};
struct Run {
    connectors::Url url;
    connectors::SigningKey key;
    connectors::SigningKey other = connectors::HmacKey{secure_random(32)};
    std::string id = Random().hex(6);
    std::shared_ptr<const connectors::Reach> reach =
        connectors::reach_anywhere();  // typed by a person
    std::vector<Answered> answers = {};

    [[nodiscard]] bool unreachable() const;
};

// Nobody was there for the first request: the others are not worth their time.
bool Run::unreachable() const {
    return answers.size() == 1 && answers.front().answer.status == 0 &&
           answers.front().answer.stage != Stage::exchange;
}

asio::awaitable<void> send_all(Run& run, connectors::HttpClient& client) {
    for (const CheckCase& each : check_cases()) {
        if (run.unreachable()) break;
        CheckRequest made = make_check_request(each, run.key, run.other, run.id, wall_now());
        connectors::HttpRequest request;
        request.url = run.url;
        request.reach = run.reach;
        request.headers = std::move(made.headers);
        request.body = std::move(made.body);
        HttpAnswer answer = co_await client.send(std::move(request));
        run.answers.push_back({&each, std::move(answer)});
    }
    client.close();
}

const char* expected(const CheckCase& each) {
    return each.accept ? tr("accept") : tr("refuse");
}

std::string answered(const HttpAnswer& answer) {
    return answer.status == 0 ? answer.error : std::to_string(answer.status);
}

void show_json(const Answered& each, const CheckVerdict& verdict) {
    nlohmann::ordered_json line;
    line["case"] = each.asked->name;
    line["expected"] = each.asked->accept ? "accept" : "refuse";
    line["answered"] = each.answer.status;
    if (each.answer.status == 0) line["error"] = each.answer.error;
    line["ok"] = verdict.good;
    if (!verdict.remark.empty()) line["remark"] = verdict.remark;
    print(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

int report(const Run& run, bool as_json) {
    std::size_t wrong = 0;
    std::vector<std::vector<std::string>> rows;
    for (const Answered& each : run.answers) {
        const CheckVerdict verdict = judge_check(*each.asked, each.answer.status);
        if (!verdict.good) ++wrong;
        if (as_json) show_json(each, verdict);
        rows.push_back({each.asked->name,
                        expected(*each.asked),
                        answered(each.answer),
                        verdict.good ? tr("ok") : tr("NOT OK"),
                        verdict.remark});
    }
    if (!as_json) {
        print(to_table({tr("case"), tr("expected"), tr("answered"), tr("result"), tr("remark")},
                       rows));
    }
    if (wrong == 0) {
        say(trf("all {} requests were answered as they should be", run.answers.size()));
        say(
            tr("One thing cannot be seen from outside: good and same-id-again must count as one "
               "notice."));
        return kSuccess;
    }
    say(
        trf("{} of {} requests were not answered as they should be; the guide for partners says "
            "why it matters (connectors/guide)",
            wrong,
            run.answers.size()));
    return kBadInput;
}

}  // namespace

int check_receiver(const std::string& url, const connectors::SigningKey& key, bool as_json) {
    const auto parsed = connectors::parse_url(url);
    if (!parsed) {
        say(trf("\"{}\" is no web address", url));
        return kBadUsage;
    }
    const auto* pair = std::get_if<connectors::Ed25519Key>(&key);
    if (pair != nullptr && pair->seed.empty()) {
        say(tr("a public key (whpk_) cannot sign; --check needs the secret (whsec_ or whsk_)"));
        return kBadInput;
    }
    Run run{*parsed, key};
    asio::io_context io(1);
    connectors::HttpClient client(io.get_executor());
    asio::co_spawn(io, send_all(run, client), asio::detached);
    io.run();
    if (run.unreachable()) {
        say(trf("nobody answers at {}: {}", url, run.answers.front().answer.error));
        return kUnreachable;
    }
    return report(run, as_json);
}

}  // namespace outreach::cli
