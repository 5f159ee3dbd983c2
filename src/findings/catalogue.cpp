// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <vector>

#include "base/ascii.hpp"
#include "findings/rules.hpp"

namespace alignmail::findings {
namespace {

// A family, and whether it has something to say without a message.
struct Family {
  std::span<const Rule> (*rules)();
  bool is_of_setup;
};

// The order of the manual, and of findings that are equal in everything else. Whose mail it is
// comes first: without one author nothing else can be decided.
constexpr std::array families = {Family{from_rules, false},
                                 Family{align_rules, false},
                                 Family{ses_default_mail_from_rules, true},
                                 Family{ses_mail_from_mx_rules, true},
                                 Family{ses_mail_from_name_rules, true},
                                 Family{ses_mail_from_spf_rules, true},
                                 Family{ses_cname_place_rules, true},
                                 Family{ses_cname_content_rules, true},
                                 Family{ses_signature_rules, true},
                                 Family{ses_notice_rules, false},
                                 Family{ses_expectation_rules, false},
                                 Family{ses_sender_rules, true},
                                 Family{ses_identity_rules, true},
                                 Family{ses_policy_rules, true},
                                 Family{spf_record_rules, true},
                                 Family{spf_cost_rules, true},
                                 Family{spf_result_rules, true},
                                 Family{dkim_key_rules, false},
                                 Family{dkim_signature_rules, false},
                                 Family{dkim_change_rules, false},
                                 Family{dmarc_record_rules, true},
                                 Family{dmarc_reach_rules, true},
                                 Family{dmarc_organization_rules, true},
                                 Family{trust_rules, false},
                                 Family{arc_rules, false},
                                 Family{dns_rules, true},
                                 Family{input_rules, false}};

std::vector<const Rule*> rules_of(bool only_setup) {
  std::vector<const Rule*> all;
  for (const Family& family : families) {
    if (only_setup && !family.is_of_setup) continue;
    for (const Rule& rule : family.rules()) all.push_back(&rule);
  }
  return all;
}

}  // namespace

std::span<const Rule* const> catalogue() {
  static const std::vector<const Rule*> rules = rules_of(/*only_setup=*/false);
  return rules;
}

std::span<const Rule* const> setup_catalogue() {
  static const std::vector<const Rule*> rules = rules_of(/*only_setup=*/true);
  return rules;
}

const Rule* find_rule(std::string_view id) {
  for (const Rule* rule : catalogue()) {
    if (ascii::iequals(rule->id, id) || ascii::iequals(rule->slug, id)) return rule;
  }
  return nullptr;
}

}  // namespace alignmail::findings
