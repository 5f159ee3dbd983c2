// SPDX-License-Identifier: Apache-2.0
// How sure a finding is: what was read is certain, what explains it is likely, and repairs take one step away.
#include "findings/confidence.hpp"

#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;
using findings::Confidence;
using findings::EvidenceKind;

namespace {

Analysis analysis_of(const std::string& text, message::Reading reading) {
  Analysis analysis;
  analysis.message = std::make_shared<const message::Message>(support::parsed(text, reading));
  return analysis;
}

Confidence confidence_of(std::string_view id, EvidenceKind kind, const Analysis& analysis) {
  return findings::confidence_of(*findings::find_rule(id), {.items = {{.kind = kind}}}, analysis);
}

}  // namespace

TEST_CASE("a finding is as sure as what it rests on", "[findings]") {
  const std::string pasted = "> From: ann@example.com\n> To: bob@example.net\n> Subject: s\n";
  struct Case {
    std::string_view id;
    EvidenceKind kind;
    Confidence whole;     // of a message as it was sent
    Confidence repaired;  // of a paste
  };
  const auto c = GENERATE(values<Case>({
      {"DMARC001", EvidenceKind::Dns, Confidence::Certain, Confidence::Certain},  // DNS needs no repair
      {"FROM003", EvidenceKind::Header, Confidence::Certain, Confidence::Likely},
      {"FROM007", EvidenceKind::Header, Confidence::Likely, Confidence::Possible},
      {"TRUST002", EvidenceKind::Header, Confidence::Likely, Confidence::Possible},
      {"DKIM007", EvidenceKind::Computed, Confidence::Likely, Confidence::Possible},
      {"ALIGN001", EvidenceKind::Computed, Confidence::Certain, Confidence::Likely},
      {"INPUT001", EvidenceKind::Header, Confidence::Certain, Confidence::Certain},  // that it was repaired
  }));
  CAPTURE(c.id);
  CHECK(confidence_of(c.id, c.kind, analysis_of(support::letter(), message::Reading::Message)) == c.whole);
  CHECK(confidence_of(c.id, c.kind, analysis_of(pasted, message::Reading::Headers)) == c.repaired);
}

TEST_CASE("that something is missing from repaired text is no more than likely", "[findings]") {
  const Analysis pasted =
      analysis_of("> To: bob@example.net\n> Subject: s\n> Date: today\n", message::Reading::Headers);
  CHECK(findings::confidence_of(*findings::find_rule("FROM001"), {}, pasted) == Confidence::Likely);
}

TEST_CASE("a region that was given makes the wrong MX of another one certain", "[findings]") {
  Analysis analysis;  // of a domain, without a message
  const auto of_region = [&](ses::Origin origin) {
    analysis.setup.region = {"us-east-1", origin};
    return confidence_of("SES003", EvidenceKind::Dns, analysis);
  };
  CHECK(of_region(ses::Origin::Given) == Confidence::Certain);
  CHECK(of_region(ses::Origin::Inferred) == Confidence::Likely);
}

TEST_CASE("two keys that do not fit leave no doubt that the header was changed", "[findings]") {
  Analysis analysis = analysis_of(support::letter(), message::Reading::Message);
  for (const std::string_view name : {"a._domainkey.example.com", "b._domainkey.example.com"}) {
    dkim::SignatureResult result{.header_hash = dkim::Check::Mismatch};
    result.signature = dkim::Signature{.key_name = *dns::Domain::parse(name)};
    analysis.dkim.push_back(result);
    CHECK(confidence_of("DKIM007", EvidenceKind::Computed, analysis) ==
          (analysis.dkim.size() == 1 ? Confidence::Likely : Confidence::Certain));
  }
}
