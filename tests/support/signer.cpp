// SPDX-License-Identifier: Apache-2.0
#include "support/signer.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <map>
#include <stdexcept>

#include "alignmail/message.hpp"
#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "dkim/canonicalize.hpp"
#include "dkim/signature.hpp"
#include "support/fields.hpp"

namespace support {
namespace {

using namespace alignmail;

std::string path_of(TestKey key) {
  const std::string root = ALIGNMAIL_SOURCE_DIR;
  switch (key) {
    case TestKey::Rsa2048: return root + "/samples/keys/server-rsa.pem";
    case TestKey::OtherRsa2048: return root + "/samples/keys/token1.pem";
    case TestKey::Rsa1024: return root + "/samples/keys/amazonses.pem";
    case TestKey::Rsa768: return root + "/tests/support/keys/rsa768.pem";
    case TestKey::Rsa512: return root + "/tests/support/keys/rsa512.pem";
    case TestKey::Ed25519: return root + "/samples/keys/server-ed25519.pem";
  }
  return {};
}

// Read once and kept to the end of the program.
EVP_PKEY* private_key(TestKey key) {
  static std::map<TestKey, EVP_PKEY*> keys;
  EVP_PKEY*& entry = keys[key];
  if (entry != nullptr) return entry;
  std::FILE* file = std::fopen(path_of(key).c_str(), "r");
  if (file == nullptr) throw std::runtime_error("no test key " + path_of(key));
  entry = PEM_read_PrivateKey(file, nullptr, nullptr, nullptr);
  std::fclose(file);
  if (entry == nullptr) throw std::runtime_error("no key in " + path_of(key));
  return entry;
}

std::string sha256_of(std::string_view octets) {
  std::string hash(32, '\0');
  EVP_Digest(octets.data(), octets.size(), reinterpret_cast<unsigned char*>(hash.data()), nullptr, EVP_sha256(),
             nullptr);
  return hash;
}

template <class Encode>
std::string encoded(Encode encode, EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = encode(key, &der);
  if (size <= 0) throw std::runtime_error("the test key cannot be encoded");
  const std::string octets(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return encode_base64(octets);
}

dkim::Canonicalization canonicalization_of(std::string_view word) {
  return word == "simple" ? dkim::Canonicalization::Simple : dkim::Canonicalization::Relaxed;
}

}  // namespace

std::string public_key(TestKey key) {
  if (key != TestKey::Ed25519) return encoded(i2d_PUBKEY, private_key(key));
  std::string octets(32, '\0');
  std::size_t size = octets.size();
  EVP_PKEY_get_raw_public_key(private_key(key), reinterpret_cast<unsigned char*>(octets.data()), &size);
  return encode_base64(octets);
}

std::string bare_public_key(TestKey key) { return encoded(i2d_PublicKey, private_key(key)); }

std::string key_record(TestKey key) {
  return std::string("v=DKIM1; k=") + (key == TestKey::Ed25519 ? "ed25519" : "rsa") + "; p=" + public_key(key);
}

std::string key_at(TestKey key, std::string_view name) {
  return std::string(name) + ". TXT \"" + key_record(key).substr(0, 200) + "\" \"" +
         (key_record(key).size() > 200 ? key_record(key).substr(200) : std::string{}) + "\"\n";
}

std::string signature_of(TestKey key, std::string_view octets) {
  // RFC 8463 section 3: Ed25519 signs the hash as its message.
  const bool is_ed25519 = key == TestKey::Ed25519;
  const std::string message = is_ed25519 ? sha256_of(octets) : std::string(octets);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::string signature(1024, '\0');
  std::size_t size = signature.size();
  const bool signed_it =
      EVP_DigestSignInit(context, nullptr, is_ed25519 ? nullptr : EVP_sha256(), nullptr, private_key(key)) == 1 &&
      EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1;
  EVP_MD_CTX_free(context);
  if (!signed_it) throw std::runtime_error("the test key does not sign");
  signature.resize(size);
  return encode_base64(signature);
}

std::string signature_field(const std::string& text, const Signing& signing) {
  const auto message = message::parse(text, message::Reading::Message);
  if (!message) throw std::runtime_error("no message to sign");
  const std::size_t slash = signing.canonicalization.find('/');
  const auto header = canonicalization_of(signing.canonicalization.substr(0, slash));
  const auto body = slash == std::string::npos ? dkim::Canonicalization::Simple
                                               : canonicalization_of(signing.canonicalization.substr(slash + 1));
  std::string canonical;
  dkim::canonicalize_body(message->body(), message->line_ending(), body,
                          [&](std::string_view piece) { canonical += piece; });
  if (signing.length) canonical = canonical.substr(0, *signing.length);

  std::string algorithm = signing.algorithm;
  if (algorithm.empty()) algorithm = signing.key == TestKey::Ed25519 ? "ed25519-sha256" : "rsa-sha256";
  std::string field = signing.start + " a=" + algorithm + "; c=" + signing.canonicalization +
                      ";\r\n d=" + signing.domain + "; s=" + signing.selector + "; " + signing.more;
  if (signing.length) field += " l=" + std::to_string(*signing.length) + ";";
  field += "\r\n h=" + signing.names + ";\r\n bh=" + encode_base64(sha256_of(canonical)) + ";\r\n b=";

  std::vector<std::string> names;
  for (const std::string_view name : ascii::split(signing.names, ':')) {
    names.push_back(ascii::to_lower(ascii::trim(name)));
  }
  const std::string input =
      dkim::header_input(message->fields(), names, field_of(field), header, message->line_ending());
  return field + signature_of(signing.key, input) + "\r\n";
}

std::string sign(const std::string& message, const Signing& signing) {
  return signature_field(message, signing) + message;
}

}  // namespace support
