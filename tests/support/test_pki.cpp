// Keys and X.509 certificates with OpenSSL 3.
#include "tests/support/test_pki.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace outreach::test {
namespace {

constexpr long kDay = 24L * 60 * 60;
constexpr const char* kHere = "DNS:localhost,IP:127.0.0.1,IP:::1";

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(BIO* bio) const { BIO_free_all(bio); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

void check(bool good, const char* what) {
    if (!good) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

struct Pair {
    Owned<EVP_PKEY> key;
    Owned<X509> certificate;
};

struct Wish {
    const char* common_name = "localhost";
    const char* alternative = kHere;   // null: none
    const char* usage = "serverAuth";  // null: an authority
    long from = -kDay;                 // seconds from now
    long until = 30 * kDay;
};

void extend(X509* certificate, X509* issuer, int what, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, what, value));
    check(extension != nullptr, value);
    check(X509_add_ext(certificate, extension.get(), -1) == 1, value);
}

void extend_all(X509* certificate, X509* issuer, const Wish& wish) {
    const bool authority = wish.usage == nullptr;
    extend(certificate,
           issuer,
           NID_basic_constraints,
           authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    extend(certificate,
           issuer,
           NID_key_usage,
           authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
    extend(certificate, issuer, NID_subject_key_identifier, "hash");
    extend(certificate, issuer, NID_authority_key_identifier, "keyid");
    if (!authority) extend(certificate, issuer, NID_ext_key_usage, wish.usage);
    if (wish.alternative != nullptr) {
        extend(certificate, issuer, NID_subject_alt_name, wish.alternative);
    }
}

// Signed by `issuer`, or by itself without one.
Pair make(const Wish& wish, const Pair* issuer) {
    static long serial = 1000;
    Pair made{Owned<EVP_PKEY>(EVP_EC_gen("P-256")), Owned<X509>(X509_new())};
    check(made.key != nullptr && made.certificate != nullptr, "no key");
    X509* const x509 = made.certificate.get();
    X509_set_version(x509, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(x509), wish.from);
    X509_gmtime_adj(X509_getm_notAfter(x509), wish.until);
    X509_set_pubkey(x509, made.key.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509),
                               "CN",
                               MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(wish.common_name),
                               -1,
                               -1,
                               0);
    X509* const signer = issuer != nullptr ? issuer->certificate.get() : x509;
    EVP_PKEY* const signing_key = issuer != nullptr ? issuer->key.get() : made.key.get();
    X509_set_issuer_name(x509, X509_get_subject_name(signer));
    extend_all(x509, signer, wish);
    check(X509_sign(x509, signing_key, EVP_sha256()) > 0, "no signature");
    return made;
}

void write(const std::filesystem::path& stem, const Pair& pair) {
    const auto open = [&](const char* ending) {
        Owned<BIO> file(BIO_new_file((stem.string() + ending).c_str(), "w"));
        check(file != nullptr, "no file");
        return file;
    };
    check(PEM_write_bio_X509(open(".pem").get(), pair.certificate.get()) == 1, "no PEM");
    check(PEM_write_bio_PrivateKey(
              open(".key").get(), pair.key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "no PEM key");
    std::filesystem::permissions(
        stem.string() + ".key",
        std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace

const char* word(Cert cert) {
    switch (cert) {
        case Cert::good:
            return "good";
        case Cert::expired:
            return "expired";
        case Cert::not_yet_valid:
            return "not_yet_valid";
        case Cert::wrong_host:
            return "wrong_host";
        case Cert::self_signed:
            return "self_signed";
        case Cert::other_authority:
            return "other_authority";
        case Cert::client:
            return "client";
        case Cert::foreign_client:
            return "foreign_client";
    }
    return "good";
}

TestPki::TestPki() {
    const Pair ca = make({"Test authority", nullptr, nullptr}, nullptr);
    const Pair other = make({"Other test authority", nullptr, nullptr}, nullptr);
    write(dir_.path() / "ca", ca);
    write(dir_.path() / "other_ca", other);
    const auto add = [&](Cert cert, const Wish& wish, const Pair* issuer) {
        write(dir_.path() / word(cert), make(wish, issuer));
    };
    const Wish client{"outreachd test", nullptr, "clientAuth"};
    add(Cert::good, {}, &ca);
    add(Cert::expired, {"localhost", kHere, "serverAuth", -10 * kDay, -kDay}, &ca);
    add(Cert::not_yet_valid, {"localhost", kHere, "serverAuth", kDay, 10 * kDay}, &ca);
    add(Cert::wrong_host, {"elsewhere.example", "DNS:elsewhere.example"}, &ca);
    add(Cert::self_signed, {}, nullptr);
    add(Cert::other_authority, {}, &other);
    add(Cert::client, client, &ca);
    add(Cert::foreign_client, client, &other);
}

std::filesystem::path TestPki::certificate(Cert cert) const {
    return dir_.path() / (std::string(word(cert)) + ".pem");
}

std::filesystem::path TestPki::key(Cert cert) const {
    return dir_.path() / (std::string(word(cert)) + ".key");
}

const TestPki& test_pki() {
    static const TestPki pki;
    return pki;
}

}  // namespace outreach::test
