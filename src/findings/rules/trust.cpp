// SPDX-License-Identifier: Apache-2.0
// What the header reports: who wrote it, and whether it agrees with what we find.
#include <algorithm>
#include <map>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/trust_common.hpp"
#include "findings/rules/trust_envelope.hpp"
#include "findings/rules/trust_forged.hpp"
#include "findings/rules/trust_received_spf.hpp"

namespace alignmail::findings {
namespace {

using message::MethodResult;
using trust::Reported;
using trust::ReportedKind;
using trust::Trust;

bool is_results(const Reported& reported) { return reported.kind == ReportedKind::AuthenticationResults; }

std::vector<Evidence> no_trusted_results(const Analysis& analysis) {
  const auto& reported = analysis.trust.reported;
  if (std::any_of(reported.begin(), reported.end(), [](const Reported& r) { return r.trust == Trust::Trusted; }))
    return {};
  Evidence evidence{.items = reported_items(analysis, is_results)};
  if (analysis.trust.rests_on_hearsay()) {
    const std::string_view begins = analysis.trust.hops.empty()
                                        ? "The header holds no Received"
                                        : "Of the header what stands above its first Received was not given";
    evidence.why = std::string(begins) +
                   ", so nothing shows who wrote its results. They are shown as what the receiver said, and prove "
                   "nothing by themselves.";
    evidence.fix = Fix{.summary = "Copy the whole header, from its first line on"};
  }
  return {evidence};
}

std::vector<Evidence> untrusted_results(const Analysis& analysis) {
  const auto set_aside = [](const Reported& r) {
    return (is_results(r) || r.kind == ReportedKind::OriginalAuthenticationResults) &&
           (r.trust == Trust::Untrusted || r.trust == Trust::Unknown) && !r.is_heard() && !r.results.empty();
  };
  std::vector<EvidenceItem> items = reported_items(analysis, set_aside);
  if (items.empty()) return {};
  return {{.items = std::move(items)}};
}

std::string domain_part(std::string_view address) { return ascii::to_lower(address.substr(address.rfind('@') + 1)); }

// What a result is about, so that two signatures or two SPF identities do not contradict each other.
std::string subject_of(const MethodResult& result) {
  for (const std::string_view name : {"smtp.mailfrom", "smtp.mail", "smtp.helo", "header.from"}) {
    if (const auto value = result.find(name))
      return result.method + " " + std::string(name) + " " + domain_part(*value);
  }
  std::string subject = result.method;
  for (const std::string_view name : {"header.d", "header.i", "header.s", "header.b"}) {
    if (const auto value = result.find(name)) subject += " " + ascii::to_lower(*value);
  }
  return subject;
}

bool passes(const std::string& word) { return word == "pass"; }

// Whether one method has a pass and something else: nearly never, and only then can results contradict each other.
bool may_conflict(const Analysis& analysis, std::string_view method) {
  bool any_pass = false;
  bool any_other = false;
  for (const Reported& reported : analysis.trust.reported) {
    if (reported.trust != Trust::Trusted || !is_results(reported)) continue;
    for (const MethodResult& result : reported.results) {
      if (result.method == method) (passes(result.result) ? any_pass : any_other) = true;
    }
  }
  return any_pass && any_other;
}

std::vector<Evidence> results_conflict(const Analysis& analysis) {
  if (!may_conflict(analysis, "spf") && !may_conflict(analysis, "dkim") && !may_conflict(analysis, "dmarc")) return {};
  std::map<std::string, std::string> seen;
  std::vector<std::string> conflicts;
  for (const Reported& reported : analysis.trust.reported) {
    if (reported.trust != Trust::Trusted || !is_results(reported)) continue;
    for (const MethodResult& result : reported.results) {
      if (result.method != "spf" && result.method != "dkim" && result.method != "dmarc") continue;
      const auto [known, added] = seen.emplace(subject_of(result), result.result);
      if (!added && passes(known->second) != passes(result.result)) {
        conflicts.push_back(result.method + "=" + known->second + " and " + result.method + "=" + result.result);
      }
    }
  }
  if (conflicts.empty()) return {};
  return {
      {.items = reported_items(analysis, [](const Reported& r) { return is_results(r) && r.trust == Trust::Trusted; }),
       .values = {{"conflicts", listed(conflicts)}}}};
}

// "DKIM of example.com: it said pass, now it is fail".
std::string difference(const Comparison& comparison) {
  std::string subject = ascii::to_upper(comparison.method);
  if (comparison.method == "dkim") subject += " of " + comparison.domain;
  return subject + ": it said " + comparison.claimed + ", now it is " + comparison.observed;
}

// The receiver refused what passes here, and nothing that changed since explains it: that is what the reader came for.
bool is_refusal_unexplained(const Analysis& analysis) {
  const auto is_refusal = [](const Comparison& c) { return c.method == "dmarc" && c.claimed == "fail"; };
  const auto is_unexplained = [](const Comparison& c) {
    return c.agreement == Agreement::No && (c.cause == Cause::NotKnown || c.cause == Cause::LocalPolicy);
  };
  const auto& all = analysis.comparisons;
  return analysis.dmarc.outcome == dmarc::Outcome::Pass && std::any_of(all.begin(), all.end(), is_refusal) &&
         std::any_of(all.begin(), all.end(), is_unexplained);
}

// The first few: their number may come from the message.
std::string few(std::vector<std::string> parts) {
  constexpr std::size_t shown = 8;
  const std::size_t more = parts.size() > shown ? parts.size() - shown : 0;
  if (more > 0) parts.resize(shown);
  return ascii::join(parts, "; ") + (more > 0 ? "; and " + std::to_string(more) + " more" : "");
}

std::vector<Evidence> receiver_disagrees(const Analysis& analysis) {
  std::vector<std::string> what;
  std::vector<std::string> causes;
  for (const Comparison& comparison : analysis.comparisons) {
    if (comparison.agreement != Agreement::No) continue;
    what.push_back(difference(comparison));
    if (comparison.cause == Cause::FollowsLeg) continue;  // the leg's own cause is there
    if (std::find(causes.begin(), causes.end(), comparison.detail) == causes.end()) causes.push_back(comparison.detail);
  }
  if (what.empty()) return {};
  return {{.items = reported_items(analysis, [](const Reported& r) { return r.trust == Trust::Trusted; }),
           .values = {{"receiver", analysis.trust.receiver.empty() ? "The receiver" : analysis.trust.receiver},
                      {"differences", few(std::move(what))},
                      {"causes", few(std::move(causes))}},
           .goes_first = is_refusal_unexplained(analysis)}};
}

std::vector<Evidence> results_syntax(const Analysis& analysis) {
  std::vector<Evidence> found;
  for (const Reported& reported : analysis.trust.reported) {
    if (reported.defects.empty() || reported.trust != Trust::Trusted || !is_results(reported)) continue;
    found.push_back(
        {.items = {header_item(*analysis.message, reported.field)},
         .values = {{"dialect", reported.dialect.empty() ? "an unknown dialect" : "the dialect of " + reported.dialect},
                    {"defects", listed(reported.defects)},
                    {"reading", reported.is_doubtful ? "What is named here was left out, or says two things; nothing "
                                                       "rests on it."
                                                     : "It was read as it is meant."}}});
    break;
  }
  return found;
}

constexpr Rule rules[] = {
    {.id = "TRUST001",
     .slug = "no-trusted-results",
     .severity = Severity::Info,
     .title = "No results in the header can be trusted",
     .why = "No Authentication-Results field was written by the server that received this message, so there is "
            "nothing to compare with. All that is said here was checked now.",
     .explanation =
         "Anyone can write Authentication-Results into a message. Only those that the receiving server put on top "
         "can be believed. Name your server with --authserv-id when it is not recognised.",
     .fix = "Use a copy saved at the mailbox, or name the server with --authserv-id",
     .references = {"RFC 8601 section 5", "RFC 8601 section 7.1"},
     .find = no_trusted_results},
    {.id = "TRUST002",
     .slug = "forged-results",
     .severity = Severity::Error,
     .title = "Somebody forged results in the receiver's name",
     .why = "The message came in with Authentication-Results that claim to be of {receiver}, but they stand below "
            "the point where it was received. The sender wrote them.",
     .explanation =
         "A receiving server writes its results on top. The same name further down was in the message when it "
         "arrived; servers should remove such fields.",
     .fix = "Do not believe those results, and have the server remove them from incoming mail",
     .references = {"RFC 8601 section 5", "RFC 8601 section 7.1"},
     .find = forged_results},
    {.id = "TRUST003",
     .slug = "untrusted-results-ignored",
     .severity = Severity::Info,
     .title = "Results of other servers were set aside",
     .why = "The header also holds results that other servers wrote, or claim to have written. They were read and "
            "not believed.",
     .explanation = "Forwarders, lists and senders leave results in the header. Only the last receiver's own count.",
     .fix = "No action needed; name a server with --authserv-id when you do trust it",
     .references = {"RFC 8601 section 5"},
     .find = untrusted_results},
    {.id = "TRUST004",
     .slug = "results-conflict",
     .severity = Severity::Warning,
     .title = "Trusted results contradict each other",
     .why = "The receiver's own fields disagree: {conflicts}. Neither is believed over the other; what counts here "
            "was checked now.",
     .explanation =
         "Two programs on one server may each write results, and one of them may be wrong or see another address.",
     .fix = "Nothing to fix on your side: the receiving server contradicts itself",
     .references = {"RFC 8601 section 5", "RFC 8601 section 7.1"},
     .find = results_conflict},
    {.id = "TRUST005",
     .slug = "receiver-disagrees",
     .severity = Severity::Warning,
     .title = "The receiver reached a different result",
     .why = "{receiver} differs from what is found now. {differences}. The likely cause: {causes}.",
     .explanation =
         "The receiver judged at another time, with other DNS answers and rules of its own. A difference is worth "
         "knowing: either DNS has been mended (or broken) since, or the receiver saw another message.",
     .fix = "Send another test and compare again",
     .references = {"RFC 8601 section 2.7", "RFC 9989 section 5.3"},
     .find = receiver_disagrees},
    {.id = "TRUST006",
     .slug = "results-syntax",
     .severity = Severity::Info,
     .title = "The receiver's results do not follow the standard",
     .why = "The Authentication-Results field is written in {dialect}: {defects}. {reading}",
     .explanation =
         "Several large receivers write the field in a form of their own. Tools that follow the standard to the "
         "letter read nothing from it.",
     .fix = "No action needed on your side; it is the receiver's software",
     .references = {"RFC 8601 section 2.2"},
     .find = results_syntax},
    {.id = "TRUST007",
     .slug = "received-spf-untrusted",
     .severity = Severity::Warning,
     .title = "A Received-SPF field cannot be trusted",
     .why = "A Received-SPF field claims a pass, but it was not written by the receiver or contradicts the "
            "receiver's other results. It counts for nothing here.",
     .explanation =
         "Received-SPF is only worth something above the point where the receiver took the message. Below it, the "
         "sender may have written it.",
     .fix = "Ignore that field",
     .references = {"RFC 7208 section 9.1"},
     .find = received_spf_untrusted},
    {.id = "TRUST008",
     .slug = "envelope-ambiguous",
     .severity = Severity::Error,
     .title = "What was said in SMTP is not clear",
     .why =
         "SPF needs the address of MAIL FROM, and {what}. Programs would read it differently, so SPF proves nothing.",
     .explanation =
         "SPF judges the address of MAIL FROM and the address of the client, and neither stands in the mail itself: "
         "the receiver writes them into Return-Path and Received. Several return paths, one that is not an address "
         "or that the sender may have written, and a client behind a proxy leave open what was checked.",
     .fix = "Give what SMTP said with --mail-from and --client-ip, where you know it",
     .references = {"RFC 5321 section 4.1.2", "RFC 5321 section 4.4"},
     .find = envelope_not_clear},
};

}  // namespace

std::span<const Rule> trust_rules() { return rules; }

}  // namespace alignmail::findings
