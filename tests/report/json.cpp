// SPDX-License-Identifier: Apache-2.0
#include "report/json.hpp"

#include "report/json_fixture.hpp"
#include "report/json_parts.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using fixture::name;
using Fixture = fixture::JsonFixture;
using fixture::Json;

TEST_CASE("the report says what was checked, key by key", "[report]") {
  const Json report = Fixture().report();
  struct Case {
    std::string path;
    Json value;
  };
  const auto c = GENERATE(values<Case>({
      {"/schema_version", "1.0"},
      {"/tool/name", "alignmail"},
      {"/input/source", "m.eml"},
      {"/input/origin", "file"},
      {"/input/kind", "message"},
      {"/input/body", "present"},
      {"/message/from", "orders@example.com"},
      {"/message/from_domain", "example.com"},
      {"/message/org_domain", "example.com"},
      {"/message/envelope_from", nullptr},
      {"/message/envelope_from_source", "none"},
      {"/message/message_id", "<1@example.com>"},
      {"/message/date", nullptr},
      {"/verdict/dmarc", "pass"},
      {"/verdict/disposition", "none"},
      {"/verdict/legs", Json::array({"dkim"})},
      {"/verdict/margin", 1},
      {"/verdict/worst_severity", "none"},
      {"/verdict/next_action", nullptr},
      {"/checks/spf/claimed", "absent"},
      {"/checks/spf/observed", "pass"},
      {"/checks/spf/domain", "amazonses.com"},
      {"/checks/spf/identity", "mailfrom"},
      {"/checks/spf/ip", "54.240.8.33"},
      {"/checks/spf/alignment/relaxed", "not_aligned"},
      {"/checks/spf/alignment/in_force", "relaxed"},
      {"/checks/spf/counts_for_dmarc", "no"},
      {"/checks/spf/explanation", nullptr},
      {"/checks/spf/helo", "not_checked"},
      {"/checks/dkim/0/observed", "pass"},
      {"/checks/dkim/0/selector", "s1"},
      {"/checks/dkim/0/key_bits", 2048},
      {"/checks/dkim/0/alignment/strict", "aligned"},
      {"/checks/dkim/0/counts_for_dmarc", "yes"},
      {"/checks/dkim/0/diagnosis", nullptr},
      {"/checks/dmarc/observed", "pass"},
      {"/checks/dmarc/record_domain", "example.com"},
      {"/checks/dmarc/p", "quarantine"},
      {"/checks/dmarc/aspf", "r"},
      {"/checks/dmarc/test_mode", "no"},
      {"/checks/dmarc/policy_tag", "p"},
      {"/checks/dmarc/walk/0/name", "_dmarc.example.com"},
      {"/checks/dmarc/under_rfc7489/standard", "rfc7489"},
      {"/checks/arc/observed", "none"},
      {"/ses/expected", nullptr},  // nothing was given, nothing could be inferred
      {"/findings", Json::array()},
      {"/errors", Json::array()},
  }));
  CAPTURE(c.path);
  CHECK(report.at(Json::json_pointer(c.path)) == c.value);
}

TEST_CASE("what is not known is a word of its own", "[report]") {
  Fixture fixture;
  SECTION("SPF without a client address is not checked") {
    fixture.analysis.spf.ip.reset();
    CHECK(fixture.report()["checks"]["spf"]["observed"] == "not_checked");
  }
  SECTION("SPF whose answers were never there is not checked") {
    fixture.analysis.spf.reason = GENERATE(spf::Reason::NotAnswered, spf::Reason::Pending);
    CHECK(fixture.report()["checks"]["spf"]["observed"] == "not_checked");
  }
  SECTION("DMARC unknown is unknown in the verdict and not checked among the checks") {
    fixture.analysis.dmarc.outcome = dmarc::Outcome::Unknown;
    fixture.analysis.dmarc.disposition.reset();
    const Json report = fixture.report();
    CHECK(report["verdict"]["dmarc"] == "unknown");
    CHECK(report["verdict"]["disposition"] == "unknown");
    CHECK(report["checks"]["dmarc"]["observed"] == "not_checked");
  }
  SECTION("without an author nothing can be aligned") {
    fixture.analysis.author.reset();
    fixture.analysis.dmarc = {.outcome = dmarc::Outcome::PermError};
    const Json report = fixture.report();
    CHECK(report["checks"]["spf"]["alignment"]["relaxed"] == "not_applicable");
    CHECK(report["checks"]["dkim"][0]["counts_for_dmarc"] == "no");
    CHECK(report["checks"]["dmarc"]["record"].is_null());
    CHECK(report["checks"]["dmarc"]["aspf"].is_null());
  }
  SECTION("a null reverse-path is <>, which is not the same as none") {
    fixture.analysis.trust.envelope.mail_from = {.is_null = true, .is_valid = true};
    fixture.analysis.trust.envelope.mail_from_source = trust::EnvelopeSource::ReturnPath;
    CHECK(fixture.report()["message"]["envelope_from"] == "<>");
  }
}

TEST_CASE("whether an identifier counts is unknown only when that is still open", "[report]") {
  using dmarc::Authenticated;
  using dmarc::Mode;
  using dmarc::Relation;
  struct Case {
    Authenticated authenticated;
    Relation relation;
    Mode mode;
    std::string counts, relaxed, strict;
  };
  const auto c = GENERATE(values<Case>({
      {Authenticated::Unknown, Relation::None, Mode::Relaxed, "no", "not_aligned", "not_aligned"},
      {Authenticated::Unknown, Relation::Exact, Mode::Relaxed, "unknown", "aligned", "aligned"},
      {Authenticated::No, Relation::Exact, Mode::Relaxed, "no", "aligned", "aligned"},
      {Authenticated::Yes, Relation::Unknown, Mode::Relaxed, "unknown", "unknown", "not_aligned"},
      {Authenticated::No, Relation::Unknown, Mode::Relaxed, "no", "unknown", "not_aligned"},
      // strict alignment needs no organizational domain
      {Authenticated::Yes, Relation::Unknown, Mode::Strict, "no", "unknown", "not_aligned"},
      {Authenticated::Unknown, Relation::SameOrganization, Mode::Strict, "no", "aligned", "not_aligned"},
  }));
  Fixture fixture;
  dmarc::Alignment& row = fixture.dkim_row();
  row.counts = false;
  row.identifier.authenticated = c.authenticated;
  row.relation = c.relation;
  row.in_force = c.mode;
  row.aligned_relaxed = c.relation == Relation::Exact || c.relation == Relation::SameOrganization;
  row.aligned_strict = c.relation == Relation::Exact;
  const Json check = fixture.report()["checks"]["dkim"][0];
  CHECK(check["counts_for_dmarc"] == c.counts);
  CHECK(check["alignment"]["relaxed"] == c.relaxed);
  CHECK(check["alignment"]["strict"] == c.strict);
}

TEST_CASE("a receiver's word becomes the nearest one of RFC 8601", "[report]") {
  struct Case {
    std::string written, word;
  };
  const auto c = GENERATE(values<Case>({
      {"pass", "pass"},
      {"softfail", "softfail"},
      {"permerror", "permerror"},
      {"hardfail", "fail"},
      {"bestguesspass", "none"},  // no record was there to pass under
      {"timeout", "temperror"},
      {"absent", "absent"},
      {"something-new", "absent"},
      {"", "absent"},
  }));
  const message::MethodResult claim{.method = "spf", .result = c.written};
  CHECK(report::json::claimed_word(&claim) == c.word);
  CHECK(report::json::claimed_word(nullptr) == "absent");
}

TEST_CASE("a result about HELO is no claim about MAIL FROM", "[report]") {
  Fixture fixture;
  const auto reported = [](std::string result, std::string property) {
    trust::Reported field{.trust = trust::Trust::Trusted};
    field.results = {
        {.method = "spf", .result = std::move(result), .properties = {{"smtp", std::move(property), "x"}}}};
    return field;
  };
  fixture.analysis.trust.reported = {reported("fail", "helo"), reported("pass", "mailfrom")};
  CHECK(fixture.report()["checks"]["spf"]["claimed"] == "pass");
  fixture.analysis.trust.reported = {reported("fail", "helo")};
  CHECK(fixture.report()["checks"]["spf"]["claimed"] == "absent");
}

TEST_CASE("no octet of a message reaches a reader unescaped", "[report]") {
  const auto text = GENERATE(values<std::string>({
      "\xff\xfe invalid",  // not UTF-8
      "\x1b[31mred",       // a terminal's colours
      "\xe2\x80\xae"
      "gro.example",                // a bidirectional override
      std::string("nul\0here", 8),  //
      "\"},{\"findings\":[]",       // JSON of its own
  }));
  Fixture fixture("From: a@example.com\r\nMessage-ID: " + text + "\r\nSubject: " + text + "\r\n\r\n");
  fixture.analysis.trust.envelope.helo = text;
  fixture.analysis.spf.detail = text;
  dmarc::Discovery discovery = *fixture.analysis.dmarc.discovery;
  discovery.record->text = text;
  fixture.analysis.dmarc.discovery = std::make_shared<const dmarc::Discovery>(std::move(discovery));
  fixture.facts.put({name("example.com"), dns::Type::TXT},
                    {.status = dns::Status::Found, .records = {dns::Txt{{text}}}, .server = text});
  const report::Subject subject{fixture.input, fixture.analysis, fixture.findings, fixture.facts, fixture.options};
  const std::string line = report::render_ndjson(subject, {});
  CHECK(Json::accept(line));
  CHECK(std::count(line.begin(), line.end(), '\n') == 1);
  CHECK(line.find('\x1b') == std::string::npos);
  CHECK(line.find('\0') == std::string::npos);
  CHECK(line.find("\xe2\x80\xae") == std::string::npos);
  CHECK(line.find("\xff") == std::string::npos);
}

TEST_CASE("a property that stands twice has its first value, and stays a string", "[report]") {
  Fixture fixture;
  trust::Reported field{.trust = trust::Trust::Untrusted, .why = "another host's"};
  field.results = {{.method = "dkim",
                    .result = "pass",
                    .properties = {{"header", "d", "example.com"}, {"header", "d", "example.net"}, {"", "x", "1"}}}};
  fixture.analysis.trust.reported = {field};
  const Json result = fixture.report()["reported"][0]["results"][0];
  CHECK(result["properties"] == Json::parse(R"({"header.d": "example.com", "x": "1"})"));
  CHECK(result["reason"].is_null());
}

TEST_CASE("what SPF looked at is told as a tree", "[report]") {
  Fixture fixture;
  const auto inner = std::make_shared<spf::Evaluated>(spf::Evaluated{.domain = name("amazonses.com"),
                                                                     .record = "v=spf1 -all",
                                                                     .status = spf::Status::Fail,
                                                                     .terms = {{.text = "-all"}}});
  fixture.analysis.spf.tree = std::make_shared<spf::Evaluated>(spf::Evaluated{
      .domain = name("mail.example.com"),
      .record = "v=spf1 include:amazonses.com ?foo",
      .terms = {{.text = "include:amazonses.com", .target = "amazonses.com", .lookups_so_far = 1, .inner = inner}},
      .errors = {{.offset = 29, .term = "?foo", .expected = "a mechanism"}}});
  const Json tree = fixture.report()["checks"]["spf"]["tree"];
  REQUIRE(tree.size() == 1);
  CHECK(tree[0]["terms"][0]["inner"]["domain"] == "amazonses.com");
  CHECK(tree[0]["terms"][0]["lookups"] == 1);
  CHECK(tree[0]["errors"][0]["offset"] == 29);
}

TEST_CASE("the expected set-up says of each key where it comes from", "[report]") {
  Fixture fixture;
  fixture.analysis.setup.region = {"us-east-1", ses::Origin::Given};
  fixture.analysis.setup.domain = {name("example.com"), ses::Origin::Inferred};
  fixture.analysis.checklist = {
      {.id = "dkim1", .name = "t._domainkey.example.com", .type = "CNAME", .status = ses::RowStatus::Misplaced}};
  const Json ses = fixture.report()["ses"];
  CHECK(ses["expected"]["region"] == Json::parse(R"({"value": "us-east-1", "origin": "given"})"));
  CHECK(ses["expected"]["domain"]["origin"] == "inferred");
  CHECK(ses["expected"]["mail_from"]["value"].is_null());
  CHECK(ses["checklist"][0]["status"] == "misplaced");
}

TEST_CASE("a ceiling that was reached is among the errors", "[report]") {
  Fixture fixture;
  fixture.analysis.limits = {"150 DNS questions"};
  CHECK(fixture.report()["errors"][0]["code"] == "limit_reached");
}

TEST_CASE("what its finding names beside that is among the errors too, each once", "[report]") {
  const auto [severity, count] = GENERATE(table<findings::Severity, std::size_t>({
      {findings::Severity::Warning, 2}, {findings::Severity::Info, 1},  // a search that was cut short is no error
  }));
  Fixture fixture;
  fixture.analysis.limits = {"150 DNS questions"};
  findings::Finding finding{.rule = findings::find_rule("LIMIT001"), .severity = severity};
  finding.evidence.items = {{.value = "150 DNS questions"}, {.value = "results after the first 100"}};
  fixture.findings.all = {finding};
  CHECK(fixture.report()["errors"].size() == count);
}

TEST_CASE("the hash is that of the octets that were given, and of a part there is none", "[report]") {
  // printf 'From: a@example.com\r\n\r\nHi\r\n' | sha256sum
  const std::string text = "From: a@example.com\r\n\r\nHi\r\n";
  Fixture fixture(text);
  CHECK(fixture.report()["input"]["sha256"] == "044d26a43a363c2f6d5701b4fae83b34b385ead45c4be55b91197010ff75910b");
  message::Message cut = *message::parse(text, message::Reading::Message);
  cut.mark_truncated();
  fixture.analysis.message = std::make_shared<const message::Message>(cut);
  CHECK_FALSE(fixture.report()["input"].contains("sha256"));
}

TEST_CASE("of a repaired paste the hash is that of the paste", "[report]") {
  // printf '> From: a@example.com\n> Subject: s\n' | sha256sum
  Fixture fixture;
  fixture.analysis.message = std::make_shared<const message::Message>(
      *message::parse("> From: a@example.com\n> Subject: s\n", message::Reading::Headers));
  CHECK(fixture.analysis.message->is_rewritten());
  CHECK(fixture.report()["input"]["bytes"] == 35);
  CHECK(fixture.report()["input"]["sha256"] == "c8fee6b8729e5777fd478eecc8b7f5d4274f25d8ed106b9e1eee92cb6a96fe7e");
}

TEST_CASE("a finding says how sure it is", "[report]") {
  const auto [confidence, word] = GENERATE(table<findings::Confidence, std::string>({
      {findings::Confidence::Certain, "certain"},
      {findings::Confidence::Likely, "likely"},
      {findings::Confidence::Possible, "possible"},
  }));
  Fixture fixture;
  fixture.findings.all = {{.rule = findings::find_rule("SES001"), .confidence = confidence}};
  CHECK(fixture.report()["findings"][0]["confidence"] == word);
}
