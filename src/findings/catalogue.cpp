// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <vector>

#include "base/ascii.hpp"
#include "findings/rules.hpp"

namespace alignmail::findings {
namespace {

// The order of the manual, and of findings that are equal in everything else. Whose mail it is
// comes first: without one author nothing else can be decided.
constexpr std::array families = {from_rules,
                                 align_rules,
                                 ses_default_mail_from_rules,
                                 ses_mail_from_mx_rules,
                                 ses_mail_from_name_rules,
                                 ses_mail_from_spf_rules,
                                 ses_cname_place_rules,
                                 ses_cname_content_rules,
                                 ses_signature_rules,
                                 ses_sender_rules,
                                 ses_identity_rules,
                                 ses_policy_rules,
                                 spf_record_rules,
                                 spf_cost_rules,
                                 spf_result_rules,
                                 dkim_key_rules,
                                 dkim_signature_rules,
                                 dkim_change_rules,
                                 dmarc_record_rules,
                                 dmarc_reach_rules,
                                 trust_rules,
                                 arc_rules,
                                 dns_rules,
                                 input_rules};

constexpr std::array setup_families = {ses_default_mail_from_rules,
                                       ses_mail_from_mx_rules,
                                       ses_mail_from_name_rules,
                                       ses_mail_from_spf_rules,
                                       ses_cname_place_rules,
                                       ses_cname_content_rules,
                                       ses_signature_rules,
                                       ses_sender_rules,
                                       ses_identity_rules,
                                       ses_policy_rules,
                                       spf_record_rules,
                                       spf_cost_rules,
                                       spf_result_rules,
                                       dmarc_record_rules,
                                       dmarc_reach_rules,
                                       dns_rules};

template <class Families>
std::vector<const Rule*> rules_of(const Families& chosen) {
  std::vector<const Rule*> all;
  for (const auto family : chosen) {
    for (const Rule& rule : family()) all.push_back(&rule);
  }
  return all;
}

}  // namespace

std::span<const Rule* const> catalogue() {
  static const std::vector<const Rule*> rules = rules_of(families);
  return rules;
}

std::span<const Rule* const> setup_catalogue() {
  static const std::vector<const Rule*> rules = rules_of(setup_families);
  return rules;
}

const Rule* find_rule(std::string_view id) {
  for (const Rule* rule : catalogue()) {
    if (ascii::iequals(rule->id, id) || ascii::iequals(rule->slug, id)) return rule;
  }
  return nullptr;
}

}  // namespace alignmail::findings
