// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/dkim_armour.hpp"

#include "base/ascii.hpp"
#include "dkim/key.hpp"
#include "findings/evidence.hpp"

namespace alignmail::findings {
namespace {

constexpr std::string_view dashes = "-----";

// The text without "-----...-----", wherever such stand (RFC 7468 section 2), and whether a private key was between.
struct Bare {
  std::string text{};
  bool had_armour = false;
  bool is_private = false;
};
Bare without_armour(const std::string& record) {
  Bare bare;
  std::size_t at = 0;
  for (;;) {
    const std::size_t begin = record.find(dashes, at);
    const std::size_t label = begin == std::string::npos ? begin : begin + dashes.size();
    const std::size_t end = label == std::string::npos ? label : record.find(dashes, label);
    if (end == std::string::npos) break;
    bare.text += record.substr(at, begin - at);
    bare.is_private = bare.is_private || record.substr(label, end - label).find("PRIVATE KEY") != std::string::npos;
    bare.had_armour = true;
    at = end + dashes.size();
  }
  bare.text += record.substr(at);
  return bare;
}

}  // namespace

bool tell_of_armour(const dkim::SignatureResult& result, Evidence& evidence) {
  const auto& name = result.signature->key_name;
  if (!result.key || !name) return false;
  const Bare bare = without_armour(result.key->record);
  if (!bare.had_armour) return false;
  const dns::Domain& owner = result.key->chain.empty() ? *name : result.key->chain.back();
  if (bare.is_private) {
    evidence.why = "The record at " + owner.text() +
                   " holds a private key. Whoever reads it can sign in your name, and DNS shows it to everybody.";
    evidence.fix = Fix{.summary = "Delete the record, and sign with a new key at another selector"};
    return true;
  }
  if (dkim::parse_key_record(bare.text).refusal) return false;
  evidence.why =
      "The record at " + owner.text() +
      " holds the key with the lines that begin and end its file (-----BEGIN PUBLIC KEY-----). p= takes only "
      "what stands between them.";
  evidence.fix = replacing_fix(owner, result.key->record, bare.text, "Take the first and the last line of the file out",
                               "The same record with the key alone:");
  return true;
}

}  // namespace alignmail::findings
