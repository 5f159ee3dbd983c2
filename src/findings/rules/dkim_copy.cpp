// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/dkim_copy.hpp"

#include <algorithm>

#include "findings/evidence.hpp"
#include "findings/rules/dkim_common.hpp"
#include "message/foreign_text.hpp"

namespace alignmail::findings {
namespace {

using dkim::Check;
using dkim::SignatureResult;

bool was_seen_whole(const Analysis& analysis) {
  return std::any_of(analysis.dkim.begin(), analysis.dkim.end(), [&](const SignatureResult& result) {
    return result.body_hash == Check::Mismatch && was_seen_passing(analysis, result);
  });
}

}  // namespace

void tell_of_missing_body(const Analysis& analysis, Evidence& evidence) {
  evidence.why = evidence.values["description"];
  if (was_seen_whole(analysis)) {
    evidence.why += " The receiver found the signature of " + evidence.values["domains"] +
                    " good, so the body is most likely missing in this copy only.";
    evidence.fix = Fix{.summary = "Give the message as the receiver saved it, or use --headers for a header alone"};
  } else {
    evidence.why += " Your key and DNS are fine. If only the header was copied, use --headers.";
  }
}

void tell_of_altered_copy(const Analysis& analysis, Evidence& evidence) {
  if (!was_seen_whole(analysis)) return;
  const std::string legs = analysis.dmarc.counts(dmarc::Method::Spf) ? ", on both legs" : "";
  evidence.values["arrival"] = "fine";  // which explains why the receiver saw something else
  evidence.why = "The receiver found the signature of " + evidence.values["domains"] +
                 " good: your mail was fine on arrival" + legs + ". This copy was altered after that, most likely " +
                 "when it was saved. " + evidence.values["description"];
  evidence.fix =
      one_step_fix("Save the message again, octet for octet",
                   "Download it as a file (Show original, then Download). Nothing in DNS or SES has to change.");
}

void blame_copy(const Analysis& analysis, Evidence& evidence) {
  const message::Message& message = *analysis.message;
  const std::string reason = message::find_foreign_text(message);
  const bool was_passing = was_seen_whole(analysis);
  if (reason.empty() && !(was_passing && message::is_short(message.body()))) {
    if (message::is_short(message.body())) {
      evidence.why = "The body does not fit the hash in the signature of " + evidence.values["domains"] +
                     ". It is short: if it is not part of the mail (words of a ticket, a name below a paste), give the "
                     "header alone, or use --headers. Else somebody changed the text on the way.";
    }
    return;
  }
  evidence.why = reason.empty()
                     ? "The receiver found the signature of " + evidence.values["domains"] +
                           " good, and the few lines below this header do not fit it. They are most likely no part of "
                           "the mail (words of a ticket, a name below a paste); else the copy was changed since."
                     : "What stands below the header is not the body of this message. " + reason +
                           " So the body that was signed could not be checked.";
  evidence.fix =
      Fix{.summary = "Give the header alone, or the message as the receiver saved it",
          .steps = {{.text = "Leave out what stands below the header, or have it passed over with --headers; "
                             "the body, and with it DKIM, can only be checked in the whole message."}}};
  if (!reason.empty() && !evidence.severity) evidence.severity = Severity::Warning;
}

}  // namespace alignmail::findings
