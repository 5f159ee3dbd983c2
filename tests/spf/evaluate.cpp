// SPDX-License-Identifier: Apache-2.0
// What a verdict says beside its result: the tree, the path to the match, what is not known.
#include "alignmail/spf.hpp"
#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace alignmail;
using namespace alignmail::spf;

namespace {

Request request_for(std::string_view domain, std::string_view ip) {
  return {.ip = IpAddress::parse(ip),
          .domain = *dns::Domain::parse(domain),
          .sender = "user@" + std::string(domain),
          .helo = "helo.example.net"};
}

Verdict judge(std::string_view zone_text, std::string_view domain, std::string_view ip) {
  support::Zone zone(zone_text);
  return zone.settle([&](dns::Inquiry& inquiry) { return check_host(request_for(domain, ip), inquiry); });
}

// Answers with one status whatever is asked, but for the records of the domain.
Verdict judge_against(dns::Status status, std::string_view record) {
  dns::Facts facts;
  const dns::Domain domain = *dns::Domain::parse("example.com");
  facts.put({domain, dns::Type::TXT}, {.status = dns::Status::Found, .records = {dns::Txt{{std::string(record)}}}});
  while (true) {
    dns::Inquiry inquiry(facts);
    const Verdict verdict = check_host(request_for("example.com", "192.0.2.1"), inquiry);
    if (inquiry.wanted().empty()) return verdict;
    for (const auto& wanted : inquiry.wanted()) facts.put(wanted.question, {.status = status});
  }
}

}  // namespace

TEST_CASE("the tree holds every term with what was compared, and what was not reached", "[spf]") {
  const Verdict verdict = judge(R"(
    example.com. TXT "v=spf1 a mx include:inc.example.net include:far.example.net note=1 -all"
    example.com. A 198.51.100.1
    example.com. MX 10 mx.example.com.
    mx.example.com. A 198.51.100.2
    inc.example.net. CNAME real.example.net.
    real.example.net. TXT "v=spf1 ip4:203.0.113.0/24 ip4:192.0.2.0/24 -all"
    far.example.net. TXT "v=spf1 a:x.example.net a:y.example.net mx:z.example.net -all"
  )",
                                "example.com", "192.0.2.1");
  CHECK(verdict.status == Status::Pass);
  CHECK(verdict.reason == Reason::Matched);
  CHECK(verdict.record->starts_with("v=spf1 a mx"));
  REQUIRE(verdict.tree);
  const auto& terms = verdict.tree->terms;
  REQUIRE(terms.size() == 6);

  CHECK(terms[0].text == "a");
  CHECK(terms[0].offset == 7);
  CHECK(terms[0].target == "example.com");
  CHECK(terms[0].match == Match::NotMatched);
  CHECK(terms[0].lookups_so_far == 1);
  CHECK(terms[0].compared == std::vector<std::string>{"198.51.100.1"});
  CHECK(terms[1].compared == std::vector<std::string>{"mx.example.com 198.51.100.2"});
  CHECK(terms[1].lookups_so_far == 2);

  CHECK(terms[2].kind == Kind::Include);
  CHECK(terms[2].match == Match::Matched);
  CHECK(terms[2].lookups_so_far == 3);
  REQUIRE(terms[2].chain.size() == 1);
  CHECK(terms[2].chain.front().text() == "real.example.net");
  REQUIRE(terms[2].inner);
  CHECK(terms[2].inner->terms[0].match == Match::NotMatched);
  CHECK(terms[2].inner->terms[1].match == Match::Matched);
  CHECK(terms[2].inner->terms[1].target == "192.0.2.0/24");
  CHECK(terms[2].inner->terms[2].match == Match::NotReached);

  CHECK(terms[3].match == Match::NotReached);
  CHECK(terms[3].worst_case_lookups == 4);  // itself and three inside
  CHECK_FALSE(terms[3].inner);
  CHECK(terms[4].kind == Kind::UnknownModifier);
  CHECK(terms[5].match == Match::NotReached);
  CHECK(terms[5].qualifier == Qualifier::Fail);

  CHECK(verdict.lookups == 3);
  CHECK(verdict.worst_case_lookups == 7);
}

TEST_CASE("the path leads from the domain's own record to the term that matched", "[spf]") {
  const Verdict verdict = judge(R"(
    example.com. TXT "v=spf1 redirect=_spf.example.com"
    _spf.example.com. TXT "v=spf1 include:inc.example.net -all"
    inc.example.net. TXT "v=spf1 ip4:192.0.2.1 -all"
  )",
                                "example.com", "192.0.2.1");
  REQUIRE(verdict.path.size() == 3);
  CHECK(verdict.path[0].mechanism == "redirect=_spf.example.com");
  CHECK(verdict.path[1].domain.text() == "_spf.example.com");
  CHECK(verdict.path[2].mechanism == "ip4:192.0.2.1");
  CHECK(verdict.matched->domain.text() == "inc.example.net");
  CHECK(verdict.detail ==
        "\"ip4:192.0.2.1\" in the record of inc.example.net matches 192.0.2.1, reached through "
        "\"redirect=_spf.example.com\" of example.com");
}

TEST_CASE("a term in error says why, at every level", "[spf]") {
  const Verdict verdict = judge(R"(
    example.com. TXT "v=spf1 include:inc.example.net -all"
    inc.example.net. TXT "v=spf1 a:dead.example.net -all"
    ;! dead.example.net. A SERVFAIL
  )",
                                "example.com", "192.0.2.1");
  CHECK(verdict.status == Status::TempError);
  CHECK(verdict.reason == Reason::DnsFailure);
  CHECK(verdict.detail ==
        "\"a:dead.example.net\" in the record of inc.example.net: A of dead.example.net could not be looked up "
        "(servfail)");
  CHECK(verdict.tree->terms[0].match == Match::Error);
  CHECK_FALSE(verdict.tree->terms[0].note.empty());
  CHECK(verdict.tree->terms[0].inner->terms[0].match == Match::Error);
  CHECK(verdict.tree->terms[1].match == Match::NotReached);
}

TEST_CASE("several records are all shown, and none of them is the record", "[spf]") {
  const Verdict verdict = judge(R"(
    example.com. TXT "v=spf1 -all"
    example.com. TXT "v=spf1 +all"
    example.com. TXT "other"
  )",
                                "example.com", "192.0.2.1");
  CHECK(verdict.reason == Reason::SeveralRecords);
  CHECK_FALSE(verdict.record);
  CHECK(verdict.tree->rivals == std::vector<std::string>{"v=spf1 -all", "v=spf1 +all"});
}

TEST_CASE("a broken record is shown with its faults and without an evaluation", "[spf]") {
  const Verdict verdict = judge("example.com. TXT \"v=spf1 +all foo bar\"", "example.com", "192.0.2.1");
  CHECK(verdict.status == Status::PermError);
  CHECK(verdict.reason == Reason::Syntax);
  CHECK(verdict.record == "v=spf1 +all foo bar");
  CHECK(verdict.tree->errors.size() == 2);
  CHECK(verdict.tree->terms.empty());
}

TEST_CASE("there is no tree when there is no domain to look at", "[spf]") {
  const dns::Facts facts;
  dns::Inquiry inquiry(facts);
  Request request = request_for("localhost", "192.0.2.1");
  CHECK_FALSE(check_host(request, inquiry).tree);
  request.domain.reset();
  const Verdict verdict = check_host(request, inquiry);
  CHECK(verdict.status == Status::None);
  CHECK(verdict.reason == Reason::NoDomain);
  CHECK(inquiry.wanted().empty());
}

TEST_CASE("the identity that was checked is named", "[spf]") {
  const dns::Facts facts;
  dns::Inquiry inquiry(facts);
  Request request = request_for("example.com", "192.0.2.1");
  request.identity = Identity::Helo;
  CHECK(check_host(request, inquiry).identity == Identity::Helo);
}

TEST_CASE("an unknown client still shows the record with its terms", "[spf]") {
  support::Zone zone("example.com. TXT \"v=spf1 a include:x.example.net -all\"");
  Request request = request_for("example.com", "192.0.2.1");
  request.ip.reset();
  const Verdict verdict = zone.settle([&](dns::Inquiry& inquiry) { return check_host(request, inquiry); });
  CHECK(verdict.reason == Reason::NotAnswered);
  REQUIRE(verdict.tree->terms.size() == 3);
  CHECK(verdict.tree->terms[0].match == Match::NotReached);
  CHECK(verdict.worst_case_lookups == 2);
}

TEST_CASE("what nobody could answer is unknown, not a temporary failure", "[spf]") {
  struct Case {
    dns::Status status;
    std::string record;
    Status result;
    Reason reason;
  };
  const auto c = GENERATE(values<Case>({
      {dns::Status::Offline, "v=spf1 a -all", Status::None, Reason::NotAnswered},
      {dns::Status::NotRecorded, "v=spf1 mx -all", Status::None, Reason::NotAnswered},
      {dns::Status::NotAsked, "v=spf1 include:inc.example.net -all", Status::None, Reason::NotAnswered},
      {dns::Status::NotAsked, "v=spf1 redirect=inc.example.net", Status::None, Reason::NotAnswered},
      {dns::Status::NotAsked, "v=spf1 exists:x.example.net -all", Status::None, Reason::NotAnswered},
      {dns::Status::NotRecorded, "v=spf1 ptr -all", Status::None, Reason::NotAnswered},
      {dns::Status::NotRecorded, "v=spf1 exists:%{p}.example.net -all", Status::None, Reason::NotAnswered},
      {dns::Status::NotRecorded, "v=spf1 ip4:192.0.2.1 a -all", Status::Pass, Reason::Matched},  // not reached
      {dns::Status::NotRecorded, "v=spf1 -all exp=x.example.net", Status::Fail, Reason::Matched},
      {dns::Status::Timeout, "v=spf1 a -all", Status::TempError, Reason::DnsFailure},
      {dns::Status::Refused, "v=spf1 mx -all", Status::TempError, Reason::DnsFailure},
      {dns::Status::Malformed, "v=spf1 exists:x.example.net -all", Status::TempError, Reason::DnsFailure},
      {dns::Status::ServFail, "v=spf1 include:inc.example.net -all", Status::TempError, Reason::DnsFailure},
      {dns::Status::ServFail, "v=spf1 ptr -all", Status::Fail, Reason::Matched},  // 5.5
  }));
  INFO(c.record << " " << to_string(c.status));
  const Verdict verdict = judge_against(c.status, c.record);
  CHECK(verdict.status == c.result);
  CHECK(verdict.reason == c.reason);
}

TEST_CASE("a name that validates settles ptr although another one is not known", "[spf]") {
  dns::Facts facts;
  const auto domain = [](std::string_view text) { return *dns::Domain::parse(text); };
  facts.put({domain("example.com"), dns::Type::TXT},
            {.status = dns::Status::Found, .records = {dns::Txt{{"v=spf1 ptr -all"}}}});
  facts.put({domain("1.2.0.192.in-addr.arpa"), dns::Type::PTR},
            {.status = dns::Status::Found, .records = {domain("a.example.com"), domain("b.example.com")}});
  facts.put({domain("a.example.com"), dns::Type::A}, {.status = dns::Status::NotRecorded});
  facts.put({domain("b.example.com"), dns::Type::A},
            {.status = dns::Status::Found, .records = {*IpAddress::parse("192.0.2.1")}});
  dns::Inquiry inquiry(facts);
  CHECK(check_host(request_for("example.com", "192.0.2.1"), inquiry).status == Status::Pass);
}
