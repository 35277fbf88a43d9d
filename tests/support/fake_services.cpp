// What all fakes share: the record, the planned failures, the ids.
#include "tests/support/fake_services.hpp"

#include <algorithm>
#include <cctype>

namespace outreach::test {
namespace {

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) ==
               std::tolower(static_cast<unsigned char>(y));
    });
}

}  // namespace

std::string FakeAnswer::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (same_name(key, name)) return value;
    }
    return {};
}

FakeAnswer FakeService::answer(const FakeRequest& request) {
    requests.push_back(request);
    FakeAnswer out;
    if (!planned_.empty()) {
        out = in_own_words(planned_.front().status);
        if (const auto after = planned_.front().retry_after) {
            std::erase_if(out.headers,
                          [](const auto& each) { return same_name(each.first, "Retry-After"); });
            out.headers.emplace_back("Retry-After", std::to_string(*after));
        }
        planned_.pop_front();
    } else {
        out = decide(request);
        if (lost_) out = {*lost_, {}, "<html>Bad Gateway</html>"};
        lost_.reset();
    }
    answers.push_back(out);
    return out;
}

void FakeService::next_status(int status, std::optional<int> retry_after) {
    planned_.push_back({status, retry_after});
}

FakeAnswer FakeService::in_own_words(int status) const {
    return {status, {}, {}};
}

std::string FakeService::next_id() {
    return std::to_string(++last_id_);
}

}  // namespace outreach::test
