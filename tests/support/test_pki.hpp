// Certificates for tests, made at run time: two authorities, good and bad server certificates,
// client certificates; as PEM files in a folder that is gone afterwards.
#pragma once

#include <filesystem>

#include "tests/support/temp_dir.hpp"

namespace outreach::test {

enum class Cert {
    good,             // for localhost, 127.0.0.1 and ::1
    expired,          // since yesterday
    not_yet_valid,    // from tomorrow
    wrong_host,       // for elsewhere.example
    self_signed,      // for localhost, by itself
    other_authority,  // for localhost, by the other authority
    client,           // a client's, "CN=outreachd test"
    foreign_client,   // a client's, by the other authority
};
[[nodiscard]] const char* word(Cert cert);

// EC keys on P-256, in PKCS#8 without a passphrase. Throws if OpenSSL fails.
class TestPki {
public:
    TestPki();
    [[nodiscard]] std::filesystem::path ca() const { return dir_.path() / "ca.pem"; }
    [[nodiscard]] std::filesystem::path other_ca() const { return dir_.path() / "other_ca.pem"; }
    [[nodiscard]] std::filesystem::path certificate(Cert cert) const;
    [[nodiscard]] std::filesystem::path key(Cert cert) const;

private:
    TempDir dir_;
};

// One for the whole program.
[[nodiscard]] const TestPki& test_pki();

}  // namespace outreach::test
