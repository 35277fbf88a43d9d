#include "connectors/address_order.hpp"

#include <gtest/gtest.h>

namespace outreach::connectors {
namespace {

Resolver::Addresses addresses(std::initializer_list<const char*> texts) {
    Resolver::Addresses all;
    for (const char* text : texts) all.push_back(boost::asio::ip::make_address(text));
    return all;
}

TEST(AddressOrder, FamiliesTakeTurns) {
    EXPECT_EQ(interleave(addresses({"2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1"})),
              addresses({"2001:db8::1", "192.0.2.1", "2001:db8::2", "2001:db8::3"}));
    EXPECT_EQ(interleave(addresses({"192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"})),
              addresses({"192.0.2.1", "2001:db8::1", "192.0.2.2", "2001:db8::2"}));
}

TEST(AddressOrder, OneFamilyKeepsItsOrder) {
    const auto v4 = addresses({"192.0.2.9", "192.0.2.1", "192.0.2.5"});
    EXPECT_EQ(interleave(v4), v4);
    EXPECT_TRUE(interleave({}).empty());
}

TEST(AddressOrder, NamesEachAddressOnce) {
    EXPECT_EQ(interleave(addresses({"192.0.2.1", "192.0.2.1", "2001:db8::1", "192.0.2.1"})),
              addresses({"192.0.2.1", "2001:db8::1"}));
}

}  // namespace
}  // namespace outreach::connectors
