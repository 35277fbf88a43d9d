#include "scheduler/cli/listen_vectors.hpp"

#include <cstring>
#include <nlohmann/json.hpp>

#include "config/base/i18n.hpp"
#include "connectors/signature_vectors.hpp"
#include "connectors/webhook_signature.hpp"
#include "scheduler/cli/console.hpp"

namespace outreach::cli {
namespace {

using connectors::SignatureVector;

// Signed as published, and verified with what a receiver holds.
bool holds(const SignatureVector& vector) {
    const auto key = connectors::parse_key(vector.key);
    const bool paired = *vector.public_key != '\0';
    const auto receiver_key = connectors::parse_key(paired ? vector.public_key : vector.key);
    if (!key || !receiver_key) return false;
    const SysTime then{std::chrono::seconds{vector.timestamp}};
    return connectors::sign_webhook({*key}, vector.id, vector.timestamp, vector.body) ==
               vector.signature &&
           connectors::verify_webhook({*receiver_key},
                                      vector.id,
                                      std::to_string(vector.timestamp),
                                      vector.signature,
                                      vector.body,
                                      then) == connectors::Verification::good;
}

void show_json(const SignatureVector& vector, bool good) {
    nlohmann::ordered_json line;
    line["number"] = vector.number;
    line["secret"] = vector.key;
    if (*vector.public_key != '\0') line["public_key"] = vector.public_key;
    line["id"] = vector.id;
    line["timestamp"] = std::to_string(vector.timestamp);
    line["body"] = vector.body;
    line["signature"] = vector.signature;
    line["source"] = vector.source;
    line["good"] = good;
    print(line.dump());
}

void show_text(const SignatureVector& vector, bool good) {
    print(trf("vector {} ({}): {}",
              vector.number,
              vector.source,
              good ? tr("verified") : tr("NOT verified")));
    print(std::string("  secret             ") + vector.key);
    if (*vector.public_key != '\0') {
        print(std::string("  public key         ") + vector.public_key);
    }
    print(std::string("  webhook-id         ") + vector.id);
    print("  webhook-timestamp  " + std::to_string(vector.timestamp));
    print(std::string("  webhook-signature  ") + vector.signature);
    print(trf("  body ({} bytes)  {}", std::strlen(vector.body), vector.body));
}

}  // namespace

int show_vectors(bool as_json) {
    bool all_good = true;
    for (const SignatureVector& vector : connectors::signature_vectors()) {
        const bool good = holds(vector);
        all_good = all_good && good;
        as_json ? show_json(vector, good) : show_text(vector, good);
    }
    if (!as_json) {
        print(
            tr("4 and 5 together, with a space between, are the header of a rotation: a receiver "
               "with either secret accepts it. Move its clock to the timestamp, or leave the check "
               "of the age away for the trial."));
    }
    return all_good ? kSuccess : kBadInput;
}

}  // namespace outreach::cli
