// SPDX-License-Identifier: Apache-2.0
// Signs messages for tests (RFC 6376 section 5). Always the same octets for the same input.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace support {

enum class TestKey : std::uint8_t { Rsa2048, OtherRsa2048, Rsa1024, Rsa768, Rsa512, Ed25519 };

std::string public_key(TestKey key);       // p= as a SubjectPublicKeyInfo, or 32 octets for Ed25519
std::string bare_public_key(TestKey key);  // p= as a bare RSAPublicKey
std::string key_record(TestKey key);       // "v=DKIM1; k=rsa; p=..."
// A line of a master file: the record at s1._domainkey.example.com, or another name.
std::string key_at(TestKey key, std::string_view name = "s1._domainkey.example.com");

// The signature over SHA-256 of the octets, as base64.
std::string signature_of(TestKey key, std::string_view octets);

struct Signing {
  TestKey key = TestKey::Rsa2048;
  std::string canonicalization = "relaxed/relaxed";  // c=
  std::string names = "from:to:subject:date";        // h=
  std::string domain = "example.com";
  std::string selector = "s1";
  std::string more{};                     // further tags: "t=1767225600;"
  std::optional<std::uint64_t> length{};  // l=: what is hashed and what is said
  std::string algorithm{};                // a=, when it is to say something else than the key
  std::string start = "DKIM-Signature: v=1;";
};

// The field alone, and the message with the field on top.
std::string signature_field(const std::string& message, const Signing& signing = {});
std::string sign(const std::string& message, const Signing& signing = {});

}  // namespace support
