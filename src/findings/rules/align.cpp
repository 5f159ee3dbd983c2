// SPDX-License-Identifier: Apache-2.0
// Alignment as a whole: whether DMARC stands, on how many legs, and what would break it.
#include <algorithm>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/align_one_leg.hpp"
#include "findings/rules/dkim_common.hpp"

namespace alignmail::findings {
namespace {

using dmarc::Alignment;
using dmarc::Authenticated;
using dmarc::Method;
using dmarc::Outcome;

std::string policy_words(const dmarc::Verdict& verdict) {
  if (!verdict.discovery || !verdict.discovery->policy) return "do nothing";
  switch (*verdict.discovery->policy) {
    case dmarc::Policy::None: return "do nothing (p=none)";
    case dmarc::Policy::Quarantine: return "quarantine";
    case dmarc::Policy::Reject: return "reject";
  }
  return "";
}

std::string method_name(Method method) { return method == Method::Spf ? "SPF" : "DKIM"; }

std::vector<EvidenceItem> alignment_items(const Analysis& analysis) {
  std::vector<EvidenceItem> items;
  for (const Alignment& alignment : analysis.dmarc.alignments) {
    const bool passes = alignment.identifier.authenticated == Authenticated::Yes;
    items.push_back(computed_item(method_name(alignment.identifier.method) + " " + alignment.identifier.domain.text(),
                                  std::string(passes ? "passes" : "does not pass") +
                                      ", relation to the author: " + std::string(to_string(alignment.relation))));
  }
  return items;
}

std::vector<Evidence> dmarc_fails(const Analysis& analysis) {
  if (analysis.dmarc.outcome != Outcome::Fail) return {};
  std::vector<std::string> proved;
  for (const Alignment& alignment : analysis.dmarc.alignments) {
    if (alignment.identifier.authenticated != Authenticated::Yes) continue;
    const std::string name = alignment.identifier.domain.text();
    if (std::find(proved.begin(), proved.end(), name) == proved.end()) proved.push_back(name);
  }
  return {{.items = alignment_items(analysis),
           .values = {{"domain", analysis.author->text()},
                      {"proved", proved.empty() ? "no domain at all" : "only " + listed(proved)},
                      {"policy", policy_words(analysis.dmarc)}}}};
}

// A leg of which nothing is known yet is no missing leg.
bool has_open_leg(const Analysis& analysis) {
  return std::any_of(analysis.dmarc.alignments.begin(), analysis.dmarc.alignments.end(), [](const Alignment& a) {
    const bool aligns = a.in_force == dmarc::Mode::Strict ? a.aligned_strict : a.aligned_relaxed;
    return aligns && a.identifier.authenticated == Authenticated::Unknown;
  });
}

std::vector<Evidence> one_leg_only(const Analysis& analysis) {
  const bool spf = analysis.dmarc.counts(Method::Spf);
  const bool dkim = analysis.dmarc.counts(Method::Dkim);
  if (analysis.dmarc.outcome != Outcome::Pass || spf == dkim || has_open_leg(analysis)) return {};
  Evidence evidence{.items = alignment_items(analysis),
                    .values = {{"domain", analysis.author->text()},
                               {"leg", spf ? "SPF" : "DKIM"},
                               {"breaker", spf ? "any server that forwards it" : "a footer or a lost key"},
                               {"policy", policy_words(analysis.dmarc)}}};
  if (dkim) tell_whose_bounces(analysis, evidence);
  return {std::move(evidence)};
}

// The same mail under the standard that governs, with other modes or on another way.
const WhatIf* what_if(const Analysis& analysis, dmarc::Mode spf, dmarc::Mode dkim, Path path) {
  const auto found = std::find_if(analysis.what_if.begin(), analysis.what_if.end(), [&](const WhatIf& row) {
    return row.standard == analysis.dmarc.standard && row.spf_mode == spf && row.dkim_mode == dkim && row.path == path;
  });
  return found == analysis.what_if.end() ? nullptr : &*found;
}

bool strict_costs(const Analysis& analysis, Method method) {
  const bool is_spf = method == Method::Spf;
  const WhatIf* strict = what_if(analysis, is_spf ? dmarc::Mode::Strict : analysis.dmarc.spf_mode,
                                 is_spf ? analysis.dmarc.dkim_mode : dmarc::Mode::Strict, Path::Direct);
  return strict != nullptr && analysis.dmarc.counts(method) && !(is_spf ? strict->spf : strict->dkim);
}

std::vector<Evidence> strict_would_break(const Analysis& analysis) {
  std::vector<Evidence> found;
  for (const Method method : {Method::Spf, Method::Dkim}) {
    if (!strict_costs(analysis, method)) continue;
    const auto& rows = analysis.dmarc.alignments;
    const auto leg = std::find_if(rows.begin(), rows.end(),
                                  [&](const Alignment& a) { return a.identifier.method == method && a.counts; });
    if (leg == rows.end()) continue;
    Evidence evidence{.items = {computed_item(method_name(method) + " domain", leg->identifier.domain.text())},
                      .values = {{"domain", analysis.author->text()},
                                 {"leg", method_name(method)},
                                 {"tag", method == Method::Spf ? "aspf" : "adkim"},
                                 {"identifier", leg->identifier.domain.text()}}};
    // For the fingerprint; without it, it is that of aspf, which was there first.
    if (method == Method::Dkim) evidence.values["about"] = "adkim";
    if (method == Method::Dkim) evidence.cause = "SES025";  // which says so of a parent's signature
    if (method == Method::Spf && sent_by_ses(analysis)) {
      evidence.why = "Do not add aspf=s to your DMARC record: with SES, SPF cannot align in strict mode.";
    }
    found.push_back(std::move(evidence));
  }
  return found;
}

std::string organization(const dmarc::Verdict& verdict) {
  const bool known = verdict.discovery && verdict.discovery->organizational_domain;
  return known ? verdict.discovery->organizational_domain->text() : "";
}

// Both read the same record, and one of them knows tags that the other does not.
std::string one_policy_for_both(const dmarc::Discovery& ours, const dmarc::Discovery& other) {
  for (const dmarc::Discovery* each : {&ours, &other}) {
    if (each->stated_policy == each->policy) continue;
    const bool is_old = each->standard == dmarc::Standard::Rfc7489;
    return "Remove " + each->weakened_by + " when the policy is to hold: " + (is_old ? "RFC 9989" : "RFC 7489") +
           " does not know it";
  }
  if (ours.policy_tag == "np" || other.policy_tag == "np")
    return "Give sp= (or p=) the policy of np=, which RFC 7489 does not know";
  return "Say the policy in tags that both editions know";
}

// "receivers that follow RFC 9989 quarantine it"
std::string what_is_done(const dmarc::Verdict& verdict) {
  const auto& policy = verdict.discovery->policy;
  const bool is_old = verdict.standard == dmarc::Standard::Rfc7489;
  return std::string("receivers that follow ") + (is_old ? "RFC 7489 " : "RFC 9989 ") +
         (!policy                            ? "find no policy"
          : *policy == dmarc::Policy::None   ? "let it through"
          : *policy == dmarc::Policy::Reject ? "reject it"
                                             : "quarantine it");
}

std::vector<Evidence> standards_differ(const Analysis& analysis) {
  const dmarc::Verdict& ours = analysis.dmarc;
  const dmarc::Verdict& other = analysis.other_standard;
  if (!ours.discovery || !other.discovery || ours.outcome == Outcome::Unknown || other.outcome == Outcome::Unknown) {
    return {};
  }
  const bool outcomes = ours.outcome != other.outcome;
  const bool policies = ours.discovery->policy != other.discovery->policy;
  if (!outcomes && !policies) return {};
  const auto describe = [](const dmarc::Verdict& verdict) {
    const auto& policy = verdict.discovery->policy;
    return std::string(to_string(verdict.outcome)) + " (policy " +
           std::string(policy ? to_string(*policy) : "nothing") + ", organization " + organization(verdict) + ")";
  };
  Evidence evidence{.items = {computed_item(std::string(to_string(ours.standard)), describe(ours)),
                              computed_item(std::string(to_string(other.standard)), describe(other))},
                    .values = {{"domain", analysis.author->text()},
                               {"ours", std::string(to_string(ours.standard)) + ": " + describe(ours)},
                               {"other", std::string(to_string(other.standard)) + ": " + describe(other)}}};
  const bool same_record = ours.discovery->record && other.discovery->record &&
                           ours.discovery->policy_domain == other.discovery->policy_domain;
  if (same_record) evidence.fix = Fix{.summary = one_policy_for_both(*ours.discovery, *other.discovery)};
  // A policy is for mail that fails.
  if (ours.outcome == Outcome::Pass && other.outcome == Outcome::Pass) {
    evidence.severity = Severity::Info;
    evidence.why = "This mail passes under both editions of DMARC. Mail of " + analysis.author->text() +
                   " that fails they would treat differently: " + what_is_done(ours) + ", " + what_is_done(other) + ".";
    if (same_record && ours.discovery->record->test_mode) evidence.cause = "DMARC014";  // which tells both
  }
  return {evidence};
}

// A signature that counted when the mail arrived: what keeps it from counting now happened since, to this copy or to
// the key, and forwarded mail has it.
bool had_signature(const Analysis& analysis) {
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) {
    const Alignment* row = analysis.dkim_alignment(i);
    const bool aligns =
        row != nullptr && (row->in_force == dmarc::Mode::Strict ? row->aligned_strict : row->aligned_relaxed);
    if (aligns && was_seen_passing(analysis, analysis.dkim[i])) return true;
  }
  return false;
}

std::vector<Evidence> forwarding_breaks(const Analysis& analysis) {
  if (analysis.dmarc.outcome != Outcome::Pass || has_open_leg(analysis) || had_signature(analysis)) return {};
  const WhatIf* forwarded = what_if(analysis, analysis.dmarc.spf_mode, analysis.dmarc.dkim_mode, Path::Forwarded);
  if (forwarded == nullptr || forwarded->outcome == Outcome::Pass) return {};
  return {{.items = alignment_items(analysis), .values = {{"domain", analysis.author->text()}}}};
}

constexpr Rule rules[] = {
    {.id = "ALIGN001",
     .slug = "dmarc-fails",
     .severity = Severity::Error,
     .title = "DMARC fails: nothing that was authenticated belongs to the From domain",
     .why = "SPF and DKIM together vouch for {proved}. That is not {domain}, the domain people see in From, so DMARC "
            "fails. Its record asks receivers to {policy}.",
     .explanation = "DMARC compares the domain in From with the domains that SPF (the return path) and DKIM (d=) "
                    "vouch for. One of them must pass and belong to the same organization, or be the very same name "
                    "under strict alignment. A pass for somebody else's domain counts for nothing.",
     .fix = "Sign with DKIM for the From domain, or use a return path below it",
     .references = {"RFC 9989 section 4.4", "RFC 9989 section 5.3.5"},
     .find = dmarc_fails},
    {.id = "ALIGN002",
     .slug = "one-leg-only",
     .severity = Severity::Warning,
     .title = "DMARC passes by one method only",
     .why = "Only {leg} carries this mail. If {breaker} breaks it, nothing is left and the record of {domain} asks "
            "receivers to {policy}.",
     .explanation = "DMARC needs one of SPF and DKIM, so one is enough today. But SPF breaks when mail is forwarded, "
                    "and DKIM breaks when its text is changed on the way or a key gets lost. With both aligned, one "
                    "may fail.",
     .fix = "Let the other method align too",
     .references = {"RFC 9989 section 5.3.5",
                    "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html"},
     .find = one_leg_only},
    {.id = "ALIGN003",
     .slug = "strict-would-break",
     .severity = Severity::Info,
     .title = "Strict alignment would cost a leg",
     .why =
         "Do not add {tag}=s to your DMARC record: {leg} vouches for {identifier}, which is of one organization with "
         "{domain} but is not the same name.",
     .explanation = "Under relaxed alignment, the default, names of the same organization align. Under strict "
                    "alignment (aspf=s, adkim=s) they must be equal. Strict alignment is not needed for any policy, "
                    "p=reject included.",
     .fix = "Keep the alignment mode relaxed for this method",
     .references = {"RFC 9989 section 4.4",
                    "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html"},
     .find = strict_would_break},
    {.id = "ALIGN004",
     .slug = "standards-differ",
     .severity = Severity::Warning,
     .title = "The old and the new DMARC standard come to different results",
     .why = "Receivers that follow different editions of DMARC will treat this mail differently. {ours}; {other}.",
     .explanation =
         "RFC 9989 finds the organizational domain by asking DNS upwards (the tree walk); RFC 7489 used a list of "
         "public suffixes. Receivers change over at different times, so a message should pass under both. RFC 7489 "
         "does not know np= and t= either: for names that do not exist it applies sp=, and t=y lowers nothing.",
     .fix = "Publish a DMARC record at the domain whose policy should hold, so that both ways find it",
     .references = {"RFC 9989 section 4.10", "RFC 7489 section 3.2"},
     .find = standards_differ},
    {.id = "ALIGN005",
     .slug = "forwarding-breaks",
     .severity = Severity::Info,
     .title = "After a plain forward nothing aligned would be left",
     .why = "DMARC stands on SPF alone here. A mailbox that forwards sends from another server, which SPF does not "
            "allow, so forwarded copies fail.",
     .explanation = "SPF authorises the server that connects. When a recipient's mailbox forwards a message, another "
                    "server connects. A DKIM signature survives that as long as nothing is changed.",
     .fix = "Sign with DKIM for the From domain",
     .references = {"RFC 9989 section 5.3.5", "RFC 7208 section 11.5"},
     .find = forwarding_breaks},
};

}  // namespace

std::span<const Rule> align_rules() { return rules; }

}  // namespace alignmail::findings
