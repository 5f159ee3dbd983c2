// SPDX-License-Identifier: Apache-2.0
// What the three families of DKIM rules share.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// {domain}, {selector}, {name} of the key, {detail}, {bits}.
std::map<std::string, std::string> signature_values(const dkim::SignatureResult& result);
// The signature and its key.
std::vector<EvidenceItem> key_items(const Analysis& analysis, const dkim::SignatureResult& result);

// Whether the signature could carry DMARC. A provider's own co-signature or a list's cannot, and is
// not the author's to mend.
bool can_count(const Analysis& analysis, std::size_t signature);

// One evidence for each evaluated signature that matches; where it cannot count anyway the fault is
// worth knowing and no more.
std::vector<Evidence> evidence_of_signatures(const Analysis& analysis,
                                             const std::function<bool(const dkim::SignatureResult&)>& matches);
// The same for those with that reason.
std::vector<Evidence> with_reason(const Analysis& analysis, dkim::Reason reason);

// Whether the receiver is witness that the signature was good; hearsay is no witness.
bool was_seen_passing(const Analysis& analysis, const dkim::SignatureResult& result);

}  // namespace alignmail::findings
