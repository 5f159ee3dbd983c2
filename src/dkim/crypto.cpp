// SPDX-License-Identifier: Apache-2.0
// The only file that knows OpenSSL.
#include "dkim/crypto.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>
#include <vector>

namespace alignmail::dkim {
namespace {

template <auto Free>
struct Freeing {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freeing<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freeing<BN_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freeing<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freeing<OSSL_PARAM_free>>;

const unsigned char* octets_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

// Fetched once: a look-up by name costs as much as hashing a small header. Never freed, so
// that threads may still hash while the program ends.
const EVP_MD* sha256_method() {
  static const EVP_MD* const method = [] {
    // Before anything else is asked of OpenSSL: a verdict does not depend on how this machine is configured, and
    // reading its configuration is a tenth of a start.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
    return EVP_MD_fetch(nullptr, "SHA256", nullptr);
  }();
  return method;
}

Number number_of(const std::string& big_endian) {
  return Number(BN_bin2bn(octets_of(big_endian), static_cast<int>(big_endian.size()), nullptr));
}

Key build_rsa(const RsaKey& key) {
  (void)sha256_method();
  const Number modulus = number_of(key.modulus);
  const Number exponent = number_of(key.exponent);
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  if (!modulus || !exponent || !builder) return {};
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* built = nullptr;
  if (parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1) {
    EVP_PKEY_fromdata(context.get(), &built, EVP_PKEY_PUBLIC_KEY, parameters.get());
  }
  return Key(built);
}

// A context that verifies with this key, again and again.
KeyContext prepare_rsa(const RsaKey& key) {
  const Key built = build_rsa(key);
  KeyContext context(built ? EVP_PKEY_CTX_new_from_pkey(nullptr, built.get(), nullptr) : nullptr);
  const bool is_ready = context && EVP_PKEY_verify_init(context.get()) == 1 &&
                        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
                        EVP_PKEY_CTX_set_signature_md(context.get(), sha256_method()) == 1;
  return is_ready ? std::move(context) : KeyContext{};
}

// Prepared RSA keys by their numbers; one for each thread, for a context serves one at a time.
// When it is full it starts anew: bulk mail knows few keys.
class KeyCache {
 public:
  // Null when OpenSSL does not take the key.
  EVP_PKEY_CTX* find(const RsaKey& key) {
    const auto found = contexts_.find(key);
    if (found != contexts_.end()) return found->second.get();
    if (contexts_.size() >= capacity) contexts_.clear();
    return contexts_.try_emplace(key, prepare_rsa(key)).first->second.get();
  }

 private:
  // The end of a modulus is as good as any hash of it. Who makes keys that end alike is compared with 256 at most.
  struct End {
    std::size_t operator()(const RsaKey& key) const {
      std::size_t end = 0;
      const std::size_t size = std::min(sizeof end, key.modulus.size());
      std::memcpy(&end, key.modulus.data() + key.modulus.size() - size, size);
      return end;
    }
  };
  static constexpr std::size_t capacity = 256;
  std::unordered_map<RsaKey, KeyContext, End> contexts_;
};

// A context for hashing that goes back to its thread, which uses it again: a new one is four allocations, which
// OpenSSL fills and wipes.
class Hashing {
 public:
  Hashing() {
    if (kept().empty()) {
      context_.reset(EVP_MD_CTX_new());
    } else {
      context_ = std::move(kept().back());
      kept().pop_back();
    }
  }
  ~Hashing() {
    constexpr std::size_t most = 4;
    if (kept().size() < most) kept().push_back(std::move(context_));
  }
  Hashing(const Hashing&) = delete;
  Hashing& operator=(const Hashing&) = delete;

  EVP_MD_CTX* get() const { return context_.get(); }
  void begin() { EVP_DigestInit_ex(get(), sha256_method(), nullptr); }
  void update(std::string_view octets) { EVP_DigestUpdate(get(), octets.data(), octets.size()); }
  std::string end() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned size = 0;
    EVP_DigestFinal_ex(get(), hash.data(), &size);
    return {reinterpret_cast<const char*>(hash.data()), size};
  }

 private:
  static std::vector<DigestContext>& kept() {
    thread_local std::vector<DigestContext> contexts;
    return contexts;
  }
  DigestContext context_;
};

}  // namespace

struct Sha256::State {
  Hashing hashing{};
};

Sha256::Sha256() : state_(std::make_unique<State>()) { state_->hashing.begin(); }
Sha256::~Sha256() = default;
Sha256::Sha256(const Sha256& other) : state_(std::make_unique<State>()) {
  EVP_MD_CTX_copy_ex(state_->hashing.get(), other.state_->hashing.get());
}
Sha256& Sha256::operator=(const Sha256& other) {
  if (this != &other) EVP_MD_CTX_copy_ex(state_->hashing.get(), other.state_->hashing.get());
  return *this;
}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view octets) { state_->hashing.update(octets); }

std::string Sha256::digest() const {
  Hashing copy;
  EVP_MD_CTX_copy_ex(copy.get(), state_->hashing.get());
  return copy.end();
}

std::string Sha256::finish() && { return state_->hashing.end(); }

std::string sha256(std::string_view octets) {
  Hashing hashing;
  hashing.begin();
  hashing.update(octets);
  return hashing.end();
}

bool verify_rsa(const RsaKey& key, std::string_view hash, std::string_view signature) {
  thread_local KeyCache cache;
  EVP_PKEY_CTX* const context = cache.find(key);
  const bool fits = context != nullptr &&
                    EVP_PKEY_verify(context, octets_of(signature), signature.size(), octets_of(hash), hash.size()) == 1;
  ERR_clear_error();
  return fits;
}

bool verify_ed25519(std::string_view key, std::string_view hash, std::string_view signature) {
  (void)sha256_method();
  const Key built(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, octets_of(key), key.size()));
  const DigestContext context(EVP_MD_CTX_new());
  const bool fits =
      built && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, built.get()) == 1 &&
      EVP_DigestVerify(context.get(), octets_of(signature), signature.size(), octets_of(hash), hash.size()) == 1;
  ERR_clear_error();
  return fits;
}

}  // namespace alignmail::dkim
