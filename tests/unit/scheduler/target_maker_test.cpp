#include "scheduler/plan/target_maker.hpp"

#include <gtest/gtest.h>

#include "config/base/hash.hpp"
#include "connectors/masking.hpp"
#include "connectors/secrets.hpp"

namespace outreach::plan {
namespace {

connectors::Target target_with(const std::string& secret) {
    campaigns::Partner partner;
    partner.id = PartnerId("hogoshikai");
    campaigns::Endpoint endpoint;
    endpoint.id = EndpointId("main");
    endpoint.connector = "webhook";
    endpoint.url = "https://partner.example/hooks";
    endpoint.secrets.push_back({campaigns::SecretSource::Kind::value, secret});
    const config::DeliverySettings settings;
    const TargetMaking making{settings, "."};
    return make_target(partner, endpoint, making);
}

// With a prefix, as bare base64, and the half of a pair that nobody may know.
TEST(TargetMaker, HidesTheBytesOfEachKey) {
    const std::string shared = connectors::new_secret();
    const std::string bare = shared.substr(shared.find('_') + 1);
    const std::string pair = connectors::new_key_pair().secret;
    for (const std::string& secret : {shared, bare, pair}) {
        const connectors::Target target = target_with(secret);
        ASSERT_EQ(target.problem, "");
        const std::string text = secret.substr(secret.find('_') + 1);
        const std::string bytes = from_base64(text).value().substr(0, 32);
        for (const std::string& form : {secret, text, to_hex(bytes), to_base64(bytes)}) {
            EXPECT_EQ(connectors::mask("no: " + form + "!", target.secret_texts), "no: •••!");
        }
    }
}

TEST(TargetMaker, HidesNothingElse) {
    const connectors::Target target = target_with(connectors::new_secret());
    const std::string text = "HTTP 401, 0123456789abcdef, partner.example";
    EXPECT_EQ(connectors::mask(text, target.secret_texts), text);
}

}  // namespace
}  // namespace outreach::plan
