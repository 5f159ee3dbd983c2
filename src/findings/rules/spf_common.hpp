// SPDX-License-Identifier: Apache-2.0
// What the families of SPF rules share.
#pragma once

#include <functional>
#include <map>
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

// One evidence when the verdict was reached for this reason; information only where SPF could not
// count anyway.
std::vector<Evidence> evidence_of_reason(const Analysis& analysis, spf::Reason reason);
// One evidence when a term anywhere in the evaluation matches, with its record.
std::vector<Evidence> evidence_of_terms(const Analysis& analysis, const std::function<bool(const spf::Term&)>& matches);

}  // namespace alignmail::findings
