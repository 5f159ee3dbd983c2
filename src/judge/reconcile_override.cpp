// SPDX-License-Identifier: Apache-2.0
// What a receiver did instead of what DMARC asks for, and by which rules of its own.
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "judge/reconcile.hpp"

namespace alignmail::judge {
namespace {

using message::MethodResult;

bool has_passed(const Analysis& analysis, std::string_view method) {
  const auto claims = analysis.trust.claims(method);
  return std::any_of(claims.begin(), claims.end(), [](const MethodResult* claim) { return claim->result == "pass"; });
}

// Microsoft's reason codes, by the whole code and then by its first digit.
std::string meaning_of(std::string_view code) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 12> meanings = {
      {{"000", "DMARC failed, and the record asks for quarantine or reject"},
       {"001", "nothing aligned, and there is no record that asks for anything"},
       {"002", "a rule of the recipient's organization forbids this pair of sender and domain"},
       {"109", "there is no DMARC record, and it would pass with one"},
       {"130", "the ARC seal of a forwarder that the recipient trusts"},
       {"1", "SPF or DKIM aligned, or what comes near it"},
       {"2", "known good from before, without proof in this message"},
       {"3", "not checked"},
       {"4", "composite authentication was bypassed"},
       {"6", "nothing aligned, and the recipient's own domain is used"},
       {"7", "SPF or DKIM aligned, or what comes near it"},
       {"9", "composite authentication was bypassed"}}};
  for (const auto& [beginning, meaning] : meanings) {
    if (code.starts_with(beginning)) return ": " + std::string(meaning);
  }
  return "";
}

std::string in_words(const MethodResult& composite) {
  std::string words = "the receiver's own composite check says " + composite.result;
  if (!composite.reason.empty()) words += " (reason " + composite.reason + meaning_of(composite.reason) + ")";
  return words;
}

}  // namespace

std::optional<std::string> stated(const MethodResult& claim, std::string_view tag) {
  for (const message::AuthProperty& property : claim.properties) {
    if (property.name == tag) return ascii::to_lower(property.value);
  }
  for (const std::string& comment : claim.comments) {
    std::string word;
    for (const char c : comment + " ") {
      if (!ascii::is_space(c) && c != ';' && c != ',') {
        word += ascii::lower(c);
      } else {
        if (word.starts_with(std::string(tag) + "=")) return word.substr(tag.size() + 1);
        word.clear();
      }
    }
  }
  return std::nullopt;
}

std::optional<Override> find_override(const Analysis& analysis, const MethodResult& dmarc) {
  const auto composites = analysis.trust.claims("compauth");
  const MethodResult* composite = composites.empty() ? nullptr : composites.front();
  const bool let_in = composite != nullptr && (composite->result == "pass" || composite->result == "softpass");
  const auto disposition = stated(dmarc, "dis");
  const bool is_arc_code = let_in && composite->reason == "130";
  if (is_arc_code || (has_passed(analysis, "arc") && (dmarc.result == "pass" || disposition == "none"))) {
    return Override{Cause::ArcOverride,
                    "the receiver believed the ARC seal of a forwarder, which says that it passed there"};
  }
  const bool passed = dmarc.result == "pass";
  if (composite != nullptr && (let_in != passed || dmarc.result == "bestguesspass"))
    return Override{Cause::CompositeAuthentication, in_words(*composite)};
  return std::nullopt;
}

}  // namespace alignmail::judge
