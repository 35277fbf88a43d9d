// A name look-up whose answers are given, one after the other; so a name may change its mind.
#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "connectors/resolver.hpp"

namespace outreach::test {

class FakeNames final : public connectors::Resolver {
public:
    // Each answer is addresses with spaces between. The last one holds for ever; without any, no
    // name is known.
    explicit FakeNames(std::vector<std::string> answers = {}) : answers_(std::move(answers)) {}

    boost::asio::awaitable<Result<Addresses>> resolve(std::string host, Deadline) override {
        asked.push_back(std::move(host));
        co_return next();
    }
    std::vector<std::string> asked;

private:
    Result<Addresses> next() const {
        if (answers_.empty()) {
            return boost::system::error_code(boost::asio::error::host_not_found);
        }
        std::istringstream answer(answers_[std::min(asked.size(), answers_.size()) - 1]);
        Addresses addresses;
        for (std::string each; answer >> each;) {
            addresses.push_back(boost::asio::ip::make_address(each));
        }
        return addresses;
    }
    std::vector<std::string> answers_;
};

}  // namespace outreach::test
