// SPDX-License-Identifier: Apache-2.0
#include "spf/edit.hpp"

#include "spf/record.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::spf;

namespace {

struct Merge {
  std::vector<std::string> records;
  std::string merged;
};

}  // namespace

TEST_CASE("records merge into one that permits what each of them permits", "[spf]") {
  const auto c = GENERATE(values<Merge>({
      {{"v=spf1 include:amazonses.com ~all", "v=spf1 include:_spf.example.net -all"},
       "v=spf1 include:amazonses.com include:_spf.example.net ~all"},
      {{"v=spf1 a mx -all", "v=spf1 +MX A:Example.com -all"}, "v=spf1 a mx a:example.com -all"},  // each once
      {{"v=spf1 a -all", "v=spf1 mx ?all", "v=spf1 ptr ~all"}, "v=spf1 a mx ptr ?all"},
      {{"v=spf1 a -all", "v=spf1 +all"}, "v=spf1 a +all"},
      {{"v=spf1 a", "v=spf1 mx -all"}, "v=spf1 a mx -all"},  // no "all" is no opinion
      {{"v=spf1 a", "v=spf1 mx"}, "v=spf1 a mx"},
      {{"v=spf1 a -all", "v=spf1 redirect=_spf.example.net"}, "v=spf1 a include:_spf.example.net -all"},
      {{"v=spf1 redirect=_spf.example.net", "V=SPF1 Redirect=_SPF.example.net"}, "v=spf1 redirect=_spf.example.net"},
      {{"v=spf1 redirect=x.example.net", "v=spf1 redirect=y.example.net"},
       "v=spf1 include:x.example.net include:y.example.net"},
      {{"v=spf1 a redirect=ignored.example.net -all", "v=spf1 mx -all"}, "v=spf1 a mx -all"},
      {{"v=spf1 exp=x.example.com -all", "v=spf1 a exp=y.example.com -all"}, "v=spf1 a -all exp=x.example.com"},
      {{"v=spf1 ip4:192.0.2.1 nonsense -all", "v=spf1 ip4:192.0.2.1/32 -all"}, "v=spf1 ip4:192.0.2.1 -all"},
      {{"v=spf1 -ip4:192.0.2.1 ~all", "v=spf1 ip4:192.0.2.1 ~all"}, "v=spf1 -ip4:192.0.2.1 ip4:192.0.2.1 ~all"},
      {{"some other text", "v=spf1 a -all"}, "v=spf1 a -all"},
  }));
  const std::string merged = merge_records(c.records);
  CHECK(merged == c.merged);
  CHECK(parse_record(merged).errors.empty());
}

TEST_CASE("an include goes in front of what ends the record", "[spf]") {
  const dns::Domain ses = *dns::Domain::parse("amazonses.com");
  const auto c = GENERATE(values<std::pair<std::string, std::string>>({
      {"v=spf1 a -all", "v=spf1 a include:amazonses.com -all"},
      {"v=spf1 -all", "v=spf1 include:amazonses.com -all"},
      {"v=spf1 a redirect=_spf.example.com", "v=spf1 a include:amazonses.com redirect=_spf.example.com"},
      {"v=spf1 a ~all exp=x.example.com", "v=spf1 a include:amazonses.com ~all exp=x.example.com"},
      {"v=spf1 redirect=x.example.com -all", "v=spf1 redirect=x.example.com include:amazonses.com -all"},
      {"v=spf1 a", "v=spf1 a include:amazonses.com"},
      {"v=spf1  ", "v=spf1 include:amazonses.com"},
      {"v=spf1 Include:AmazonSES.com -all", "v=spf1 Include:AmazonSES.com -all"},  // it is there
      {"v=spf1 -include:amazonses.com -all", "v=spf1 -include:amazonses.com include:amazonses.com -all"},
      // Behind "all" it is never reached.
      {"v=spf1 a -all include:amazonses.com", "v=spf1 a include:amazonses.com -all"},
      {"not a record", "not a record"},
  }));
  CHECK(with_include(c.first, ses) == c.second);
}

TEST_CASE("a term goes with one of the blanks around it", "[spf]") {
  CHECK(without_term("v=spf1 a mx -all", 7) == "v=spf1 mx -all");
  CHECK(without_term("v=spf1 a mx -all", 9) == "v=spf1 a -all");
  CHECK(without_term("v=spf1 a mx -all", 12) == "v=spf1 a mx");
  CHECK(without_term("v=spf1   a   mx", 9) == "v=spf1   mx");
  CHECK(without_term("v=spf1 a", 100) == "v=spf1 a");
  CHECK(without_term("v=spf1 a", 0) == "v=spf1 a");
}

TEST_CASE("an end is put in place of the one there is", "[spf]") {
  const auto c = GENERATE(values<std::pair<std::string, std::string>>({
      {"v=spf1 a ?all", "v=spf1 a ~all"},
      {"v=spf1 a +all mx", "v=spf1 a ~all mx"},  // what stands behind it never counted
      {"v=spf1 a", "v=spf1 a ~all"},
      {"v=spf1", "v=spf1 ~all"},
      {"v=spf1 a redirect=x.example.com", "v=spf1 a ~all"},
      {"v=spf1 all all", "v=spf1 ~all"},
      {"v=spf1 a ?all exp=x.example.com", "v=spf1 a ~all exp=x.example.com"},
      {"not a record", "not a record"},
  }));
  CHECK(with_ending(c.first, Qualifier::SoftFail) == c.second);
}

TEST_CASE("a mechanism goes in front of what ends the record, once", "[spf]") {
  CHECK(with_mechanism("v=spf1 a ~all", "ip4:192.0.2.1") == "v=spf1 a ip4:192.0.2.1 ~all");
  CHECK(with_mechanism("v=spf1 ip4:192.0.2.1/32 ~all", "ip4:192.0.2.1") == "v=spf1 ip4:192.0.2.1/32 ~all");
  CHECK(with_term("v=spf1 ptr -all", "mx", 7) == "v=spf1 mx ptr -all");
  CHECK(with_term("v=spf1 ", "mx", 0) == "v=spf1 mx");
}
