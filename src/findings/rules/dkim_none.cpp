// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/dkim_none.hpp"

#include <set>

#include "findings/evidence.hpp"
#include "findings/rules/spf_common.hpp"
#include "trust/reported.hpp"

namespace alignmail::findings {
namespace {

// Whom results that nobody is known to have forged name as signers, and what they say of those that did not pass.
struct Lost {
  std::vector<std::string> signers{};
  std::vector<std::string> failures{};
  bool is_receivers_word = false;  // not where the sender may have written it
};

// "fail for example.com (body hash did not verify)".
std::string failure_of(const message::MethodResult& result, const std::string& signer) {
  const std::string remark =
      !result.reason.empty() || result.comments.empty() ? result.reason : result.comments.front();
  return result.result + " for " + signer + (remark.empty() ? "" : " (" + remark + ")");
}

Lost lost_signatures(const Analysis& analysis) {
  Lost lost;
  std::set<std::string> seen;
  for (const trust::Reported& reported : analysis.trust.reported) {
    if (reported.trust != trust::Trust::Trusted && reported.trust != trust::Trust::Unknown) continue;
    for (const message::MethodResult& result : reported.results) {
      const std::string signer = result.result == "none" ? "" : trust::stated_signer(result);
      if (signer.empty()) continue;
      if (seen.insert(signer).second) lost.signers.push_back(signer);
      if (result.result != "pass") lost.failures.push_back(failure_of(result, signer));
      lost.is_receivers_word = lost.is_receivers_word || (reported.is_heard() && !reported.is_unproven);
    }
  }
  return lost;
}

// As it left its author: no server that took it wrote anything above it.
bool is_undelivered(const Analysis& analysis) {
  const trust::Assessment& trust = analysis.trust;
  const message::Message& message = *analysis.message;
  return trust.hops.empty() && trust.reported.empty() && !trust.envelope.client_ip &&
         trust.envelope.mail_from_source == trust::EnvelopeSource::None &&
         message.find_first("Delivered-To") == nullptr;
}

std::vector<FixStep> how_to_save() {
  return {{.text = "Gmail: the menu of the message, Show original, Download original. Outlook: File, Properties, "
                   "Internet headers; on the web: View message source. Apple Mail: File, Save As, Raw Message Source. "
                   "Thunderbird: File, Save As."}};
}

}  // namespace

std::vector<Evidence> no_signature(const Analysis& analysis) {
  if (!analysis.dkim.empty()) return {};
  Evidence evidence{.values = {{"domain", analysis.author ? analysis.author->text() : "the author"},
                               {"but", weakness_of_spf(analysis)}}};
  if (analysis.dmarc.counts(dmarc::Method::Spf)) evidence.severity = Severity::Warning;
  if (analysis.is_excerpt) {
    evidence.severity = Severity::Warning;
    evidence.why =
        analysis.message->has_repair("elided")
            ? "Lines were left out of the header that was given, as its marks show. A signature may be among them: "
              "without it nothing can be said of DKIM."
            : "Only a part of the header was given. Signatures, and the Received fields that show who handed the mail "
              "over, stand in the whole one: without them nothing can be said of DKIM or DMARC.";
    evidence.fix = Fix{.summary = "Copy the whole header, or save the message and give that", .steps = how_to_save()};
  }
  const Lost lost = lost_signatures(analysis);
  const bool is_one = lost.signers.size() == 1;
  if (!lost.signers.empty() && !lost.is_receivers_word) {
    evidence.why = "This copy holds no signature. Results in the header speak of " +
                   std::string(is_one ? "one" : "some") + " of " + listed(lost.signers) +
                   ", but they stand where the sender may have written them.";
  } else if (!lost.signers.empty()) {
    evidence.severity = Severity::Warning;
    evidence.why = "The header reports " + std::string(is_one ? "a signature" : "signatures") + " of " +
                   listed(lost.signers) + (lost.failures.empty() ? " that passed" : "") +
                   ", and this copy holds none: " + (is_one ? "it was" : "they were") +
                   " taken out after the check, or not copied.";
    if (!lost.failures.empty()) evidence.why += " The check said: " + listed(lost.failures) + ".";
  } else if (sent_by_ses(analysis) && !analysis.is_excerpt) {
    evidence.why =
        "SES signs whatever it sends, and this copy holds no signature: it was taken out on the way, or not copied.";
  }
  if (evidence.why.empty() && is_undelivered(analysis)) {
    evidence.why =
        "Nothing shows that this message was delivered: it has no Received field. It may be the sender's own copy, "
        "from a Sent folder or a draft, and servers sign only what they send.";
    evidence.fix =
        Fix{.summary = "Send it to a mailbox elsewhere, and test with what arrives there", .steps = how_to_save()};
  } else if (!evidence.why.empty() && !analysis.is_excerpt) {
    evidence.fix = Fix{.summary = "Test with the message as the receiver saved it"};
  }
  return {evidence};
}

}  // namespace alignmail::findings
