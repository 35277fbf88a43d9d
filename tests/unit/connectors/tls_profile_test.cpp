#include "connectors/tls_profile.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <memory>
#include <stdexcept>

#include "config/base/files.hpp"
#include "tests/support/test_pki.hpp"

namespace outreach::connectors {
namespace {

using test::Cert;
using test::test_pki;

struct Free {
    void operator()(BIO* bio) const { BIO_free_all(bio); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

constexpr std::size_t kMost = 64 * 1024;
constexpr char kPassphrase[] = "himitsu";
constexpr int kLength = sizeof kPassphrase - 1;

std::string text_of(const std::filesystem::path& file) {
    return read_file(file, kMost).value();
}

// The client's key behind a passphrase: as PKCS#8, or with the header lines of old.
std::string encrypted_key(bool with_header_lines) {
    const std::string plain = text_of(test_pki().key(Cert::client));
    const Owned<BIO> in(BIO_new_mem_buf(plain.data(), static_cast<int>(plain.size())));
    const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
    const Owned<BIO> out(BIO_new(BIO_s_mem()));
    const EVP_CIPHER* cipher = EVP_aes_256_cbc();
    const auto* bytes = reinterpret_cast<const unsigned char*>(kPassphrase);
    const int written =
        with_header_lines
            ? PEM_write_bio_PrivateKey_traditional(
                  out.get(), key.get(), cipher, bytes, kLength, nullptr, nullptr)
            : PEM_write_bio_PKCS8PrivateKey(
                  out.get(), key.get(), cipher, kPassphrase, kLength, nullptr, nullptr);
    if (written != 1) throw std::runtime_error("no encrypted key");
    char* data = nullptr;
    const long length = BIO_get_mem_data(out.get(), &data);
    return std::string(data, static_cast<std::size_t>(length));
}

// What is said of the client's certificate with this key; empty: it can be used.
std::string problem_with(const std::string& key) {
    TlsProfile::Material material;
    material.certificate = text_of(test_pki().certificate(Cert::client));
    material.key = key;
    std::string problem;
    const auto profile = TlsProfile::make(material, problem);
    EXPECT_EQ(profile != nullptr, problem.empty());
    return problem;
}

TEST(TlsProfile, TakesACertificateWithItsKey) {
    EXPECT_EQ(problem_with(text_of(test_pki().key(Cert::client))), "");
}

TEST(TlsProfile, TellsAnEncryptedKeyFromAnotherOnes) {
    for (const bool with_header_lines : {false, true}) {
        const std::string key = encrypted_key(with_header_lines);
        ASSERT_NE(key.find("ENCRYPTED"), std::string::npos);
        const std::string problem = problem_with(key);
        EXPECT_NE(problem.find("encrypted with a passphrase"), std::string::npos) << problem;
        EXPECT_NE(problem.find("openssl pkey"), std::string::npos) << problem;
    }
    const std::string other = problem_with(text_of(test_pki().key(Cert::foreign_client)));
    EXPECT_EQ(other, "the key in tls.key does not belong to tls.certificate");
}

boost::system::error_code tls_error(int reason) {
    const unsigned long code = ERR_PACK(ERR_LIB_SSL, 0, reason);
    return {static_cast<int>(code), boost::asio::error::get_ssl_category()};
}

struct Handshake {
    int reason;
    const char* says;
    const char* raw;
};
class HandshakeProblem : public testing::TestWithParam<Handshake> {};
TEST_P(HandshakeProblem, IsToldInWordsWithTheReasonBehindThem) {
    ASSERT_TRUE(TlsProfile::standard()) << "OpenSSL knows its own words";
    const std::string told = handshake_problem(tls_error(GetParam().reason));
    EXPECT_TRUE(told.starts_with(GetParam().says)) << told;
    std::string behind = "(";
    behind.append(GetParam().raw).append(")");
    EXPECT_TRUE(told.ends_with(behind)) << told;
}
INSTANTIATE_TEST_SUITE_P(
    Tls,
    HandshakeProblem,
    testing::Values(
        Handshake{SSL_R_WRONG_VERSION_NUMBER, "the endpoint speaks no TLS", "wrong version number"},
        Handshake{
            SSL_R_PACKET_LENGTH_TOO_LONG, "the endpoint speaks no TLS", "packet length too long"},
        Handshake{SSL_R_HTTP_REQUEST, "the endpoint speaks no TLS", "http request"},
        Handshake{SSL_R_TLSV1_ALERT_PROTOCOL_VERSION,
                  "the endpoint offers no TLS 1.2 or newer",
                  "tlsv1 alert protocol version"},
        Handshake{SSL_R_UNSUPPORTED_PROTOCOL,
                  "the endpoint offers no TLS 1.2 or newer",
                  "unsupported protocol"},
        Handshake{SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE,
                  "the endpoint refused the handshake",
                  "sslv3 alert handshake failure"}));

TEST(HandshakeProblems, OthersSpeakForThemselves) {
    EXPECT_EQ(handshake_problem(tls_error(SSL_R_BAD_SIGNATURE)), "");
    EXPECT_EQ(handshake_problem(boost::asio::error::connection_reset), "");
    const unsigned long other_library = ERR_PACK(ERR_LIB_X509, 0, SSL_R_WRONG_VERSION_NUMBER);
    const boost::system::error_code ec(static_cast<int>(other_library),
                                       boost::asio::error::get_ssl_category());
    EXPECT_EQ(handshake_problem(ec), "");
}

}  // namespace
}  // namespace outreach::connectors
