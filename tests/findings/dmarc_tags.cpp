// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/dmarc_tags.hpp"
#include "findings/rules/dmarc_common.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail::findings;

TEST_CASE("a tag of a DMARC record is set in its place, added behind v=, or taken out", "[findings]") {
  struct Case {
    std::string record;
    std::string tag;
    std::string value;
    std::string mended;
  };
  const auto c = GENERATE(values<Case>({
      {"v=DMARC1; p=none; rua=mailto:a@example.com", "p", "reject", "v=DMARC1; p=reject; rua=mailto:a@example.com"},
      {"v=DMARC1;P = none ;;", "p", "reject", "v=DMARC1; p=reject"},
      {"v=DMARC1; p=none; sp=none", "sp", "reject", "v=DMARC1; p=none; sp=reject"},
      {"v=DMARC1; rua=mailto:a@example.com", "p", "reject", "v=DMARC1; p=reject; rua=mailto:a@example.com"},
      {"v=DMARC1; p=none; p=none", "p", "reject", "v=DMARC1; p=reject"},  // the second would be a fault
      {"v=DMARC1; p=reject; aspf=s; t=y", "aspf", "", "v=DMARC1; p=reject; t=y"},
      {"v=DMARC1; p=reject", "t", "", "v=DMARC1; p=reject"},
      {"v=DMARC1; p=reject; rua=mailto:a@example.com?p=none", "p", "none",
       "v=DMARC1; p=none; rua=mailto:a@example.com?p=none"},  // = in a value is no tag
      {"", "p", "none", "p=none"},
  }));
  INFO(c.record << " " << c.tag);
  CHECK(with_tag(c.record, c.tag, c.value) == c.mended);
}

namespace {

// A letter that fails under this record.
alignmail::Analysis judged(const std::string& record, alignmail::dmarc::Standard standard) {
  auto message = std::make_shared<const alignmail::message::Message>(support::parsed(support::letter()));
  alignmail::Judge judge(message, alignmail::Options{.standard = standard, .at = support::now, .now = support::now});
  support::Zone zone("_dmarc.example.com. TXT \"" + record + "\"\n");
  return zone.settle([&](alignmail::dns::Inquiry& inquiry) { return judge.judge(inquiry); });
}

}  // namespace

TEST_CASE("what pct asks for is told under RFC 7489, where it is heeded", "[findings]") {
  using alignmail::dmarc::Policy;
  using alignmail::dmarc::Standard;
  const auto [pct, standard, says, policy] = GENERATE(table<std::string, Standard, std::string, Policy>({
      {"0", Standard::Rfc7489, "the next weaker policy then applies to all mail that fails", Policy::Quarantine},
      {"1", Standard::Rfc7489, "it is drawn by lot", Policy::Reject},
      {"99", Standard::Rfc7489, "it is drawn by lot", Policy::Reject},
      {"100", Standard::Rfc7489, "", Policy::Reject},
      {"0", Standard::Rfc9989, "", Policy::Reject},
  }));
  CAPTURE(pct);
  const auto analysis = judged("v=DMARC1; p=reject; pct=" + pct, standard);
  CHECK(analysis.dmarc.disposition == policy);
  const auto found = obsolete_tag(analysis);
  REQUIRE(found.size() == 1);
  CHECK(found.front().why.empty() == says.empty());
  CHECK(found.front().why.find(says) != std::string::npos);
}

TEST_CASE("a record that asks for reports of failures alone is told apart from one that asks for none", "[findings]") {
  const auto [record, count, says_ruf] = GENERATE(table<std::string, std::size_t, bool>({
      {"v=DMARC1; p=none", 1, false},
      {"v=DMARC1; p=none; ruf=mailto:a@example.com", 1, true},
      {"v=DMARC1; p=none; rua=mailto:a@example.com", 0, false},
  }));
  const auto found = no_reports(judged(record, alignmail::dmarc::Standard::Rfc9989));
  REQUIRE(found.size() == count);
  if (count > 0) CHECK((found.front().why.find("has ruf and no rua") != std::string::npos) == says_ruf);
}

TEST_CASE("a record without p= is told from one that says p=none", "[findings]") {
  struct Case {
    std::string record;
    std::string mended;  // empty: it says p=none itself
  };
  const auto c = GENERATE(values<Case>({
      {"v=DMARC1; rua=mailto:a@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com"},
      {"v=DMARC1; sp=reject; rua=mailto:a@example.com", "v=DMARC1; p=none; sp=reject; rua=mailto:a@example.com"},
      {"v=DMARC1; p=none", ""},
  }));
  CAPTURE(c.record);
  const auto found = find_rule("DMARC004")->find(judged(c.record, alignmail::dmarc::Standard::Rfc9989));
  REQUIRE(found.size() == 1);
  CHECK((found.front().severity == Severity::Warning) != c.mended.empty());
  REQUIRE(found.front().fix.has_value() != c.mended.empty());
  if (c.mended.empty()) return;
  const RecordChange& change = found.front().fix->steps.front().records.front();
  CHECK(std::get<alignmail::dns::Txt>(change.data).joined() == c.mended);
}

TEST_CASE("of two records the one that asks for less is kept, and what comes into force is said", "[findings]") {
  struct Case {
    std::vector<std::string> records;
    std::string kept;
    std::string warns_of;  // empty: nothing is asked for
  };
  const auto c = GENERATE(values<Case>({
      {{"v=DMARC1; p=reject", "v=DMARC1; p=none"}, "v=DMARC1; p=none", ""},
      {{"v=DMARC1; p=none", "v=DMARC1; p=reject"}, "v=DMARC1; p=none", ""},
      {{"v=DMARC1; p=reject", "v=DMARC1; p=quarantine; pct=5"}, "v=DMARC1; p=quarantine; pct=5", "p=quarantine"},
      {{"v=DMARC1; p=reject; t=n", "v=DMARC1; p=reject"}, "v=DMARC1; p=reject; t=n", "p=reject"},
  }));
  CAPTURE(c.records);
  const Fix fix = keep_one_record({.name = *alignmail::dns::Domain::parse("_dmarc.example.com"), .records = c.records});
  const RecordChange& change = fix.steps.front().records.front();
  CHECK(std::get<alignmail::dns::Txt>(change.data).joined() == c.kept);
  CHECK(change.was.size() == c.records.size() - 1);
  CHECK((fix.note.find("takes effect") == std::string::npos) == c.warns_of.empty());
  CHECK(fix.note.find(c.warns_of) != std::string::npos);
}

TEST_CASE("a record is shown without what makes subdomains weaker, and nothing else of it goes", "[findings]") {
  const auto [record, mended] = GENERATE(table<std::string, std::string>({
      {"v=DMARC1; p=reject; sp=none; adkim=s", "v=DMARC1; p=reject; adkim=s"},
      {"v=DMARC1; p=reject; sp=none; np=quarantine", "v=DMARC1; p=reject"},
      {"v=DMARC1; p=quarantine; sp=reject; np=none", "v=DMARC1; p=quarantine; sp=reject"},
      {"v=DMARC1; p=none; sp=none", ""},
  }));
  CAPTURE(record);
  const auto found = weaker_subdomains(judged(record, alignmail::dmarc::Standard::Rfc9989));
  REQUIRE(found.empty() == mended.empty());
  if (mended.empty()) return;
  const RecordChange& change = found.front().fix->steps.front().records.front();
  CHECK(std::get<alignmail::dns::Txt>(change.data).joined() == mended);
}
