// SPDX-License-Identifier: Apache-2.0
#include "judge/excerpt.hpp"

#include <algorithm>

#include "message/redacted.hpp"

namespace alignmail::judge {
namespace {

// Something may align whose name is not known.
bool lacks_identifier(const Analysis& analysis) {
  return message::is_redacted(*analysis.message, analysis.trust.envelope.mail_from.domain) ||
         std::any_of(analysis.dkim.begin(), analysis.dkim.end(), [&](const dkim::SignatureResult& result) {
           return result.signature->domain && is_taken_out(analysis, *result.signature->domain);
         });
}

// Why a failure may be none: something could not be seen in a part of a header, or was taken out of it. Empty when it
// is.
std::string doubt_of(const Analysis& analysis) {
  if (lacks_identifier(analysis)) return "a name that may align was taken out of the text that was given";
  if (!analysis.is_excerpt) return is_sender_unproven(analysis) ? analysis.spf.detail : "";
  return analysis.message->has_repair("elided")
             ? "lines were left out of the header that was given, and a signature may be among them"
             : "only a part of the header was given, which shows neither who handed the mail over nor a signature";
}

}  // namespace

bool is_excerpt(const message::Message& message, const trust::Assessment& assessment) {
  const bool is_partial = message.is_headers_only() || message.is_rewritten();
  const bool shows_path = !assessment.hops.empty() || assessment.envelope.client_ip;
  const bool has_author = message.find_first("From") != nullptr;
  return is_partial && (!shows_path || !has_author || message.has_repair("elided")) &&
         message.find_first("DKIM-Signature") == nullptr && message.find_first("X-Google-DKIM-Signature") == nullptr;
}

bool is_taken_out(const Analysis& analysis, const dns::Domain& domain) {
  return message::is_redacted(*analysis.message, domain.text());
}

bool is_sender_unproven(const Analysis& analysis) {
  return !analysis.spf.domain && analysis.spf.reason == spf::Reason::NotAnswered;
}

void reopen(const Analysis& analysis, dmarc::Verdict& verdict) {
  std::string doubt = verdict.outcome == dmarc::Outcome::Fail ? doubt_of(analysis) : "";
  if (doubt.empty()) return;
  verdict.outcome = dmarc::Outcome::Unknown;
  verdict.disposition.reset();
  verdict.reason = std::move(doubt);
}

}  // namespace alignmail::judge
