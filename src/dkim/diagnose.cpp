// SPDX-License-Identifier: Apache-2.0
#include "dkim/diagnose.hpp"

namespace alignmail::dkim {

std::optional<Diagnosis> diagnose(const message::Message& message, const SignatureResult& result, Cut* cut) {
  std::optional<Diagnosis> found;
  if (result.body_hash == Check::Mismatch) {
    found = diagnose_body(message.body(), message.line_ending(), *result.signature, cut);
  }
  if (result.header_hash != Check::Mismatch || !result.key) return found;
  const KeyRecord key = parse_key_record(result.key->record);
  if (key.refusal) return found;
  std::optional<Diagnosis> header = diagnose_header(message, *result.signature, key);
  if (!header) return found;
  if (!found) return header;
  found->description += " " + header->description;
  return found;
}

}  // namespace alignmail::dkim
