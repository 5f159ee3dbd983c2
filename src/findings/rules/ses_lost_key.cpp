// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/ses_lost_key.hpp"

#include <algorithm>

#include "findings/rules/ses_fixes.hpp"

namespace alignmail::findings {
namespace {

std::string target_of(const ses::ChecklistRow& row) {
  std::string target = row.expected;
  if (target.ends_with('.')) target.pop_back();
  return target;
}

}  // namespace

const ses::ChecklistRow* row_without_key(const Analysis& analysis, const dkim::SignatureResult& result) {
  const auto& name = result.signature->key_name;
  const auto found = std::find_if(
      analysis.checklist.begin(), analysis.checklist.end(),
      [&](const ses::ChecklistRow& row) { return row.has(ses::Problem::KeyMissing) && name && row.owner == name; });
  return found == analysis.checklist.end() ? nullptr : &*found;
}

bool has_signed(const Analysis& analysis, const ses::ChecklistRow& row) {
  return std::any_of(analysis.dkim.begin(), analysis.dkim.end(), [&](const dkim::SignatureResult& result) {
    return row.owner && result.signature->key_name == row.owner;
  });
}

std::string why_no_key(const ses::ChecklistRow& row) {
  return "Amazon keeps no key at " + target_of(row) +
         ": the identity was deleted or set up anew since, or its keys are in another zone, or it is an identity of "
         "another account.";
}

Fix ask_for_tokens(const Analysis& analysis, const ses::ChecklistRow& row) {
  Fix fix{.summary = "Compare with the tokens that the identity has in SES today"};
  fix.steps.push_back({.text = "See Tokens and SigningHostedZone, in the account that sent the message:",
                       .commands = {show_identity(analysis)}});
  fix.steps.push_back({.text = "If other tokens, or another zone, stand there, publish their CNAMEs and send a new "
                               "test. If " +
                               target_of(row) +
                               " is right and stays without a key, the account is another one, or only AWS can help."});
  fix.unprovable = "only SES tells the tokens of an identity";
  return fix;
}

}  // namespace alignmail::findings
