#include "scheduler/app/order_answers.hpp"

#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"

namespace outreach::app {

http::Verdict refuse(int status, std::string title, std::string detail) {
    return {status, std::move(title), std::move(detail), {}};
}

http::Verdict after_recording(const Result<void>& done) {
    if (done) return {};
    if (done.error() == Errc::journal_failed) {
        return refuse(503, "Service Unavailable", tr("the journal cannot be written"));
    }
    return refuse(503,
                  "Service Unavailable",
                  tr("it is recorded; the queue follows as soon as Redis can be reached"));
}

http::Verdict answer_of(const nlohmann::ordered_json& document) {
    http::Verdict verdict;
    verdict.json = document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    return verdict;
}

}  // namespace outreach::app
