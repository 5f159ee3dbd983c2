// SPDX-License-Identifier: Apache-2.0
// What the families of SPF rules share.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// Every record of the evaluation, the checked domain's first.
std::vector<const spf::Evaluated*> spf_records(const spf::Verdict& verdict);
EvidenceItem spf_item(const spf::Evaluated& record);

// {domain}, {detail}, {address}, {lookups}, {void}, {worst}, {record}.
std::map<std::string, std::string> spf_values(const Analysis& analysis);

// Whether the checked domain could carry DMARC for the author.
bool spf_can_count(const Analysis& analysis);

// Why SPF alone is not enough here, behind "SPF ...".
std::string weakness_of_spf(const Analysis& analysis);

// Whether a record at this name is in the author's hands, as far as names tell: within the
// author's organization; without a clear author within the checked domain.
bool is_ones_own(const Analysis& analysis, const dns::Domain& name);

// Whether a record of the evaluation includes that of SES.
bool names_ses_already(const spf::Verdict& verdict);

// Whether the host that handed the message to the receiver names itself one of SES, and may be one for its address.
bool came_from_ses_host(const Analysis& analysis);
// SES sent it from one address and a server at another handed it in: a forwarder, not the record, is the cause.
bool was_forwarded(const Analysis& analysis);
// That a forwarder is why SPF does not pass, in one sentence; empty where none is known to be.
std::string why_forwarded(const Analysis& analysis);
// SES itself names the address that connected (X-SES-Outgoing): then it is the customer's own where it is none of
// Amazon's.
bool is_own_address(const Analysis& analysis);
// The mechanism that permits the server that connected: include:amazonses.com, or its address where the record names
// SES already. Nothing where that could permit a forwarder.
std::optional<std::string> term_for_sender(const Analysis& analysis);

// One evidence when the verdict was reached for this reason; information only where SPF could not
// count anyway.
std::vector<Evidence> evidence_of_reason(const Analysis& analysis, spf::Reason reason);
// One evidence when a term anywhere in the evaluation matches, with its record.
std::vector<Evidence> evidence_of_terms(const Analysis& analysis, const std::function<bool(const spf::Term&)>& matches);

}  // namespace alignmail::findings
