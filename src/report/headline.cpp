// SPDX-License-Identifier: Apache-2.0
#include "report/headline.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/time.hpp"
#include "judge/author.hpp"
#include "report/matrix_rows.hpp"
#include "ses/names.hpp"

namespace alignmail::report {
namespace {

using dmarc::Outcome;

// Long words of RFC 8601 as the matrix has room for.
std::string short_word(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> table = {{{"permerror", "permerr"},
                                                                                   {"temperror", "temperr"},
                                                                                   {"hardfail", "fail"},
                                                                                   {"not_checked", "unknown"},
                                                                                   {"bestguesspass", "none"}}};
  for (const auto& [from, to] : table) {
    if (word == from) return std::string(to);
  }
  return std::string(word.substr(0, 9));
}

// A leg that could count and was not checked.
bool is_open(const Analysis& analysis, std::string_view method) {
  const std::vector<MatrixRow> rows = matrix_rows(analysis);
  return std::any_of(rows.begin(), rows.end(),
                     [&](const MatrixRow& row) { return row.method == method && answer(row, row.in_force) == "?"; });
}

// What is wrong came about behind the receiver's check.
bool is_of_this_copy(const Subject& subject) {
  const findings::Finding* next = subject.findings.next_action();
  return next != nullptr && next->evidence.values.contains("arrival");
}

std::string pass_headline(const Subject& subject) {
  const Analysis& analysis = subject.analysis;
  const bool spf = analysis.dmarc.counts(dmarc::Method::Spf);
  const bool dkim = analysis.dmarc.counts(dmarc::Method::Dkim);
  if (spf && dkim) return "DMARC passes, on both legs";
  if (is_of_this_copy(subject)) return "DMARC passes, in this copy on one leg only";
  if (!is_open(analysis, spf ? "DKIM" : "SPF")) return "DMARC passes, on one leg only";
  const bool is_copied = analysis.message->is_headers_only() || analysis.message->is_rewritten();
  return std::string("DMARC passes by ") + (spf ? "SPF; DKIM" : "DKIM; SPF") + " could not be checked" +
         (is_copied ? " in this copy" : "");
}

// Why no record is in force: one that receivers ignore is not the same as none.
std::string no_record_headline(const Subject& subject) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> table = {
      {{"SES028", "A notice from SES, not your mail"},
       {"DMARC002", "Several DMARC records: all are ignored"},
       {"DMARC003", "DMARC record with a fault: it is ignored"},
       {"DMARC009", "DMARC record at the wrong name: nothing is enforced"}}};
  for (const auto& [id, words] : table) {
    if (subject.findings.find(id) != nullptr) return std::string(words);
  }
  return "No DMARC record: nothing is enforced";
}

// A copy that ends before the author's line tells of nobody.
std::string no_author_headline(const Analysis& analysis) {
  const bool is_cut = analysis.from_fields.empty() && analysis.message->has_repair("truncated");
  return is_cut ? "DMARC not judged: the copy is cut off" : "DMARC cannot apply: the author is not clear";
}

// The receiver checked a signature of the author's that this copy has lost.
bool holds_less_than_was_checked(const Analysis& analysis) {
  return std::any_of(analysis.comparisons.begin(), analysis.comparisons.end(), [&](const Comparison& comparison) {
    const auto signer = dns::Domain::parse(comparison.domain);
    const bool is_receivers_word =
        comparison.agreement != Agreement::NotComparable || analysis.trust.rests_on_hearsay();
    return is_receivers_word && comparison.method == "dkim" && comparison.observed == "none" &&
           comparison.claimed == "pass" && signer && analysis.author &&
           (signer->is_within(*analysis.author) || analysis.author->is_within(*signer));
  });
}

std::string fail_headline(const Subject& subject) {
  const findings::Finding* next = subject.findings.next_action();
  if (is_of_this_copy(subject)) return "DMARC fails in this copy: it was altered after the check";
  if (next != nullptr && next->rule->id == "DKIM006") return "DMARC fails: the body is not the one that was signed";
  if (next != nullptr && next->rule->id == "DKIM022") return "DMARC fails: the line ends were changed";
  constexpr std::array<std::string_view, 3> changes = {"DKIM008", "DKIM009", "DKIM024"};
  const bool was_changed =
      next != nullptr && std::find(changes.begin(), changes.end(), next->rule->id) != changes.end();
  if (was_changed && !mailing_list(subject.analysis).empty()) return "DMARC fails: the mailing list changed the mail";
  if (was_changed) return "DMARC fails: the mail was changed on the way";
  if (holds_less_than_was_checked(subject.analysis)) return "DMARC fails in this copy: a signature is missing";
  return "DMARC fails: no leg stands";
}

// DNS did answer where its aliases lead nowhere.
std::string undecided_headline(const Subject& subject) {
  const findings::Finding* next = subject.findings.next_action();
  const bool leads_nowhere = next != nullptr && next->rule->id == "DNS003";
  return leads_nowhere ? "DMARC undecided: a CNAME leads nowhere" : "DMARC undecided: DNS did not answer";
}

std::string count_of(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

std::string headline(const Subject& subject) {
  switch (subject.analysis.dmarc.outcome) {
    case Outcome::Pass: return pass_headline(subject);
    case Outcome::Fail: return fail_headline(subject);
    case Outcome::None: return no_record_headline(subject);
    case Outcome::TempError: return undecided_headline(subject);
    case Outcome::PermError: return no_author_headline(subject.analysis);
    case Outcome::Unknown:
      if (judge::is_author_redacted(subject.analysis)) return "DMARC unknown: the author's domain was taken out";
      return "DMARC unknown: too little could be checked";
  }
  return "";
}

std::string consequence(const Analysis& analysis) {
  const auto& discovery = analysis.dmarc.discovery;
  if (analysis.dmarc.outcome != Outcome::Fail || !discovery || !discovery->policy || !analysis.author) return "";
  const std::string legs =
      "DMARC stands on two legs, SPF and DKIM; neither proves " + analysis.author->text() + " here. ";
  switch (*discovery->policy) {
    case dmarc::Policy::None: return legs + "The policy is none: such mail is delivered all the same.";
    case dmarc::Policy::Quarantine: return legs + "Receivers are asked to quarantine such mail (the spam folder).";
    case dmarc::Policy::Reject: return legs + "Receivers are asked to reject such mail.";
  }
  return legs;
}

std::string tally(const findings::Findings& findings, bool is_known) {
  if (findings.errors == 0 && findings.warnings == 0) return is_known ? "nothing to fix" : "nothing found so far";
  return count_of(findings.errors, "error") + ", " + count_of(findings.warnings, "warning");
}

std::string claimed_spf(const Analysis& analysis) {
  const message::MethodResult* claim = analysis.spf_claim();
  return claim == nullptr ? "-" : short_word(claim->result);
}

std::string claimed_dkim(const Analysis& analysis, std::size_t signature) {
  const message::MethodResult* claim = analysis.claim_for(analysis.dkim[signature]);
  return claim == nullptr ? "-" : short_word(claim->result);
}

std::string claimed_dmarc(const Analysis& analysis) {
  const message::MethodResult* claim = analysis.dmarc_claim();
  return claim == nullptr ? "-" : short_word(claim->result);
}

std::string observed_spf(const Analysis& analysis) {
  switch (analysis.spf.reason) {
    case spf::Reason::NotAnswered:
    case spf::Reason::Pending: return "unknown";
    default: return short_word(to_string(analysis.spf.status));
  }
}

std::string observed_dkim(const dkim::SignatureResult& signature) {
  switch (signature.reason) {
    case dkim::Reason::KeyMissing: return "no key";
    case dkim::Reason::KeyRevoked: return "revoked";
    case dkim::Reason::BodyNotGiven: return "no body";
    case dkim::Reason::Repaired: return "repaired";
    case dkim::Reason::Expired: return "expired";
    default: return short_word(to_string(signature.status));
  }
}

std::string judged_as_of(const Analysis& analysis) {
  const std::string time = to_rfc3339(analysis.judged_at);
  switch (analysis.at_source) {
    case AtSource::Option: return time + " (--at)";
    case AtSource::Received: return time + " (the receiver's Received)";
    case AtSource::Clock: return time + " (now)";
  }
  return time;
}

std::string mailing_list(const Analysis& analysis) {
  const bool is_list =
      analysis.message->find_first("List-Id") != nullptr || analysis.message->find_first("List-Post") != nullptr;
  const message::ReversePath& path = analysis.trust.envelope.mail_from;
  if (!is_list || !analysis.author || !path.is_valid || path.is_null) return "";
  const auto domain = dns::Domain::parse(path.domain);
  if (!domain || domain->is_within(*analysis.author) || domain->is_within(ses::amazonses())) return "";
  return domain->text();
}

}  // namespace alignmail::report
