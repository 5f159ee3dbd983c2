// SPDX-License-Identifier: Apache-2.0
#include "dkim/key.hpp"

#include "base/base64.hpp"
#include "support/catch.hpp"
#include "support/signer.hpp"

using namespace alignmail;
using namespace alignmail::dkim;
using support::TestKey;

namespace {

std::optional<Reason> reason_of(const std::string& record) {
  const KeyRecord key = parse_key_record(record);
  if (!key.refusal) return std::nullopt;
  return key.refusal->reason;
}

Signature signature_by(const std::string& algorithm, const std::string& identity = "") {
  Signature signature;
  signature.algorithm = algorithm;
  signature.identity = identity;
  signature.domain_text = "example.com";
  signature.domain = *dns::Domain::parse("example.com");
  signature.key_name = *dns::Domain::parse("s1._domainkey.example.com");
  return signature;
}

const std::string p = support::public_key(TestKey::Rsa2048);

}  // namespace

TEST_CASE("key records are read as section 3.6.1 says", "[dkim]") {
  const auto [record, bits] = GENERATE(table<std::string, int>({
      {support::key_record(TestKey::Rsa2048), 2048},
      {support::key_record(TestKey::Rsa1024), 1024},
      {support::key_record(TestKey::Rsa512), 512},
      {support::key_record(TestKey::Ed25519), 256},
      {"p=" + p, 2048},  // v= and k= may be absent
      {"k=RSA; p=" + p, 2048},
      {"v=DKIM1; p=" + p + ";", 2048},  // one final semicolon
      {"v=DKIM1 ; k = rsa ; p = " + p, 2048},
      {"v=DKIM1; g=*; h=sha1:sha256; s=email; t=y; n=a note; unknown=1; p=" + p, 2048},
      {"v=DKIM1; p=" + support::bare_public_key(TestKey::Rsa2048), 2048},  // both forms are published
      {"v=DKIM1; p=" + p.substr(0, 50) + " " + p.substr(50), 2048},
      {"v=DKIM1; n=b\xC3\xBC"
       "cher; p=" +
           p,
       2048},
  }));
  CAPTURE(record);
  const KeyRecord key = parse_key_record(record);
  CHECK_FALSE(key.refusal);
  CHECK(key.key.bits == bits);
  CHECK(key.key.record == record);
}

TEST_CASE("flags are words of a list", "[dkim]") {
  CHECK(parse_key_record("t=y:s; p=" + p).key.testing);
  CHECK(parse_key_record("t= x : S ; p=" + p).key.strict_identity);
  CHECK_FALSE(parse_key_record("t=ys; p=" + p).key.testing);
}

TEST_CASE("a record that is not a usable key says why", "[dkim]") {
  const auto [record, reason] = GENERATE(table<std::string, Reason>({
      {"v=DKIM1; k=rsa; p=", Reason::KeyRevoked},
      {"p=", Reason::KeyRevoked},
      {"v=DKIM1; k=ed25519; p= ", Reason::KeyRevoked},
      {"", Reason::KeySyntax},
      {"v=DKIM1; k=rsa", Reason::KeySyntax},
      {"v=DKIM2; p=" + p, Reason::KeySyntax},
      {"v=dkim1; p=" + p, Reason::KeySyntax},                  // compared as a string
      {"k=rsa; v=DKIM1; p=" + p, Reason::KeySyntax},           // v= must be first
      {"v=DKIM1\\; k=rsa\\; p=" + p, Reason::KeySyntax},       // escapes that got published
      {"\"v=DKIM1; k=rsa; p=" + p + "\"", Reason::KeySyntax},  // and quotes
      {"v=DKIM1; p=" + p + "; p=" + p, Reason::KeySyntax},
      {"v=DKIM1; p=" + p + " v=DKIM1; p=" + p, Reason::KeySyntax},  // a record doubled onto itself
      {"v=DKIM1; p=" + p.substr(0, 255), Reason::KeySyntax},        // cut where one string ended
      {"v=DKIM1; p=" + p.substr(0, 256), Reason::KeySyntax},
      {"v=DKIM1; p=\"" + p + "\"", Reason::KeySyntax},
      {"v=DKIM1; p=token.dkim.amazonses.com", Reason::KeySyntax},
      {"v=DKIM1; k=rsa; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", Reason::KeySyntax},
      {"v=DKIM1; n=a\x01; p=" + p, Reason::KeySyntax},  // no VALCHAR (section 3.2)
      {"v=DKIM1; n=\xFC; p=" + p, Reason::KeySyntax},   // and no UTF-8 (RFC 8616)
      {"v=DKIM1; n=\x7F; p=", Reason::KeySyntax},
      {"v=DKIM1;\n p=" + p + "\nk=rsa", Reason::KeySyntax},  // a line end is no white space
      {"v=DKIM1; k=dsa; p=" + p, Reason::KeyOfOtherType},
      {"v=DKIM1; k=ed25519; p=" + p, Reason::KeyOfOtherType},
      {"v=DKIM1; p=" + std::string(4100, 'A'), Reason::KeyTooLarge},
  }));
  CAPTURE(record);
  CHECK(reason_of(record) == reason);
}

TEST_CASE("a key may be meant for something else than the signature", "[dkim]") {
  struct Case {
    std::string record;
    std::string algorithm;
    std::string identity;
    std::optional<Reason> reason;
  };
  const std::string ed25519 = support::public_key(TestKey::Ed25519);
  const auto c = GENERATE_COPY(values<Case>({
      {"p=" + p, "rsa-sha256", "", {}},
      {"h=sha256; p=" + p, "rsa-sha256", "", {}},
      {"h=sha1; p=" + p, "rsa-sha256", "", Reason::KeyOfOtherType},
      {"s=email; p=" + p, "rsa-sha256", "", {}},
      {"s=other:*; p=" + p, "rsa-sha256", "", {}},
      {"s=other; p=" + p, "rsa-sha256", "", Reason::KeyOfOtherType},
      {"p=" + p, "ed25519-sha256", "", Reason::KeyOfOtherType},
      {"k=ed25519; p=" + ed25519, "rsa-sha256", "", Reason::KeyOfOtherType},
      {"k=ed25519; p=" + ed25519, "ed25519-sha256", "", {}},
      {"t=s; p=" + p, "rsa-sha256", "", {}},  // the default of i= is d= itself
      {"t=s; p=" + p, "rsa-sha256", "a@EXAMPLE.com", {}},
      {"t=s; p=" + p, "rsa-sha256", "@sub.example.com", Reason::IdentityOutsideDomain},
      {"t=s; p=" + p, "rsa-sha256", "a=40example=2Ecom", {}},
      {"t=y; p=" + p, "rsa-sha256", "@sub.example.com", {}},
      {support::key_record(TestKey::Rsa1024), "rsa-sha256", "", {}},
      {support::key_record(TestKey::Rsa768), "rsa-sha256", "", Reason::KeyTooShort},
  }));
  CAPTURE(c.record, c.algorithm, c.identity);
  const auto refusal = why_unfit(parse_key_record(c.record), signature_by(c.algorithm, c.identity));
  CHECK((refusal ? std::optional(refusal->reason) : std::nullopt) == c.reason);
}

TEST_CASE("of several records the keys count, in an order that is not the answer's", "[dkim]") {
  dns::Answer answer{.status = dns::Status::Found};
  const std::string other = support::key_record(TestKey::OtherRsa2048);
  const std::string mine = support::key_record(TestKey::Rsa2048);
  const bool turned = GENERATE(false, true);
  std::vector<dns::RecordData> records = {dns::Txt{{mine.substr(0, 100), mine.substr(100)}}, dns::Txt{{"v=spf1 -all"}},
                                          dns::Txt{{other}}};
  if (turned) std::swap(records.front(), records.back());
  answer.records = std::move(records);
  const KeyLookup lookup = find_keys(signature_by("rsa-sha256"), answer);
  REQUIRE(lookup.candidates.size() == 2);
  const Key first = lookup.key_at(lookup.candidates[0]);
  CHECK(first.record == std::min(mine, other));
  CHECK(lookup.key_at(lookup.candidates[1]).record == std::max(mine, other));
  CHECK(first.records == 3);
  CHECK(first.rivals.size() == 2);
}

TEST_CASE("what DNS says besides a key becomes a reason", "[dkim]") {
  struct Case {
    dns::Status status;
    std::vector<dns::RecordData> records;
    Reason reason;
  };
  const auto c = GENERATE(values<Case>({
      {dns::Status::NxDomain, {}, Reason::KeyMissing},
      {dns::Status::NoData, {}, Reason::KeyMissing},
      {dns::Status::Found, {dns::Txt{{"v=spf1 -all"}}}, Reason::KeyMissing},  // another use of TXT
      {dns::Status::Found, {dns::Txt{{"token.dkim.amazonses.com"}}}, Reason::KeyMissing},
      {dns::Status::ServFail, {}, Reason::DnsFailure},
      {dns::Status::Timeout, {}, Reason::DnsFailure},
      {dns::Status::Refused, {}, Reason::DnsFailure},
      {dns::Status::Malformed, {}, Reason::DnsFailure},
      {dns::Status::NotRecorded, {}, Reason::NotAnswered},
      {dns::Status::NotAsked, {}, Reason::NotAnswered},
      {dns::Status::Offline, {}, Reason::NotAnswered},
      {dns::Status::Pending, {}, Reason::Pending},
  }));
  dns::Answer answer{.status = c.status, .records = c.records};
  const KeyLookup lookup = find_keys(signature_by("rsa-sha256"), answer);
  REQUIRE(lookup.refusal);
  CHECK(lookup.refusal->reason == c.reason);
}
