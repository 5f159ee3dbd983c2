// SPDX-License-Identifier: Apache-2.0
#include "arc/sealer.hpp"

#include "arc/sets.hpp"
#include "dkim/canonicalize.hpp"
#include "support/fields.hpp"

namespace support {

using namespace alignmail;

std::string seal(const std::string& message, const Seal& seal) {
  const std::string instance = "i=" + std::to_string(seal.instance) + ";";
  const std::string domain = seal.domain;
  const std::string signature = signature_field(message, {.key = seal.key,
                                                          .domain = seal.signer.empty() ? domain : seal.signer,
                                                          .start = "ARC-Message-Signature: " + instance});
  const std::string results = "ARC-Authentication-Results: " + instance + " " + domain + "; spf=pass\r\n";
  const std::string text = results + signature + message;

  // Section 5.1.1: every set in order of instance, each as results, signature, seal.
  const message::Message whole = parsed(text);
  std::string input;
  for (std::uint32_t i = 1; i <= seal.instance; ++i) {
    for (const std::string_view name : {"ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal"}) {
      for (const message::Field& field : whole.fields()) {
        if (!field.is(name) || arc::instance_of(field.body) != i) continue;
        input += dkim::canonicalize_field(field, dkim::Canonicalization::Relaxed, message::LineEnding::Crlf);
      }
    }
  }
  const std::string field =
      "ARC-Seal: " + instance + " a=rsa-sha256; cv=" + seal.cv + "; d=" + domain + "; s=s1;" + seal.more + "\r\n b=";
  input +=
      dkim::canonicalize_signature_field(field_of(field), dkim::Canonicalization::Relaxed, message::LineEnding::Crlf);
  return field + signature_of(seal.key, input) + "\r\n" + text;
}

std::string sealed(std::string message, std::uint32_t count, bool own_domains) {
  for (std::uint32_t i = 1; i <= count; ++i) {
    const std::string domain = own_domains ? "hop" + std::to_string(i) + ".test" : "forwarder.test";
    message = seal(message, {.instance = i, .cv = i == 1 ? "none" : "pass", .domain = domain});
  }
  return message;
}

std::string sealer_zone(std::uint32_t count) {
  std::string zone = key_at(TestKey::Rsa1024, "s1._domainkey.forwarder.test");
  for (std::uint32_t i = 1; i <= count; ++i) {
    zone += key_at(TestKey::Rsa1024, "s1._domainkey.hop" + std::to_string(i) + ".test");
  }
  return zone;
}

}  // namespace support
