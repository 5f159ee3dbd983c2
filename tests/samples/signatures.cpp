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

const std::vector<Case> cases = {
    {"address-identity", "pass"},   // d=amazonses.com alone
    {"bare-lf-body", "fail fail"},  // two line ends changed
    {"body-changed", "fail fail"},  // one word changed
    {"dns-servfail", "pass pass"},  // the fault is at the MAIL FROM domain
    {"dns-timeout", "pass pass"},   // the fault is at the DMARC record
    {"forged-results", ""},         // not signed at all
    {"gmail-direct", "pass pass"},
    {"headers-only", "not_checked not_checked"},
    {"lf-only-file", "pass pass"},  // read as if every line ended with CRLF
    {"list-footer", "fail fail"},   // four lines were added
    {"mail-from-without-spf", "pass pass"},
    {"microsoft-no-authserv-id", "pass pass"},
    {"no-dmarc-record", "pass pass"},
    {"no-from", ""},
    {"no-trusted-results", "pass pass"},
    {"not-ses", "pass pass"},  // RSA and Ed25519
    {"receiver-disagrees", "pass pass"},
    {"ses-default-mail-from", "pass pass"},
    {"ses-doubled-cname", "permerror pass"},  // no key where receivers look
    {"ses-perfect", "pass pass"},
    {"ses-strict-spf", "pass pass"},
    {"ses-two-spf-records", "pass pass"},
    {"space-before-colon", "pass"},  // relaxed canonicalization takes the space away
    {"spf-missing", "pass"},
    {"spf-not-authorised", "pass pass"},
    {"split-header-receiver", "pass pass"},
    {"two-from-fields", "pass pass"},  // the lower From is the one that was signed
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
  for (const Case& c : cases) DYNAMIC_SECTION(c.sample) {
      CHECK(results_of(c.sample) == c.results);
    }
}

TEST_CASE("every sample has a row that says what its signatures come to", "[samples]") {
  std::vector<std::string> rows;
  for (const Case& c : cases) rows.push_back(c.sample);
  CHECK(rows == samples::names());
}
