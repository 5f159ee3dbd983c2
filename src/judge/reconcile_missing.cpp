// SPDX-License-Identifier: Apache-2.0
// Signatures that the receiver judged and this copy of the message does not hold.
#include <algorithm>

#include "judge/reconcile.hpp"
#include "trust/reported.hpp"

namespace alignmail::judge {
namespace {

bool holds_signature_of(const Analysis& analysis, const std::string& domain) {
  const auto name = dns::Domain::parse(domain);
  return std::any_of(analysis.dkim.begin(), analysis.dkim.end(), [&](const dkim::SignatureResult& result) {
    // i= may be of a subdomain of d= (RFC 6376 section 3.5).
    const auto& signer = result.signature->domain;
    return signer && name && name->is_within(*signer);
  });
}

}  // namespace

std::vector<Comparison> missing_signatures(const Analysis& analysis) {
  std::vector<Comparison> missing;
  for (const message::MethodResult* claim : analysis.trust.claims("dkim")) {
    const std::string domain = trust::stated_signer(*claim);
    if (domain.empty() || claim->result == "none" || holds_signature_of(analysis, domain)) continue;
    const bool is_known =
        std::any_of(missing.begin(), missing.end(), [&](const Comparison& c) { return c.domain == domain; });
    if (is_known) continue;
    // What somebody did not copy out tells nothing.
    const bool is_comparable = claim->result == "pass" && !analysis.trust.rests_on_hearsay();
    missing.push_back({.method = "dkim",
                       .domain = domain,
                       .claimed = claim->result,
                       .observed = "none",
                       .agreement = is_comparable ? Agreement::No : Agreement::NotComparable,
                       .cause = Cause::ChangedAfterCheck,
                       .detail = "this copy does not hold the signature of " + domain + " that the receiver checked"});
  }
  return missing;
}

}  // namespace alignmail::judge
