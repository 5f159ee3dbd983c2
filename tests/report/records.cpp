// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "alignmail/report.hpp"
#include "report/record_value.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using findings::Operation;
using findings::RecordChange;
using report::RecordForm;

namespace {

dns::Domain name(std::string_view text) { return *dns::Domain::parse(text); }

RecordChange mx(std::string_view owner, std::uint16_t preference, std::string_view host) {
  return {.name = name(owner), .type = dns::Type::MX, .data = dns::Mx{preference, name(host)}};
}
RecordChange txt(std::string_view owner, std::vector<std::string> strings) {
  return {.name = name(owner), .type = dns::Type::TXT, .data = dns::Txt{std::move(strings)}};
}
RecordChange cname(std::string_view owner, std::string_view target) {
  return {.name = name(owner), .type = dns::Type::CNAME, .data = name(target)};
}

std::vector<RecordChange> mail_from() {
  return {mx("mail.example.com", 10, "feedback-smtp.us-east-1.amazonses.com"),
          txt("mail.example.com", {"v=spf1 include:amazonses.com ~all"})};
}

}  // namespace

TEST_CASE("a record is one unbroken line of a master file at column 0", "[report]") {
  struct Case {
    RecordChange record;
    std::string line;
  };
  const auto c = GENERATE(values<Case>({
      {mx("mail.example.com", 10, "feedback-smtp.us-east-1.amazonses.com"),
       "mail.example.com. 300 IN MX 10 feedback-smtp.us-east-1.amazonses.com.\n"},
      {txt("mail.example.com", {"v=spf1 ~all"}), "mail.example.com. 300 IN TXT \"v=spf1 ~all\"\n"},
      {cname("t._domainkey.example.com", "t.dkim.amazonses.com"),
       "t._domainkey.example.com. 300 IN CNAME t.dkim.amazonses.com.\n"},
      // quotes and backslashes would end the string early
      {txt("example.com", {"a\"b\\c"}), "example.com. 300 IN TXT \"a\\\"b\\\\c\"\n"},
      // nothing from a record reaches the terminal as it is
      {txt("example.com", {"a\x1b[31m\n"}), "example.com. 300 IN TXT \"a\\027[31m\\010\"\n"},
      {txt("example.com", {std::string(255, 'x')}), "example.com. 300 IN TXT \"" + std::string(255, 'x') + "\"\n"},
      // RFC 1035 section 3.3: a string holds 255 octets
      {txt("example.com", {std::string(300, 'x')}),
       "example.com. 300 IN TXT \"" + std::string(255, 'x') + "\" \"" + std::string(45, 'x') + "\"\n"},
      {txt("example.com", {"one", "two"}), "example.com. 300 IN TXT \"one\" \"two\"\n"},
      {txt("example.com", {}), "example.com. 300 IN TXT \"\"\n"},
  }));
  CHECK(report::render_records(std::vector{c.record}, RecordForm::Bind) == c.line);
}

TEST_CASE("types stand in one column", "[report]") {
  CHECK(report::render_records(mail_from(), RecordForm::Bind) ==
        "mail.example.com. 300 IN MX  10 feedback-smtp.us-east-1.amazonses.com.\n"
        "mail.example.com. 300 IN TXT \"v=spf1 include:amazonses.com ~all\"\n");
}

TEST_CASE("a deletion is never a line that would add the record", "[report]") {
  RecordChange change = txt("example.com", {});
  change.operation = Operation::Delete;
  change.was = {"v=spf1 ?all", "other\nline"};
  const auto form = GENERATE(RecordForm::Bind, RecordForm::Panel, RecordForm::Cloudflare, RecordForm::Terraform);
  const std::string text = report::render_records(std::vector{change}, form);
  CHECK_THAT(text, Catch::Matchers::Contains("elete"));
  CHECK_THAT(text, Catch::Matchers::Contains("v=spf1 ?all"));
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
  CHECK(text.find("example.com. 300") == std::string::npos);
}

TEST_CASE("a panel gets the relative name, with the whole one beside it", "[report]") {
  CHECK(report::render_records(mail_from(), RecordForm::Panel) ==
        "Name      mail   (in full: mail.example.com)\n"
        "Type      MX\n"
        "Priority  10\n"
        "Value     feedback-smtp.us-east-1.amazonses.com\n"
        "TTL       300\n"
        "\n"
        "Name      mail   (in full: mail.example.com)\n"
        "Type      TXT\n"
        "Value     v=spf1 include:amazonses.com ~all\n"
        "TTL       300\n");
  // the zone itself
  CHECK_THAT(report::render_records(std::vector{txt("example.com", {"x"})}, RecordForm::Panel),
             Catch::Matchers::StartsWith("Name      @   (in full: example.com)\n"));
}

TEST_CASE("a change batch of Route 53 is JSON with one set for each name and type", "[report]") {
  auto records = mail_from();
  records.push_back(txt("mail.example.com", {"a\"b", std::string(256, 'y')}));
  const auto batch = nlohmann::json::parse(report::render_records(records, RecordForm::Route53));
  REQUIRE(batch["Changes"].size() == 2);
  const auto& set = batch["Changes"][1]["ResourceRecordSet"];
  CHECK(batch["Changes"][1]["Action"] == "CREATE");
  CHECK(set["Name"] == "mail.example.com.");
  CHECK(set["Type"] == "TXT");
  CHECK(set["TTL"] == 300);
  REQUIRE(set["ResourceRecords"].size() == 2);
  CHECK(set["ResourceRecords"][0]["Value"] == "\"v=spf1 include:amazonses.com ~all\"");
  CHECK(set["ResourceRecords"][1]["Value"] == "\"a\\\"b\" \"" + std::string(255, 'y') + "\" \"y\"");
}

TEST_CASE("Route 53 is told to create, replace or delete", "[report]") {
  struct Case {
    Operation operation;
    std::string action;
  };
  const auto c = GENERATE(values<Case>({
      {Operation::Add, "CREATE"},      // fails when there is a set already, rather than replacing it
      {Operation::Replace, "UPSERT"},  //
      {Operation::Rename, "CREATE"},   // the new name
      {Operation::Delete, "DELETE"},   //
  }));
  RecordChange change = txt("example.com", {"new"});
  change.operation = c.operation;
  change.was = {"old"};
  const auto batch = nlohmann::json::parse(report::render_records(std::vector{change}, RecordForm::Route53));
  CHECK(batch["Changes"][0]["Action"] == c.action);
  const bool deletes = c.operation == Operation::Delete;
  CHECK(batch["Changes"][0]["ResourceRecordSet"]["ResourceRecords"][0]["Value"] == (deletes ? "\"old\"" : "\"new\""));
}

TEST_CASE("Route 53 reads octets as octal, master files as decimal", "[report]") {
  CHECK(report::route53_value(dns::Txt{{"\x1b"}}) == "\"\\033\"");
  CHECK(report::master_value(dns::Txt{{"\x1b"}}) == "\"\\027\"");
}

TEST_CASE("a body for Cloudflare is one JSON object a line, never proxied", "[report]") {
  auto records = mail_from();
  records.push_back(cname("t._domainkey.example.com", "t.dkim.amazonses.com"));
  std::istringstream lines(report::render_records(records, RecordForm::Cloudflare));
  std::vector<nlohmann::json> bodies;
  for (std::string line; std::getline(lines, line);) bodies.push_back(nlohmann::json::parse(line));
  REQUIRE(bodies.size() == 3);
  CHECK(bodies[0] == nlohmann::json::parse(R"({"type": "MX", "name": "mail.example.com", "ttl": 300,
      "content": "feedback-smtp.us-east-1.amazonses.com", "priority": 10})"));
  CHECK(bodies[1]["content"] == "\"v=spf1 include:amazonses.com ~all\"");
  CHECK(bodies[2]["content"] == "t.dkim.amazonses.com");
  CHECK(bodies[2]["proxied"] == false);
}

TEST_CASE("Terraform gets a resource for each set, with nothing that HCL would interpret", "[report]") {
  CHECK(report::render_records(mail_from(), RecordForm::Terraform) ==
        "resource \"aws_route53_record\" \"mail_example_com_mx\" {\n"
        "  zone_id = var.zone_id\n"
        "  name    = \"mail.example.com\"\n"
        "  type    = \"MX\"\n"
        "  ttl     = 300\n"
        "  records = [\"10 feedback-smtp.us-east-1.amazonses.com.\"]\n"
        "}\n"
        "\n"
        "resource \"aws_route53_record\" \"mail_example_com_txt\" {\n"
        "  zone_id = var.zone_id\n"
        "  name    = \"mail.example.com\"\n"
        "  type    = \"TXT\"\n"
        "  ttl     = 300\n"
        "  records = [\"v=spf1 include:amazonses.com ~all\"]\n"
        "}\n");
  struct Case {
    std::vector<std::string> strings;
    std::string value;
  };
  const auto c = GENERATE(values<Case>({
      {{"%{i} ${x}"}, R"("%%{i} $${x}")"},  // SPF macros look like templates
      {{"one", "two"}, R"("one\"\"two")"},  // as the provider wants strings parted
      {{"a\" \"b"}, R"("a\\\" \\\"b")"},    // quotes of the value part nothing
  }));
  CHECK_THAT(
      report::render_records(std::vector{txt("1.example.com", c.strings)}, RecordForm::Terraform),
      Catch::Matchers::Contains("records = [" + c.value + "]") && Catch::Matchers::Contains("\"_1_example_com_txt\""));
}
