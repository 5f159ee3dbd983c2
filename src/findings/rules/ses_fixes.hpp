// SPDX-License-Identifier: Apache-2.0
// Fixes of an SES set-up: records to publish, and commands for what lies in SES itself.
#pragma once

#include <string>
#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// The MX and the SPF record that SES asks for at a MAIL FROM domain.
RecordChange mail_from_mx(const dns::Domain& mail_from, const std::string& region);
RecordChange mail_from_spf(const dns::Domain& mail_from);

// The bounce address of this message, had SES used that MAIL FROM.
std::string assumed_address(const Analysis& analysis, const dns::Domain& mail_from);

// A MAIL FROM domain where there was none: two records, the command, another test.
Fix custom_mail_from_fix(const Analysis& analysis, const dns::Domain& identity, const ses::Suggestion& suggestion);

// Exactly one MX at the MAIL FROM domain; what else stands there goes. `again`: SES has to be told,
// and what it does while the MX is wrong is for the user to choose.
std::optional<Fix> publish_mx(const Analysis& analysis, std::string summary, bool again);

// The command that makes SES look at the MAIL FROM domain again, with the choice between falling
// back and refusing.
FixStep tell_ses_again(const Analysis& analysis, const dns::Domain& mail_from);

// The CNAMEs of Easy DKIM as they should be, and a command that shows whether they are.
Fix publish_cnames(const Analysis& analysis, const std::vector<const ses::ChecklistRow*>& rows, std::string summary,
                   std::string text, Operation operation);

// A domain as an identity of its own, with Easy DKIM. Nothing of it can be tried on this message.
Fix create_identity(const Analysis& analysis, const dns::Domain& domain, std::string summary);

// Nothing that its sender could publish helps an author at a public mailbox provider.
Fix send_from_own_domain(const dns::Domain& provider);

// Whether SES itself says that it does not sign for the identity; and the command that ends it.
bool is_signing_off(const Analysis& analysis);
// What DKIM records are good for, though they do not change the verdict on this message.
constexpr const char* future_mail_loses_dkim =
    "Future mail: what SES signs with a key that is not in DNS fails DKIM. The record prevents that.";

FixStep switch_signing_on(const Analysis& analysis, const dns::Domain& identity);

// "aws sesv2 get-email-identity --region us-east-1 --email-identity example.com"
std::string show_identity(const Analysis& analysis);

}  // namespace alignmail::findings
