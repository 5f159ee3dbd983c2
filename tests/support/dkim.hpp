// SPDX-License-Identifier: Apache-2.0
// A letter to sign, and its verification against a zone, for tests of DKIM and ARC.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/dkim.hpp"
#include "support/signer.hpp"
#include "support/zone.hpp"

namespace support {

inline constexpr std::chrono::sys_seconds now{std::chrono::seconds(1'767'229'200)};  // 2026-01-01T01:00:00Z

inline std::string header() {
  return "X-Unsigned: a\r\nFrom: Ann <ann@example.com>\r\nTo: Bob <bob@example.net>\r\nSubject: Order 66 of today\r\n"
         "Date: Thu, 1 Jan 2026 00:00:00 +0000\r\n";
}
inline std::string body() { return "Hello Bob,\r\n\r\nyour Order  is on its way.\r\n-- \r\nAnn\r\n"; }
inline std::string letter() { return header() + "\r\n" + body(); }

// With every occurrence replaced.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}
inline std::string with_lf(const std::string& text) { return replaced(text, "\r\n", "\n"); }

inline alignmail::message::Message parsed(const std::string& text,
                                          alignmail::message::Reading reading = alignmail::message::Reading::Message) {
  auto message = alignmail::message::parse(text, reading);
  if (!message) throw std::runtime_error(message.error().what);
  return std::move(*message);
}

inline std::vector<alignmail::dkim::SignatureResult> verify(
    const std::string& text, Zone& zone, std::span<const alignmail::dns::Domain> preferred = {},
    alignmail::message::Reading reading = alignmail::message::Reading::Message) {
  const alignmail::message::Message message = parsed(text, reading);
  alignmail::dkim::Verifier verifier(message);
  return zone.settle([&](alignmail::dns::Inquiry& inquiry) { return verifier.verify(inquiry, now, preferred); });
}

// The topmost signature.
inline alignmail::dkim::SignatureResult verify_one(
    const std::string& text, const std::string& zone_text,
    alignmail::message::Reading reading = alignmail::message::Reading::Message) {
  Zone zone(zone_text);
  auto results = verify(text, zone, {}, reading);
  if (results.empty()) throw std::runtime_error("no signature");
  return std::move(results.front());
}

}  // namespace support
