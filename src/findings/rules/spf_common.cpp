// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/spf_common.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "ses/names.hpp"

namespace alignmail::findings {
namespace {

void collect(const spf::Evaluated& record, std::vector<const spf::Evaluated*>& found) {
  found.push_back(&record);
  for (const spf::Term& term : record.terms) {
    if (term.inner) collect(*term.inner, found);
  }
}

}  // namespace

std::vector<const spf::Evaluated*> spf_records(const spf::Verdict& verdict) {
  std::vector<const spf::Evaluated*> found;
  found.reserve(8);  // rarely more
  if (verdict.tree) collect(*verdict.tree, found);
  return found;
}

EvidenceItem spf_item(const spf::Evaluated& record) {
  return dns_item(record.domain.text(), dns::Type::TXT, record.record.empty() ? "no SPF record" : record.record);
}

std::map<std::string, std::string> spf_values(const Analysis& analysis) {
  const spf::Verdict& verdict = analysis.spf;
  return {{"domain", verdict.domain ? verdict.domain->text() : "the envelope domain"},
          {"detail", verdict.detail.empty() ? std::string(to_string(verdict.reason)) : verdict.detail},
          {"address", verdict.ip ? verdict.ip->to_string() : "the address"},
          {"lookups", std::to_string(verdict.lookups)},
          {"void", std::to_string(verdict.void_lookups)},
          {"worst", std::to_string(verdict.worst_case_lookups)},
          {"record", verdict.record.value_or("")},
          {"result", std::string(to_string(verdict.status))}};
}

bool spf_can_count(const Analysis& analysis) {
  if (!analysis.author) return true;  // without a clear author every identifier may matter
  const dmarc::Alignment* alignment = analysis.spf_alignment();
  return alignment == nullptr || alignment->aligned_relaxed;
}

std::string weakness_of_spf(const Analysis& analysis) {
  const spf::Verdict& spf = analysis.spf;
  if (spf.status == spf::Status::Pass && spf.domain && analysis.author && !spf_can_count(analysis))
    return "proves " + spf.domain->text() + ", not " + analysis.author->text();
  const bool is_refused = spf.status == spf::Status::Fail || spf.status == spf::Status::SoftFail;
  return is_refused ? "does not permit the server that sent it" : "does not survive forwarding";
}

bool is_ones_own(const Analysis& analysis, const dns::Domain& name) {
  const auto& organization =
      analysis.dmarc.discovery ? analysis.dmarc.discovery->organizational_domain : std::optional<dns::Domain>();
  if (analysis.author && organization) return name.is_within(*organization);
  return analysis.spf.domain && name.is_within(*analysis.spf.domain);
}

bool names_ses_already(const spf::Verdict& verdict) {
  const auto is_ses = [](const spf::Term& term) { return ascii::to_lower(term.text) == ses::spf_include; };
  const auto records = spf_records(verdict);
  return std::any_of(records.begin(), records.end(), [&](const spf::Evaluated* record) {
    return std::any_of(record->terms.begin(), record->terms.end(), is_ses);
  });
}

bool came_from_ses_host(const Analysis& analysis) {
  if (!analysis.trust.boundary || analysis.ses.contradicts_address) return false;
  const message::Received& hop = analysis.trust.hops[*analysis.trust.boundary].received;
  for (const std::string& name : {hop.from_host, hop.from}) {
    const auto host = dns::Domain::parse(name);
    if (host && host->is_within(ses::amazonses())) return true;
  }
  return false;
}

bool was_forwarded(const Analysis& analysis) {
  if (!sent_by_ses(analysis) || came_from_ses_host(analysis)) return false;
  const auto& left_from = analysis.ses.outgoing ? analysis.ses.outgoing : analysis.ses.address;
  return left_from && left_from != analysis.spf.ip;
}

std::string why_forwarded(const Analysis& analysis) {
  const spf::Verdict& spf = analysis.spf;
  const bool is_refused = spf.status == spf::Status::Fail || spf.status == spf::Status::SoftFail;
  if (!is_refused || !spf.ip || !spf.domain || !was_forwarded(analysis)) return "";
  return "A server at " + spf.ip->to_string() + " forwarded this mail and kept the bounce address, so SPF of " +
         spf.domain->text() + " cannot pass.";
}

bool is_own_address(const Analysis& analysis) {
  return sent_by_ses(analysis) && analysis.spf.ip && analysis.ses.outgoing == analysis.spf.ip;
}

std::optional<std::string> term_for_sender(const Analysis& analysis) {
  const bool is_of_ses = came_from_ses_host(analysis) || is_own_address(analysis);
  if (is_of_ses && !names_ses_already(analysis.spf)) return std::string(ses::spf_include);
  const bool may_be_forwarder = sent_by_ses(analysis) && !is_of_ses;
  if (!analysis.spf.ip || may_be_forwarder) return std::nullopt;
  return (analysis.spf.ip->is_v4() ? "ip4:" : "ip6:") + analysis.spf.ip->to_string();
}

std::vector<Evidence> evidence_of_reason(const Analysis& analysis, spf::Reason reason) {
  if (analysis.spf.reason != reason) return {};
  Evidence evidence{.values = spf_values(analysis)};
  for (const spf::Evaluated* record : spf_records(analysis.spf)) evidence.items.push_back(spf_item(*record));
  if (!spf_can_count(analysis)) evidence.severity = Severity::Info;
  return {evidence};
}

std::vector<Evidence> evidence_of_terms(const Analysis& analysis,
                                        const std::function<bool(const spf::Term&)>& matches) {
  for (const spf::Evaluated* record : spf_records(analysis.spf)) {
    for (const spf::Term& term : record->terms) {
      if (!matches(term)) continue;
      auto values = spf_values(analysis);
      values["term"] = term.text;
      values["where"] = record->domain.text();
      return {{.items = {spf_item(*record)}, .values = std::move(values)}};
    }
  }
  return {};
}

}  // namespace alignmail::findings
