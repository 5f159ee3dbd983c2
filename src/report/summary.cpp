// SPDX-License-Identifier: Apache-2.0
#include "report/summary.hpp"

#include "base/escape.hpp"

namespace alignmail::report {
namespace {

std::string passed(const dmarc::Verdict& dmarc, const std::string& author) {
  const bool spf = dmarc.counts(dmarc::Method::Spf);
  const bool dkim = dmarc.counts(dmarc::Method::Dkim);
  const std::string legs = spf && dkim ? "by SPF and DKIM" : spf ? "by SPF only" : "by DKIM only";
  return "DMARC passes" + author + ", " + legs;
}

std::string failed(const dmarc::Verdict& dmarc, const std::string& author) {
  std::string text = "DMARC fails" + author + ": nothing that SPF or DKIM vouches for is aligned";
  if (!dmarc.disposition) return text;
  switch (*dmarc.disposition) {
    case dmarc::Policy::None: return text + "; receivers are asked to do nothing about it";
    case dmarc::Policy::Quarantine: return text + "; receivers are asked to quarantine it";
    case dmarc::Policy::Reject: return text + "; receivers are asked to reject it";
  }
  return text;
}

}  // namespace

std::string summarize(const Analysis& analysis) {
  const dmarc::Verdict& dmarc = analysis.dmarc;
  const std::string author = analysis.author ? " for " + analysis.author->text() : "";
  const std::string reason = dmarc.reason.empty() ? "" : ": " + escape::visible(dmarc.reason);
  switch (dmarc.outcome) {
    case dmarc::Outcome::Pass: return passed(dmarc, author);
    case dmarc::Outcome::Fail: return failed(dmarc, author);
    case dmarc::Outcome::None: return "No DMARC record applies" + author;
    case dmarc::Outcome::TempError: return "DMARC cannot be decided for now" + author + reason;
    case dmarc::Outcome::PermError: return "DMARC cannot be decided: there is no single author domain";
    case dmarc::Outcome::Unknown: return "DMARC was not checked" + author + reason;
  }
  return {};
}

}  // namespace alignmail::report
