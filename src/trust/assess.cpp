// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "alignmail/trust.hpp"
#include "trust/boundary.hpp"
#include "trust/decide.hpp"
#include "trust/envelope.hpp"
#include "trust/hops.hpp"
#include "trust/names.hpp"
#include "trust/reported.hpp"

namespace alignmail::trust {
namespace {

// Who checked: the name under which the topmost trusted result stands, else the host of the boundary.
std::string receiver_of(const Assessment& assessment) {
  for (const ReportedKind kind : {ReportedKind::AuthenticationResults, ReportedKind::ArcAuthenticationResults}) {
    for (const Reported& field : assessment.reported) {
      const bool is_named = field.kind == kind && field.trust == Trust::Trusted && field.authserv_id;
      if (is_named) return *field.authserv_id;
    }
  }
  if (!assessment.boundary) return "";
  return normal_name(assessment.hops[*assessment.boundary].received.by);
}

// Every line down to the boundary is the receiver's; the topmost with a date tells when it had
// the message.
std::optional<std::chrono::sys_seconds> time_of(const Assessment& assessment) {
  const std::size_t end = assessment.boundary ? *assessment.boundary + 1 : assessment.hops.size();
  for (std::size_t i = 0; i < end; ++i) {
    if (assessment.hops[i].received.date) return assessment.hops[i].received.date;
  }
  return std::nullopt;
}

}  // namespace

Assessment assess(const message::Message& message, const Given& given, const dns::SuffixList& suffixes) {
  Assessment assessment;
  std::vector<Hop> hops = collect_hops(message);
  std::vector<Reported> reported = collect_reported(message);
  assessment.boundary = confirm_boundary(hops, find_boundary(message, hops, suffixes), reported);
  assessment.envelope = known_envelope(message, given);
  // Whose the results are does not depend on what somebody says to try out another sender: only on
  // what stands in the message, or what a mail system told.
  const bool is_tried_out = given.mail_from && !given.from_environment.mail_from;
  const message::ReversePath path =
      is_tried_out ? known_envelope(message, {}).mail_from : assessment.envelope.mail_from;
  decide({message, hops, assessment.boundary, given, suffixes, path.is_null ? "" : path.text}, reported);
  assessment.hops = std::move(hops);
  assessment.reported = std::move(reported);
  complete_envelope(assessment.envelope, message, assessment);
  assessment.receiver = receiver_of(assessment);
  assessment.received_at = time_of(assessment);
  return assessment;
}

}  // namespace alignmail::trust
