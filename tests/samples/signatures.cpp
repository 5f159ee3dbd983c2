// SPDX-License-Identifier: Apache-2.0
// The samples are signed by code of their own (tools/make_samples), so that they put the
// verifier to the test.
#include "alignmail/dkim.hpp"
#include "samples/sample.hpp"
#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace alignmail;

namespace {

struct Case {
  std::string sample;
  std::string results;  // of every signature, from the top
};

// In all other samples every signature passes.
const std::vector<Case> odd_ones = {
    {"banner-added", "fail"},                 // a line in front
    {"base64-rewrapped", "fail"},             // other lines
    {"blanks-stripped", "fail"},              // one space gone
    {"body-gone", "fail"},                    // no text is left
    {"byte-order-mark", "fail"},              // three octets in front
    {"copied-fields-tell", "fail"},           // another Subject
    {"dots-doubled", "fail"},                 // one dot more
    {"encoded-as-quoted-printable", "fail"},  // 8bit became quoted-printable
    {"field-added", "fail"},                  // a Subject below
    {"final-newline-not-hashed", "fail"},     // the signer's slip
    {"footer-in-part", "fail"},               // a line in the first part
    {"from-rewritten", "fail"},               // another From
    {"header-refolded", "fail"},              // folded inside a word
    {"length-not-honoured", "fail"},          // the signer's slip
    {"line-ends-doubled", "fail"},            // CR CR LF
    {"signed-field-gone", "fail"},            // no MIME-Version
    {"pasted-results", ""},
    {"list-in-from", "fail fail"},      // From, Subject, and a footer
    {"links-checked", "fail"},          // another link
    {"long-line-broken", "fail"},       // one line became two
    {"warning-in-both-parts", "fail"},  // a line in the first part, a tag in the second
    {"bare-lf-body", "fail fail"},      // two line ends changed
    {"body-changed", "fail fail"},      // one word changed
    {"body-reencoded", "fail"},         // a line was quoted
    {"dkim-expired", "policy"},         // x= has passed
    {"dkim-from-not-signed", "permerror"},
    {"dkim-identity-outside", "permerror"},  // i= is of another domain
    {"dkim-key-revoked", "permerror"},       // p= is empty
    {"dkim-key-rotated", "fail"},            // another key stands there now
    {"dkim-key-too-large", "policy"},
    {"dkim-key-unreadable", "permerror"},  // the end of p= was lost
    {"dkim-sha1", "policy"},
    {"dkim-syntax-error", "permerror"},       // a tag stands twice
    {"dkim-wrong-canonicalization", "fail"},  // simple does not make the hash that stands there
    {"forged-results", ""},                   // not signed at all
    {"headers-changed", "fail"},              // another To
    {"headers-only", "not_checked not_checked"},
    {"list-footer", "fail fail"},  // four lines were added
    // Ten are verified; nobody says here whose are to come first.
    {"many-signatures",
     "permerror permerror permerror permerror permerror permerror permerror permerror permerror permerror "
     "not_checked not_checked"},
    {"no-from", ""},
    {"own-signature-before-ses", "pass pass fail"},  // SES replaced what the third one covers
    {"ses-doubled-cname", "permerror pass"},         // no key where receivers look
    {"ses-traces-forged", "fail"},
    {"smuggled-message", "fail"},  // text was added behind the lone dot
    {"spf-shared-sender", ""},
    {"subject-tagged", "fail"},
    {"author-taken-out", "not_checked not_checked"},  // repaired
    {"pasted-quoted", "not_checked not_checked"},     // repaired
    {"truncated-file", "not_checked not_checked"},    // what the first one covers is missing, and half of the second
    {"unsigned", ""},
};

std::string results_of(const std::string& sample) {
  const auto message = message::parse(samples::read(samples::folder / sample / "message.eml"));
  REQUIRE(message);
  support::Zone zone(samples::read(samples::folder / sample / "zone.txt"));
  dkim::Verifier verifier(*message);
  const auto now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21);
  const auto signatures = zone.settle([&](dns::Inquiry& inquiry) { return verifier.verify(inquiry, now, {}); });
  std::string text;
  for (const auto& signature : signatures) text += (text.empty() ? "" : " ") + std::string(to_string(signature.status));
  return text;
}

}  // namespace

TEST_CASE("every sample's signatures come to what its story says", "[samples]") {
  for (const std::string& name : samples::names()) {
    DYNAMIC_SECTION(name) {
      const std::string results = results_of(name);
      const auto odd = std::find_if(odd_ones.begin(), odd_ones.end(), [&](const Case& c) { return c.sample == name; });
      if (odd != odd_ones.end()) {
        CHECK(results == odd->results);
      } else {
        CHECK((results == "pass" || results == "pass pass"));
      }
    }
  }
}
