// Carries out what people order about a partner's endpoints: enable, test, rotate a secret, replay.
#pragma once

#include "config/base/clock.hpp"
#include "connectors/connector.hpp"
#include "connectors/http_client.hpp"
#include "scheduler/app/second_chances.hpp"
#include "scheduler/delivery/delivery_service.hpp"
#include "scheduler/plan/plan_service.hpp"

namespace outreach::app {

class PartnerOrders {
public:
    template <class T>
    using Awaitable = boost::asio::awaitable<T>;
    struct Doors {
        plan::PlanService& plan;
        delivery::DeliveryService& delivery;
        connectors::Connector& connector;
        connectors::HttpClient& http;
        journal::Ledger& ledger;
        Clock& clock;
        SecondChances& second_chances;
        std::filesystem::path partners;  // the partner file
    };
    explicit PartnerOrders(Doors doors) : doors_(std::move(doors)) {}

    Awaitable<http::Verdict> on_partner(http::Identity who,
                                        std::string id,
                                        std::string verb,
                                        http::Order order);

private:
    using Names = std::vector<std::string>;
    // The endpoints that are meant, or a refusal.
    Names choose(const campaigns::Partner& partner,
                 const http::Order& order,
                 http::Verdict& refusal) const;
    Awaitable<http::Verdict> enable(journal::Act act, campaigns::Partner partner, Names endpoints);
    Awaitable<http::Verdict> test(campaigns::Partner partner, Names endpoints);
    [[nodiscard]] std::string others_with(const std::string& file,
                                          const std::string& endpoint) const;
    Awaitable<http::Verdict> rotate(journal::Act act,
                                    campaigns::Partner partner,
                                    Names endpoints,
                                    std::string overlap);

    Doors doors_;
};

}  // namespace outreach::app
