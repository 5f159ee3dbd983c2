// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/trust_forged.hpp"

#include <algorithm>

#include "findings/rules/trust_common.hpp"

namespace alignmail::findings {
namespace {

// Nothing in the message speaks for its author: no signature of theirs, not even a broken one, no bounce address of
// theirs that SPF bears out, and no trace of SES.
bool is_of_a_stranger(const Analysis& analysis) {
  if (analysis.dmarc.outcome != dmarc::Outcome::Fail || !analysis.author || sent_by_ses(analysis)) return false;
  const auto& rows = analysis.dmarc.alignments;
  return std::none_of(rows.begin(), rows.end(), [](const dmarc::Alignment& row) {
    const bool is_proved = row.identifier.authenticated == dmarc::Authenticated::Yes;
    return row.relation != dmarc::Relation::None && (row.identifier.method == dmarc::Method::Dkim || is_proved);
  });
}

// DMARC fails it, and no record of the author could do more.
void tell_of_stranger(const Analysis& analysis, Evidence& evidence) {
  const std::string author = analysis.author->text();
  const spf::Verdict& spf = analysis.spf;
  const std::string sender = spf.status == spf::Status::Pass && spf.domain ? spf.domain->text()
                             : spf.ip                                      ? spf.ip->to_string()
                                                                           : "somebody else";
  evidence.goes_first = true;
  evidence.why = "Nothing shows that " + author + " sent this message. It came from " + sender +
                 ", without a signature of " + author + ", and with results that claim to be of " +
                 analysis.trust.receiver + " but stand below the point where it was received: the sender wrote them.";
  evidence.fix = Fix{.summary = "Nothing to change in DNS: DMARC did its work"};
  evidence.fix->steps = {{.text = "Do not believe the results that came with it. Is " + sender +
                                  " yours after all? Then have it sign with a key of " + author + "."}};
  evidence.fix->note = "Whoever runs " + analysis.trust.receiver + " should have it remove such fields.";
}

}  // namespace

std::vector<Evidence> forged_results(const Analysis& analysis) {
  std::vector<EvidenceItem> items =
      reported_items(analysis, [](const trust::Reported& r) { return r.trust == trust::Trust::Forged; });
  if (items.empty()) return {};
  Evidence evidence{.items = std::move(items), .values = {{"receiver", analysis.trust.receiver}}};
  if (is_of_a_stranger(analysis)) tell_of_stranger(analysis, evidence);
  return {std::move(evidence)};
}

}  // namespace alignmail::findings
