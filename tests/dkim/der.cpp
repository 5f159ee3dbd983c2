// SPDX-License-Identifier: Apache-2.0
#include "dkim/der.hpp"

#include "base/base64.hpp"
#include "support/catch.hpp"
#include "support/signer.hpp"

using namespace alignmail;
using namespace alignmail::dkim;
using support::TestKey;

namespace {

// `content` is shorter than 128 octets.
std::string element(char tag, const std::string& content) {
  return std::string{tag, static_cast<char>(content.size())} + content;
}

const std::string modulus = element(2, std::string("\x00\xC3\x05", 3));
const std::string exponent = element(2, "\x03");
const std::string key = element(0x30, modulus + exponent);
const std::string identifier = element(6, "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01");
const std::string null = element(5, "");
const std::string algorithm = element(0x30, identifier + null);

std::string info(const std::string& of_algorithm, const std::string& of_key) {
  return element(0x30, of_algorithm + element(3, std::string(1, '\0') + of_key));
}

}  // namespace

TEST_CASE("an RSA key is read in both published forms", "[dkim]") {
  const auto der = GENERATE(values<std::string>({key, info(algorithm, key), info(element(0x30, identifier), key)}));
  const auto rsa = parse_rsa_key(der);
  REQUIRE(rsa);
  CHECK(rsa->modulus == "\xC3\x05");
  CHECK(rsa->exponent == "\x03");
  CHECK(rsa->bits() == 16);
}

TEST_CASE("real keys give their numbers and bits", "[dkim]") {
  const auto [test_key, bits] = GENERATE(table<TestKey, int>(
      {{TestKey::Rsa512, 512}, {TestKey::Rsa768, 768}, {TestKey::Rsa1024, 1024}, {TestKey::Rsa2048, 2048}}));
  const auto whole = parse_rsa_key(*decode_base64(support::public_key(test_key)));
  const auto bare = parse_rsa_key(*decode_base64(support::bare_public_key(test_key)));
  REQUIRE(whole);
  REQUIRE(bare);
  CHECK(whole->bits() == bits);
  CHECK(whole->modulus == bare->modulus);
  CHECK(whole->exponent == std::string("\x01\x00\x01", 3));
}

TEST_CASE("what is not the one DER encoding of an RSA key is refused", "[dkim]") {
  using namespace std::string_literals;
  const auto der = GENERATE(values<std::string>({
      "",
      "\x30",
      key + "x",  // something behind it
      info(algorithm, key) + "\0"s,
      element(0x30, modulus),                           // no exponent
      element(0x30, modulus + exponent + exponent),     // one number too many
      element(0x30, element(2, "\xC3") + exponent),     // a negative modulus
      element(0x30, element(2, "\0\x43"s) + exponent),  // a needless zero
      element(0x30, element(2, "") + exponent),         // no octets at all
      element(0x30, element(2, "\0"s) + exponent),      // zero
      element(0x31, modulus + exponent),                // a set
      "\x30\x80"s + modulus + exponent + "\0\0"s,       // an indefinite length is BER
      "\x30\x81\x08"s + modulus + exponent,             // a length in a needlessly long form
      "\x30\x82\x00\x08"s + modulus + exponent,
      "\x30\x84\xFF\xFF\xFF\xFF"s + modulus + exponent,                             // four octets of length
      "\x30\x82\xFF\xFF"s + modulus + exponent,                                     // beyond the end
      key.substr(0, key.size() - 1),                                                // cut
      info(element(0x30, element(6, "\x2A\x86\x48\xCE\x3D\x02\x01") + null), key),  // an elliptic curve
      info(element(0x30, identifier + element(5, "x")), key),
      info(element(0x30, identifier + null + null), key),
      info(element(0x30, ""), key),
      info(algorithm, ""),
      info(algorithm, key + "x"),
      info(algorithm, modulus),
      element(0x30, algorithm),  // no key
      element(0x30, algorithm + element(3, "")),
      element(0x30, algorithm + element(3, "\x01"s + key)),  // unused bits
      element(0x30, algorithm + element(3, "\0"s + key) + null),
  }));
  CAPTURE(encode_base64(der));
  CHECK_FALSE(parse_rsa_key(der));
}

TEST_CASE("no prefix of a key and no flipped octet of its frame makes the reader stumble", "[dkim]") {
  const std::string der = *decode_base64(support::public_key(TestKey::Rsa1024));
  for (std::size_t size = 0; size < der.size(); ++size) CHECK_FALSE(parse_rsa_key(der.substr(0, size)));
  for (std::size_t at = 0; at < 29; ++at) {
    std::string other = der;
    other[at] = static_cast<char>(other[at] ^ 0x81);
    CHECK_FALSE(parse_rsa_key(other));
  }
}
