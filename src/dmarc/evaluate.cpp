// SPDX-License-Identifier: Apache-2.0
// The outcome (RFC 9989 section 5.3.5, RFC 7489 section 6.6.2): pass when an authenticated
// identifier aligns under the mode in force.
//
// An answer that is missing matters only when it could change the outcome. What a later try could
// bring is TempError; what nobody can know here (offline, not recorded, no body) is Unknown.
#include <algorithm>
#include <set>

#include "alignmail/dmarc.hpp"

namespace alignmail::dmarc {
namespace {

// What an identifier that does not count could still become.
enum class Prospect : std::uint8_t { None, Later, Unknowable };

bool aligns(const Alignment& alignment, Mode mode) {
  return mode == Mode::Strict ? alignment.aligned_strict : alignment.aligned_relaxed;
}

Prospect prospect(const Alignment& alignment, Mode mode) {
  // Strict mode compares names, so it never waits for an organization.
  const bool relation_open = alignment.relation == Relation::Unknown && mode == Mode::Relaxed;
  if (!aligns(alignment, mode) && !relation_open) return Prospect::None;
  const Identifier& identifier = alignment.identifier;
  if (identifier.authenticated == Authenticated::No) return Prospect::None;
  if (identifier.authenticated == Authenticated::Unknown && !identifier.could_change) return Prospect::Unknowable;
  if (relation_open && !dns::is_temporary(alignment.failure)) return Prospect::Unknowable;
  return Prospect::Later;
}

std::string named(const Alignment& alignment) {
  const bool is_spf = alignment.identifier.method == Method::Spf;
  return std::string(is_spf ? "SPF" : "DKIM") + " for " + alignment.identifier.domain.text();
}

std::string why_passed(const Verdict& verdict, const Discovery& discovery) {
  const auto carrier = std::find_if(verdict.alignments.begin(), verdict.alignments.end(),
                                    [](const Alignment& alignment) { return alignment.counts; });
  const bool is_exact = carrier->relation == Relation::Exact;
  return named(*carrier) + " passed, and that domain is " + (is_exact ? "" : "of the same organization as ") +
         "the From domain" + (is_exact ? " itself" : " " + discovery.author.text());
}

std::string why_failed(const Verdict& verdict, const Discovery& discovery) {
  const std::string& author = discovery.author.text();
  for (const Alignment& alignment : verdict.alignments) {
    if (alignment.identifier.authenticated != Authenticated::Yes) continue;
    if (alignment.aligned_relaxed) {
      return named(alignment) + " passed, but strict alignment asks for " + author + " itself";
    }
  }
  const bool any_passed = std::any_of(verdict.alignments.begin(), verdict.alignments.end(), [](const Alignment& a) {
    return a.identifier.authenticated == Authenticated::Yes;
  });
  return any_passed ? "what SPF and DKIM authenticated belongs to other organizations than " + author
                    : "neither SPF nor DKIM authenticated a domain of " + author;
}

std::string why_no_record(const Discovery& discovery) {
  const std::string& author = discovery.author.text();
  if (!discovery.broken_record.empty()) {
    return "the DMARC record of " + discovery.policy_domain->text() + " cannot be applied";
  }
  if (discovery.several_records) {
    return "several DMARC records stand at one name for " + author + ", which counts as none";
  }
  return "no DMARC record applies to " + author;
}

std::string why_open(const Verdict& verdict, Prospect open) {
  for (const Alignment& alignment : verdict.alignments) {
    if (prospect(alignment, alignment.in_force) != open) continue;
    const bool by_relation =
        alignment.relation == Relation::Unknown && alignment.identifier.authenticated == Authenticated::Yes;
    return by_relation ? "whether " + alignment.identifier.domain.text() +
                             " is of the same organization cannot be told without the answers that DNS did not give"
                       : named(alignment) + " could not be decided, and it would align";
  }
  return "";
}

// Without a record in force. A broken record or several ones at the author domain end the search
// whatever failed above.
Outcome outcome_without_record(const Discovery& discovery) {
  if (discovery.failure == dns::Status::Found || !discovery.broken_record.empty()) return Outcome::None;
  return dns::is_temporary(discovery.failure) ? Outcome::TempError : Outcome::Unknown;
}

std::string reason_of(const Verdict& verdict, const Discovery& discovery) {
  if (discovery.pending) return "DNS answers are still missing";
  if (!discovery.record && verdict.outcome == Outcome::None) return why_no_record(discovery);
  if (!discovery.record) {
    return "the DMARC record of " + discovery.author.text() + " could not be looked up (" +
           std::string(dns::to_string(discovery.failure)) + ")";
  }
  switch (verdict.outcome) {
    case Outcome::Pass: return why_passed(verdict, discovery);
    case Outcome::TempError: return why_open(verdict, Prospect::Later);
    case Outcome::Unknown: return why_open(verdict, Prospect::Unknowable);
    case Outcome::Fail: return why_failed(verdict, discovery);
    case Outcome::None:
    case Outcome::PermError: break;
  }
  return "";
}

}  // namespace

Conclusion conclude(const Discovery& discovery, std::span<const Alignment> alignments, const Circumstances& under) {
  Conclusion conclusion;
  bool later = false;
  bool unknowable = false;
  for (const Alignment& alignment : alignments) {
    const bool is_spf = alignment.identifier.method == Method::Spf;
    if (is_spf ? !under.spf_survives : !under.dkim_survives) continue;
    const Mode mode = is_spf ? under.spf_mode : under.dkim_mode;
    if (alignment.identifier.authenticated == Authenticated::Yes && aligns(alignment, mode)) {
      (is_spf ? conclusion.spf : conclusion.dkim) = true;
    }
    const Prospect open = prospect(alignment, mode);
    later = later || open == Prospect::Later;
    unknowable = unknowable || open == Prospect::Unknowable;
  }
  if (discovery.pending) return conclusion;
  if (!discovery.record) {
    conclusion.outcome = outcome_without_record(discovery);
  } else if (conclusion.spf || conclusion.dkim) {
    conclusion.outcome = Outcome::Pass;
  } else {
    conclusion.outcome = later ? Outcome::TempError : unknowable ? Outcome::Unknown : Outcome::Fail;
  }
  return conclusion;
}

Verdict evaluate(const Discovery& discovery, std::span<const Alignment> alignments, Mode dkim_mode, Mode spf_mode) {
  Verdict verdict{.standard = discovery.standard,
                  .discovery = std::make_shared<const Discovery>(discovery),
                  .dkim_mode = dkim_mode,
                  .spf_mode = spf_mode};
  std::vector<Alignment> rows(alignments.begin(), alignments.end());
  for (Alignment& alignment : rows) {
    alignment.in_force = alignment.identifier.method == Method::Spf ? spf_mode : dkim_mode;
    alignment.counts =
        alignment.identifier.authenticated == Authenticated::Yes && aligns(alignment, alignment.in_force);
  }
  verdict.alignments = std::move(rows);
  verdict.outcome = conclude(discovery, alignments, {.dkim_mode = dkim_mode, .spf_mode = spf_mode}).outcome;
  verdict.reason = reason_of(verdict, discovery);
  if (verdict.outcome == Outcome::Pass) verdict.disposition = Policy::None;
  if (verdict.outcome == Outcome::Fail) verdict.disposition = discovery.policy;
  return verdict;
}

Verdict evaluate(const Discovery& discovery, std::span<const Alignment> alignments) {
  const auto& record = discovery.record;
  return evaluate(discovery, alignments, record ? record->dkim_alignment : Mode::Relaxed,
                  record ? record->spf_alignment : Mode::Relaxed);
}

Verdict check(const dns::Domain& author, Standard standard, std::span<const Identifier> identifiers,
              const dns::SuffixList& suffixes, dns::Inquiry& inquiry) {
  const Discovery discovery = discover(author, standard, suffixes, inquiry);
  return evaluate(discovery, align(discovery, identifiers, suffixes, inquiry));
}

bool Verdict::counts(Method method) const {
  return std::any_of(alignments.begin(), alignments.end(), [&](const Alignment& alignment) {
    return alignment.counts && alignment.identifier.method == method;
  });
}

std::size_t Verdict::margin() const {
  std::set<std::pair<Method, dns::Domain>> pairs;
  for (const Alignment& alignment : alignments) {
    if (alignment.counts) pairs.emplace(alignment.identifier.method, alignment.identifier.domain);
  }
  return pairs.size();
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::Pass: return "pass";
    case Outcome::Fail: return "fail";
    case Outcome::None: return "none";
    case Outcome::TempError: return "temperror";
    case Outcome::PermError: return "permerror";
    case Outcome::Unknown: return "unknown";
  }
  return "";
}

}  // namespace alignmail::dmarc
