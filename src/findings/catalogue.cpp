// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <vector>

#include "base/ascii.hpp"
#include "findings/rules.hpp"

namespace alignmail::findings {
namespace {

// The order of the manual, and of findings that are equal in everything else. Whose mail it is
// comes first: without one author nothing else can be decided.
constexpr std::array families = {from_rules,           align_rules,       ses_mail_from_rules, ses_dkim_rules,
                                 ses_identity_rules,   spf_record_rules,  spf_result_rules,    dkim_key_rules,
                                 dkim_signature_rules, dkim_change_rules, dmarc_record_rules,  dmarc_reach_rules,
                                 trust_rules,          arc_rules,         dns_rules,           input_rules};

}  // namespace

std::span<const Rule* const> catalogue() {
  static const std::vector<const Rule*> rules = [] {
    std::vector<const Rule*> all;
    for (const auto family : families) {
      for (const Rule& rule : family()) all.push_back(&rule);
    }
    return all;
  }();
  return rules;
}

const Rule* find_rule(std::string_view id) {
  for (const Rule* rule : catalogue()) {
    if (ascii::iequals(rule->id, id) || ascii::iequals(rule->slug, id)) return rule;
  }
  return nullptr;
}

}  // namespace alignmail::findings
