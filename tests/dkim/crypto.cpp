// SPDX-License-Identifier: Apache-2.0
#include "dkim/crypto.hpp"

#include <thread>
#include <vector>

#include "base/base64.hpp"
#include "support/catch.hpp"
#include "support/signer.hpp"

using namespace alignmail;
using namespace alignmail::dkim;
using support::TestKey;

namespace {

RsaKey rsa(TestKey key) { return *parse_rsa_key(*decode_base64(support::public_key(key))); }
std::string signature(TestKey key, const std::string& text) { return *decode_base64(support::signature_of(key, text)); }

}  // namespace

TEST_CASE("a hash can be read on the way and copied", "[dkim]") {
  const std::string empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  Sha256 hash;
  CHECK(encode_base64(hash.digest()) == empty);
  hash.update("ab");
  Sha256 copy = hash;
  hash.update("c");
  copy.update("c");
  CHECK(encode_base64(hash.digest()) == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");  // of "abc", FIPS 180-2
  CHECK(copy.digest() == hash.digest());
  copy = Sha256();
  CHECK(encode_base64(copy.digest()) == empty);
}

TEST_CASE("an RSA signature fits its key and its text only", "[dkim]") {
  const auto key = GENERATE(TestKey::Rsa512, TestKey::Rsa1024, TestKey::Rsa2048);
  const std::string good = signature(key, "text");
  CHECK(verify_rsa(rsa(key), sha256("text"), good));
  CHECK_FALSE(verify_rsa(rsa(key), sha256("texT"), good));
  CHECK_FALSE(verify_rsa(rsa(TestKey::OtherRsa2048), sha256("text"), good));
  CHECK_FALSE(verify_rsa(rsa(key), sha256("text"), good.substr(1)));
  CHECK_FALSE(verify_rsa(rsa(key), sha256("text"), good + '\0'));
  CHECK_FALSE(verify_rsa(rsa(key), sha256("text"), ""));
}

TEST_CASE("an Ed25519 signature fits its key and its text only", "[dkim]") {
  const std::string key = *decode_base64(support::public_key(TestKey::Ed25519));
  const std::string good = signature(TestKey::Ed25519, "text");
  CHECK(verify_ed25519(key, sha256("text"), good));
  CHECK_FALSE(verify_ed25519(key, sha256("texT"), good));
  CHECK_FALSE(verify_ed25519(std::string(32, '\0'), sha256("text"), good));
  CHECK_FALSE(verify_ed25519(key, sha256("text"), good.substr(0, 63)));
}

TEST_CASE("threads share built keys", "[dkim]") {
  const RsaKey key = rsa(TestKey::Rsa2048);
  const std::string good = signature(TestKey::Rsa2048, "text");
  std::vector<int> fits(4);
  std::vector<std::thread> threads;
  threads.reserve(fits.size());
  for (int& count : fits) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) count += verify_rsa(key, sha256("text"), good) ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(fits == std::vector<int>(4, 50));
}
