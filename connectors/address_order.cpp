#include "connectors/address_order.hpp"

#include <algorithm>

namespace outreach::connectors {

Resolver::Addresses interleave(const Resolver::Addresses& addresses) {
    Resolver::Addresses first;
    Resolver::Addresses second;
    for (const auto& address : addresses) {
        auto& family = address.is_v4() == addresses.front().is_v4() ? first : second;
        if (std::find(family.begin(), family.end(), address) == family.end()) {
            family.push_back(address);
        }
    }
    Resolver::Addresses mixed;
    mixed.reserve(first.size() + second.size());
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
        if (i < first.size()) mixed.push_back(first[i]);
        if (i < second.size()) mixed.push_back(second[i]);
    }
    return mixed;
}

}  // namespace outreach::connectors
