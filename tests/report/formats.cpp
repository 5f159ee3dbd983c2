// SPDX-License-Identifier: Apache-2.0
// The short formats: what they say, how they escape, and how several messages make one document.
#include "report/formats.hpp"

#include <algorithm>

#include "report/document.hpp"
#include "report/fixture.hpp"
#include "report/markdown_text.hpp"
#include "report/markup.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using fixture::Fixture;

namespace {

const findings::Rule rule{.id = "SES001",
                          .slug = "default-mail-from",
                          .severity = findings::Severity::Warning,
                          .title = "SPF is not aligned",
                          .why = "SES used its own.",
                          .explanation = "A longer story.",
                          .fix = "Give SES a domain",
                          .references = {"RFC 7208"},
                          .find = nullptr};

findings::Finding finding(findings::Severity severity, std::string caused_by = "") {
  findings::Finding made{
      .rule = &rule, .severity = severity, .title = "SPF is not aligned", .why = "SES used its own."};
  made.evidence.items = {{.kind = findings::EvidenceKind::Header, .name = "Return-Path", .value = "<x@y>", .line = 6}};
  made.fix.summary = "Give SES a domain";
  made.fix.steps = {{.text = "Add this record:",
                     .records = {{.name = fixture::name("mail.example.com"), .data = dns::Txt{{"v=spf1 ~all"}}}}}};
  made.caused_by = std::move(caused_by);
  return made;
}

Fixture with(std::vector<findings::Finding> found) {
  Fixture fixture;
  fixture.findings.next = found.empty() ? std::nullopt : std::optional<std::size_t>(0);
  fixture.findings.all = std::move(found);
  return fixture;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string lines_with(const std::string& text, std::string_view start) {
  std::string found;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (text.substr(begin, end - begin).starts_with(start)) found += text.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return found;
}

}  // namespace

TEST_CASE("a cell that a spreadsheet would run is made text, and cells are quoted", "[report]") {
  struct Case {
    std::string source;
    std::string cell;
  };
  const auto c = GENERATE(values<Case>({
      {"m.eml", "m.eml"},
      {"-", "-"},  // standard input: nothing behind the sign that could be run
      {"=1+1", "\"'=1+1\""},
      {"+1", "\"'+1\""},
      {"-2", "\"'-2\""},
      {"@SUM(A1)", "\"'@SUM(A1)\""},
      {" =1", "\"' =1\""},  // some readers trim first
      {"\xEF\xBC\x9D"
       "1",
       "\"'\xEF\xBC\x9D"
       "1\""},  // U+FF1D, the wide form
      {"a\"b", "\"a\"\"b\""},
      {"a,b", "\"a,b\""},
      {"a\nb", "a\\x0Ab"},  // no line of its own
      {"\t=1", "\\x09=1"},  // the tab is visible, so nothing begins with "="
  }));
  Fixture fixture;
  fixture.input.source = c.source;
  const std::string text = report::render_csv(fixture.subject(), {});
  CHECK(text.starts_with(c.cell + ",0,"));
  CHECK(text.ends_with("\r\n"));
  CHECK(std::count(text.begin(), text.end(), '\n') == 1);
}

TEST_CASE("the header line of a CSV stands once, also above no row at all", "[report]") {
  const report::Format& csv = *report::find_format("csv");
  const Fixture fixture;
  const auto document = csv.open({});
  const std::string part = csv.render(fixture.subject(), {});
  const std::string first = document->add(part);
  CHECK(first.starts_with("source,index,id,"));
  CHECK(document->add(part) == part);
  CHECK(document->finish().empty());
  CHECK(csv.open({})->finish() + part == first);
}

TEST_CASE("a framed document has something between its parts and a frame without them", "[report]") {
  const auto whole = [](const std::vector<std::string>& parts) {
    report::Framed document("[", ",", "]");
    std::string text;
    for (const std::string& part : parts) text += document.add(part);
    return text + document.finish();
  };
  CHECK(whole({"1", "", "2"}) == "[1,2]");
  CHECK(whole({"", "1"}) == "[1]");
  CHECK(whole({}) == "[]");
}

TEST_CASE("an annotation names file and line, and is one line", "[report]") {
  Fixture fixture = with({finding(findings::Severity::Error), finding(findings::Severity::Info),
                          finding(findings::Severity::Warning, "SES009")});
  fixture.input.source = "mails/a,b:c%.eml";
  const std::string text = fixture.render("github");
  CHECK(lines_with(text, "::error") ==
        "::error file=mails/a%2Cb%3Ac%25.eml,line=6,title=SES001 SPF is not aligned::SES used its own.%0AWhat to do: "
        "Give SES a domain%0Amail.example.com. 300 IN TXT \"v=spf1 ~all\"\n");
  CHECK(lines_with(text, "::notice").find("DMARC passes, on one leg only") != std::string::npos);
  CHECK(lines_with(text, "::warning").empty());  // a consequence goes with its cause
  CHECK(lines_with(text, "::") == text);
}

TEST_CASE("text of a message cannot begin a workflow command", "[report]") {
  findings::Finding made = finding(findings::Severity::Error);
  made.why = "\n::set-env name=PATH::/tmp\r\n::error::x";
  const std::string text = with({made}).render("github");
  INFO(text);
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
  CHECK_FALSE(has(text, "\n::set-env"));
  CHECK(has(text, "\\x0A::set-env"));
}

TEST_CASE("JUnit counts what fails, what is undecided and what follows from something else", "[report]") {
  struct Case {
    dmarc::Outcome outcome;
    std::string counts;
  };
  const auto c = GENERATE(values<Case>({
      {dmarc::Outcome::Pass, R"(tests="4" failures="1" errors="0" skipped="1")"},
      {dmarc::Outcome::Fail, R"(tests="4" failures="2" errors="0" skipped="1")"},
      {dmarc::Outcome::PermError, R"(tests="4" failures="2" errors="0" skipped="1")"},
      {dmarc::Outcome::TempError, R"(tests="4" failures="1" errors="1" skipped="1")"},
      {dmarc::Outcome::Unknown, R"(tests="4" failures="1" errors="1" skipped="1")"},
      {dmarc::Outcome::None, R"(tests="4" failures="1" errors="0" skipped="2")"},
  }));
  Fixture fixture = with({finding(findings::Severity::Error), finding(findings::Severity::Warning),
                          finding(findings::Severity::Error, "SES009")});
  fixture.analysis.dmarc.outcome = c.outcome;
  const std::string text = fixture.render("junit");
  INFO(text);
  CHECK(has(text, c.counts));
  CHECK(has(text, "<skipped message=\"follows from SES009\"/>"));
  CHECK(has(text, "<system-out>warning: SPF is not aligned."));
}

TEST_CASE("metrics of the same labels are added up, and strangers cannot make them grow", "[report]") {
  const report::Format& format = *report::find_format("prometheus");
  const auto document = format.open({});
  const Fixture fixture = with({finding(findings::Severity::Warning), finding(findings::Severity::Error, "SES009")});
  for (int i = 0; i < 3; ++i) CHECK(document->add(format.render(fixture.subject(), {})).empty());
  for (int i = 0; i < 500; ++i) {
    Fixture other;
    other.analysis.author = fixture::name("d" + std::to_string(i) + ".example");
    document->add(format.render(other.subject(), {}));
  }
  const std::string text = document->finish();
  CHECK(has(text, "\nalignmail_messages{domain=\"example.com\",dmarc=\"pass\"} 3\n"));
  CHECK(has(text, "\nalignmail_legs{domain=\"example.com\",leg=\"dkim\"} 3\n"));
  CHECK(has(text, "\nalignmail_findings{domain=\"example.com\",id=\"SES001\",severity=\"warning\"} 3\n"));
  CHECK(has(text, "\nalignmail_messages{domain=\"(other)\",dmarc=\"pass\"} 301\n"));
  CHECK_FALSE(has(text, "severity=\"error\""));
}

TEST_CASE("a domain with a quote in it stays inside its label", "[report]") {
  const report::Format& format = *report::find_format("prometheus");
  Fixture fixture;
  fixture.analysis.author = fixture::name("a\",dmarc=\"pass\\\".example");
  const std::string text = fixture.render("prometheus");
  INFO(text);
  CHECK(has(text, R"({domain="a\",dmarc=\"pass)"));
  CHECK(has(text, ",dmarc=\"pass\"} 1\n"));
  CHECK(format.name == "prometheus");
}

TEST_CASE("words that Markdown would act on become code, others stay", "[report]") {
  struct Case {
    std::string text;
    std::string markdown;
  };
  const auto c = GENERATE(values<Case>({
      {"SPF is fine (mostly).", "SPF is fine (mostly)."},
      {"see _dmarc.example.com.", "see `_dmarc.example.com`."},
      {"[x](javascript:alert(1))", "`[x](javascript:alert(1`))"},
      {"@everyone and #1", "`@everyone` and `#1`"},
      {"https://example.com/ www.example.com", "`https://example.com/` `www.example.com`"},
      {"<script>alert(1)</script>", "`<script>alert(1)</script>`"},
      {"a|b", "`a|b`"},
      {"`a` ``", "`` `a` `` ``` `` ```"},  // the fence is longer than what it holds
      {"# heading", "`#` heading"},
      {"- item", "`-` item"},
      {"one\n# two", "`one\\x0A#` two"},  // no line of its own
      {"", ""},
  }));
  CHECK(report::markdown::prose(c.text) == c.markdown);
}

TEST_CASE("a code span in a table cannot end its cell, and no line ends a block", "[report]") {
  CHECK(report::markdown::code("a|b", true) == "`a\\|b`");
  CHECK(report::markdown::code("a|b") == "`a|b`");
  CHECK(report::markdown::block({"```", "rm -rf"}, "sh") == "````sh\n```\nrm -rf\n````\n");
}

TEST_CASE("markup takes constants and escaped text only", "[report]") {
  report::Markup markup;
  markup.put("<p").attribute("title", "\"><script>'&").put(">").text("<b>\x1b&amp;").put("</p>");
  CHECK(markup.string() == "<p title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\">&lt;b&gt;\\x1B&amp;amp;</p>");
}

TEST_CASE("a ticket says the verdict, why, and what to do", "[report]") {
  const std::string text = with({finding(findings::Severity::Warning)}).render("markdown");
  INFO(text);
  CHECK(text.starts_with("## DMARC passes, on one leg only\n\n"));
  CHECK(has(text, "| DKIM | `-` | pass | `example.com` | **yes** | yes |\n"));
  CHECK(has(text, "### Do this next: Give SES a domain\n\n1. Add this record:\n\n```\nmail.example.com. 300 IN TXT "));
}

TEST_CASE("every format has a name and a renderer of its own", "[report]") {
  for (const report::Format& format : report::formats()) {
    INFO(format.name);
    CHECK(report::find_format(format.name) == &format);
    CHECK_FALSE(Fixture().render(format.name).empty());
  }
}
