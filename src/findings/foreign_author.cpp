// SPDX-License-Identifier: Apache-2.0
#include "findings/foreign_author.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "ses/mailbox_provider.hpp"
#include "ses/names.hpp"

namespace alignmail::findings {
namespace {

// Families that speak of records and keys of the From domain, and of its set-up in SES.
constexpr std::array<std::string_view, 5> of_the_sender = {"ALIGN", "DKIM", "DMARC", "SES", "SPF"};
constexpr std::string_view of_the_notice = "SES028";

bool is_of(std::string_view id, std::string_view family) {
  return id.starts_with(family) && id.size() == family.size() + 3;
}

}  // namespace

bool is_notice_of_ses(const Analysis& analysis) {
  if (!analysis.message || !analysis.author || !analysis.author->is_within(ses::amazonses())) return false;
  return std::any_of(analysis.dkim.begin(), analysis.dkim.end(), [](const dkim::SignatureResult& result) {
    return result.status == dkim::Status::Pass && result.signature->domain->is_within(ses::amazonses());
  });
}

void leave_to_owner(std::vector<Finding>& found, const Analysis& analysis) {
  const bool is_notice = is_notice_of_ses(analysis);
  const bool is_provided = analysis.message && analysis.author && ses::is_mailbox_provider(*analysis.author);
  if (!is_notice && !is_provided) return;
  const auto is_for_owner = [&](const Finding& finding) {
    const std::string_view id = finding.rule->id;
    if (is_provided) return is_of(id, "DMARC");
    return id != of_the_notice && std::any_of(of_the_sender.begin(), of_the_sender.end(),
                                              [&](std::string_view family) { return is_of(id, family); });
  };
  for (Finding& finding : found) {
    if (!is_for_owner(finding)) continue;
    finding.severity = Severity::Info;
    finding.fix = {.summary = "Only " + analysis.author->text() + " itself could change that"};
  }
}

}  // namespace alignmail::findings
