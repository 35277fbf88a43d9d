// All connectors behind one door: each endpoint's attempt goes to the one that its file names.
#pragma once

#include "connectors/file_connector.hpp"
#include "connectors/http_connector.hpp"

namespace outreach::connectors {

class ConnectorSet final : public Connector {
public:
    ConnectorSet(HttpConnector& http, FileConnector& file) : http_(http), file_(file) {}
    boost::asio::awaitable<Outcome> send(std::shared_ptr<const Target> target,
                                         std::shared_ptr<const campaigns::OutgoingNotice> notice,
                                         Trial trial) override {
        if (target->connector == "file") {
            return file_.send(std::move(target), std::move(notice), trial);
        }
        return http_.send(std::move(target), std::move(notice), trial);
    }
    void forget(const std::string& endpoint) override { http_.forget(endpoint); }

private:
    HttpConnector& http_;
    FileConnector& file_;
};

}  // namespace outreach::connectors
