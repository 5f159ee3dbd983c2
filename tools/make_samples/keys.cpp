// SPDX-License-Identifier: Apache-2.0
#include "make_samples/keys.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <vector>

#include "base/base64.hpp"

namespace make_samples {

using alignmail::Error;
using alignmail::Result;

namespace {

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

Key::Key(EVP_PKEY* key) : key_(key, EVP_PKEY_free) {}

Result<Key> Key::load(const std::filesystem::path& pem) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(pem.c_str(), "rb"), std::fclose);
  if (!file) return alignmail::failure(Error::Kind::NoInput, "cannot open " + pem.string());
  EVP_PKEY* key = PEM_read_PrivateKey(file.get(), nullptr, nullptr, nullptr);
  if (key == nullptr) return alignmail::failure(Error::Kind::Malformed, pem.string() + " holds no private key");
  return Key(key);
}

bool Key::is_rsa() const { return EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_RSA; }

int Key::bits() const { return EVP_PKEY_get_bits(key_.get()); }

std::string Key::algorithm() const { return is_rsa() ? "rsa-sha256" : "ed25519-sha256"; }

std::string Key::record() const {
  return std::string("v=DKIM1; k=") + (is_rsa() ? "rsa" : "ed25519") + "; p=" + public_key();
}

std::string Key::public_key() const {
  std::string octets;
  if (is_rsa()) {
    octets.resize(static_cast<std::size_t>(i2d_PUBKEY(key_.get(), nullptr)));
    auto* out = reinterpret_cast<unsigned char*>(octets.data());
    i2d_PUBKEY(key_.get(), &out);
  } else {  // the bare key (RFC 8463 section 4)
    std::size_t size = 32;
    octets.resize(size);
    EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(octets.data()), &size);
  }
  return alignmail::encode_base64(octets);
}

std::string Key::sign(std::string_view octets) const {
  // RFC 8463 section 3: Ed25519 signs the SHA-256 of the text, RSA hashes it by itself.
  const std::string text = is_rsa() ? std::string(octets) : digest(octets);
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestSignInit(context.get(), nullptr, is_rsa() ? EVP_sha256() : nullptr, nullptr, key_.get());
  std::size_t size = 0;
  EVP_DigestSign(context.get(), nullptr, &size, bytes(text), text.size());
  std::string signature(size, '\0');
  EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes(text), text.size());
  signature.resize(size);
  return signature;
}

Result<Keys> Keys::load(const std::filesystem::path& folder) {
  std::vector<Key> keys;
  for (const char* name :
       {"token1", "token2", "token3", "amazonses", "server-rsa", "server-ed25519", "large-exponent", "forwarder"}) {
    auto key = Key::load(folder / (std::string(name) + ".pem"));
    if (!key) return tl::unexpected(key.error());
    keys.push_back(*std::move(key));
  }
  return Keys{keys[0], keys[1], keys[2], keys[3], keys[4], keys[5], keys[6], keys[7]};
}

std::string digest(std::string_view octets) {
  std::string result(32, '\0');
  EVP_Digest(octets.data(), octets.size(), reinterpret_cast<unsigned char*>(result.data()), nullptr, EVP_sha256(),
             nullptr);
  return result;
}

}  // namespace make_samples
