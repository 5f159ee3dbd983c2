// SPDX-License-Identifier: Apache-2.0
// Signatures that the receiver judged and this copy of the message does not hold.
#include <set>
#include <string>

#include "base/limits.hpp"
#include "judge/reconcile.hpp"
#include "trust/reported.hpp"

namespace alignmail::judge {
namespace {

// Of the signatures that are here.
std::set<dns::Domain> signers(const Analysis& analysis) {
  std::set<dns::Domain> names;
  for (const dkim::SignatureResult& result : analysis.dkim) {
    if (result.signature->domain) names.insert(*result.signature->domain);
  }
  return names;
}

// i= may be of a subdomain of d= (RFC 6376 section 3.5).
bool holds_signature_of(const std::set<dns::Domain>& signers, const std::string& text) {
  const auto name = dns::Domain::parse(text);
  for (std::size_t labels = name ? name->label_count() : 0; labels > 0; --labels) {
    if (signers.contains(name->suffix(labels))) return true;
  }
  return false;
}

// Who is said to have signed in a place that only the receiver writes to.
std::set<std::string> proven_signers(const Analysis& analysis) {
  std::set<std::string> names;
  for (const message::MethodResult* claim : analysis.trust.proven_claims("dkim")) {
    if (claim->result == "pass") names.insert(trust::stated_signer(*claim));
  }
  return names;
}

std::string detail_of(const std::string& domain, bool is_receivers_word) {
  const std::string said = "this copy does not hold the signature of " + domain;
  return said +
         (is_receivers_word ? " that the receiver checked" : ", and the sender may have written the result of it");
}

}  // namespace

std::vector<Comparison> missing_signatures(const Analysis& analysis, std::vector<std::string>& limits) {
  std::vector<Comparison> missing;
  const std::set<dns::Domain> present = signers(analysis);
  const std::set<std::string> proven = proven_signers(analysis);
  std::set<std::string> seen;
  for (const message::MethodResult* claim : analysis.trust.claims("dkim")) {
    std::string domain = claim->result == "none" ? "" : trust::stated_signer(*claim);
    if (domain.empty() || !seen.insert(domain).second || holds_signature_of(present, domain)) continue;
    if (missing.size() == limits::missing_signatures) {
      limits.push_back("signatures that are reported and missing, after the first " +
                       std::to_string(limits::missing_signatures));
      break;
    }
    // What somebody did not copy out tells nothing, and what the sender may have written tells less.
    const bool is_comparable = claim->result == "pass" && proven.contains(domain);
    missing.push_back({.method = "dkim",
                       .domain = domain,
                       .claimed = claim->result,
                       .observed = "none",
                       .agreement = is_comparable ? Agreement::No : Agreement::NotComparable,
                       .cause = Cause::ChangedAfterCheck,
                       .detail = detail_of(domain, analysis.trust.rests_on_hearsay() || proven.contains(domain))});
  }
  return missing;
}

}  // namespace alignmail::judge
