// The words of the partner file for how an endpoint is told.
#pragma once

#include "campaigns/model/partner.hpp"
#include "campaigns/model/words.hpp"

namespace outreach::campaigns {

template <>
struct WordTable<Order> {
    static constexpr std::array<std::pair<std::string_view, Order>, 2> words{
        {{"none", Order::none}, {"fifo", Order::fifo}}};
};
template <>
struct WordTable<DeliveryPromise> {
    static constexpr std::array<std::pair<std::string_view, DeliveryPromise>, 2> words{
        {{"at_least_once", DeliveryPromise::at_least_once},
         {"at_most_once", DeliveryPromise::at_most_once}}};
};

}  // namespace outreach::campaigns
