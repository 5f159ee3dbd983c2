// SPDX-License-Identifier: Apache-2.0
// The families of rules. catalogue.cpp names them all; a static library would drop objects
// that register themselves.
#pragma once

#include <span>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

std::span<const Rule> align_rules();
std::span<const Rule> ses_default_mail_from_rules();
std::span<const Rule> ses_mail_from_mx_rules();
std::span<const Rule> ses_mail_from_name_rules();
std::span<const Rule> ses_mail_from_spf_rules();
std::span<const Rule> ses_cname_place_rules();
std::span<const Rule> ses_cname_content_rules();
std::span<const Rule> ses_signature_rules();
std::span<const Rule> ses_sender_rules();
std::span<const Rule> ses_notice_rules();
std::span<const Rule> ses_expectation_rules();
std::span<const Rule> ses_identity_rules();
std::span<const Rule> ses_policy_rules();
std::span<const Rule> spf_record_rules();
std::span<const Rule> spf_cost_rules();
std::span<const Rule> spf_result_rules();
std::span<const Rule> dkim_signature_rules();
std::span<const Rule> dkim_key_rules();
std::span<const Rule> dkim_change_rules();
std::span<const Rule> dmarc_record_rules();
std::span<const Rule> dmarc_reach_rules();
std::span<const Rule> dmarc_organization_rules();
std::span<const Rule> from_rules();
std::span<const Rule> trust_rules();
std::span<const Rule> arc_rules();
std::span<const Rule> dns_rules();
std::span<const Rule> input_rules();

}  // namespace alignmail::findings
