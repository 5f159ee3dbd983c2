// SPDX-License-Identifier: Apache-2.0
// Small on purpose: OpenSSL's decoder takes ten times as long as the verification itself, and
// takes forms that no key record should have.
#include "dkim/der.hpp"

#include <bit>
#include <cstdint>
#include <optional>

namespace alignmail::dkim {
namespace {

constexpr unsigned char integer = 0x02;
constexpr unsigned char bit_string = 0x03;
constexpr unsigned char null = 0x05;
constexpr unsigned char object_id = 0x06;
constexpr unsigned char sequence = 0x30;
// 1.2.840.113549.1.1.1
constexpr std::string_view rsa_encryption = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01";

unsigned char octet(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

// Takes elements off the front of `der`.
class Reader {
 public:
  explicit Reader(std::string_view der) : der_(der) {}

  bool is_at(unsigned char tag) const { return !der_.empty() && octet(der_, 0) == tag; }
  bool at_end() const { return der_.empty(); }

  // The content of the next element, which must have that tag.
  std::optional<std::string_view> take(unsigned char tag) {
    if (!is_at(tag) || der_.size() < 2) return std::nullopt;
    std::size_t length = octet(der_, 1);
    std::size_t header = 2;
    if (length >= 0x80) {
      const std::size_t octets = length - 0x80;
      // Indefinite and needlessly long lengths are not DER; no key needs more than 64 KiB.
      if (octets == 0 || octets > 2 || der_.size() < 2 + octets) return std::nullopt;
      length = octets == 1 ? octet(der_, 2) : std::size_t{octet(der_, 2)} << 8 | octet(der_, 3);
      if (length < (octets == 1 ? 0x80U : 0x100U)) return std::nullopt;
      header += octets;
    }
    if (der_.size() - header < length) return std::nullopt;
    const std::string_view content = der_.substr(header, length);
    der_.remove_prefix(header + length);
    return content;
  }

  // A positive integer in its shortest form.
  std::optional<std::string> take_number() {
    const auto content = take(integer);
    if (!content || content->empty() || octet(*content, 0) >= 0x80) return std::nullopt;
    if (octet(*content, 0) != 0) return std::string(*content);
    if (content->size() < 2 || octet(*content, 1) < 0x80) return std::nullopt;
    return std::string(content->substr(1));
  }

 private:
  std::string_view der_;
};

tl::unexpected<Error> fault(std::string what) { return failure(Error::Kind::Malformed, std::move(what)); }

Result<RsaKey> parse_public_key(Reader key) {
  auto modulus = key.take_number();
  if (!modulus) return fault("the modulus is not a positive integer");
  auto exponent = key.take_number();
  if (!exponent) return fault("the exponent is not a positive integer");
  if (!key.at_end()) return fault("something stands behind the exponent");
  return RsaKey{std::move(*modulus), std::move(*exponent)};
}

// The subjectPublicKey of a SubjectPublicKeyInfo.
Result<std::string_view> unwrap(Reader info) {
  const auto algorithm = info.take(sequence);
  if (!algorithm) return fault("the algorithm identifier is cut or misshaped");
  Reader identifier(*algorithm);
  const auto name = identifier.take(object_id);
  if (!name) return fault("the algorithm identifier holds no object identifier");
  if (*name != rsa_encryption) return fault("the key is of another algorithm than rsaEncryption");
  if (identifier.is_at(null)) {
    const auto parameters = identifier.take(null);
    if (!parameters || !parameters->empty()) return fault("the parameters are not NULL");
  }
  if (!identifier.at_end()) return fault("rsaEncryption has parameters");
  const auto bits = info.take(bit_string);
  if (!bits || bits->empty()) return fault("the key is cut off");
  if (octet(*bits, 0) != 0) return fault("the key is not a whole number of octets");
  if (!info.at_end()) return fault("something stands behind the key");
  return bits->substr(1);
}

}  // namespace

int RsaKey::bits() const {
  if (modulus.empty()) return 0;
  return static_cast<int>(modulus.size() * 8) - std::countl_zero(static_cast<std::uint8_t>(modulus.front()));
}

Result<RsaKey> parse_rsa_key(std::string_view der) {
  Reader reader(der);
  auto outer = reader.take(sequence);
  if (!outer) return fault("it is not a sequence, or it is cut off");
  if (!reader.at_end()) return fault("something stands behind the key");
  // A RSAPublicKey begins with its modulus, a SubjectPublicKeyInfo with an algorithm.
  Reader content(*outer);
  if (content.is_at(integer)) return parse_public_key(content);
  const auto inner = unwrap(content);
  if (!inner) return tl::unexpected(inner.error());
  Reader key(*inner);
  outer = key.take(sequence);
  if (!outer || !key.at_end()) return fault("the bit string holds no RSA public key");
  return parse_public_key(Reader(*outer));
}

}  // namespace alignmail::dkim
