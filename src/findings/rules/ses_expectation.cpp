// SPDX-License-Identifier: Apache-2.0
// What is expected against what the message is about.
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_common.hpp"

namespace alignmail::findings {
namespace {

// SES sends for an address whose domain, or one above it, is the identity.
std::vector<Evidence> other_domain(const Analysis& analysis) {
  const auto& expected = analysis.setup.domain;
  if (expected.origin != ses::Origin::Given || !expected.value || !analysis.author) return {};
  if (analysis.author->is_within(*expected.value)) return {};
  Evidence evidence{.items = header_items(*analysis.message, "From"),
                    .values = {{"domain", analysis.author->text()}, {"identity", expected.value->text()}}};
  evidence.items.push_back({.kind = EvidenceKind::Config, .name = "domain", .value = expected.value->text()});
  return {std::move(evidence)};
}

constexpr Rule rules[] = {
    {.id = "SES029",
     .slug = "expectation-of-other-domain",
     .severity = Severity::Warning,
     .title = "What is expected is the set-up of another domain",
     .why = "The identity that is expected is {identity}, and the message is from {domain}. SES sends it under another "
            "identity, of which nothing is expected here.",
     .explanation = "An identity covers its own name and those below it. The checklist of one domain tells nothing of "
                    "mail from another.",
     .fix = "Give the set-up of the domain in From, or a message of the domain that is expected",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html"},
     .find = other_domain},
};

}  // namespace

std::span<const Rule> ses_expectation_rules() { return rules; }

}  // namespace alignmail::findings
