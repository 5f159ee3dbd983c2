// SPDX-License-Identifier: Apache-2.0
// The HTML report and its pictures. What a browser makes of them is tested in tests/browser.
#include <algorithm>

#include "report/fixture.hpp"
#include "report/formats.hpp"
#include "report/pictures.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using fixture::Fixture;
using fixture::name;
namespace svg = report::svg;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::vector<std::string> lines(std::string_view text, std::size_t columns) {
  std::vector<std::string> result;
  for (const report::Visible& each : svg::wrapped(text, columns)) result.push_back(each.string());
  return result;
}

std::string picture(const Analysis& analysis, report::Markup (*draw)(const Analysis&, int), int width = svg::wide) {
  return draw(analysis, width).string();
}

trust::Hop hop(std::string from, std::string by, std::optional<int> second) {
  trust::Hop made;
  made.received.from = std::move(from);
  made.received.by = std::move(by);
  if (second) made.received.date = std::chrono::sys_seconds(std::chrono::seconds(1'000'000 + *second));
  return made;
}

}  // namespace

TEST_CASE("a page runs nothing, loads nothing, and says the verdict first", "[report]") {
  const std::string page = Fixture().render("html");
  CHECK(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  CHECK(has(page, "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src 'none';"));
  CHECK_FALSE(has(page, "<script"));
  CHECK_FALSE(has(page, "http://"));
  CHECK_FALSE(has(page, "https://"));
  CHECK_FALSE(has(page, "url("));
  CHECK_FALSE(has(page, " src="));
  CHECK_FALSE(has(page, " id="));  // pictures stand twice on a page
  CHECK(page.find("<h1>DMARC passes, on one leg only</h1>") < page.find("<h2>"));
}

TEST_CASE("several messages make one page", "[report]") {
  const report::Format& html = *report::find_format("html");
  const Fixture fixture;
  const auto document = html.open({});
  std::string page = document->add(html.render(fixture.subject(), {}));
  page += document->add(html.render(fixture.subject(), {}));
  page += document->finish();
  CHECK(count(page, "<!DOCTYPE") == 1);
  CHECK(count(page, "<article") == 2);
  CHECK(count(page, "</html>") == 1);
}

TEST_CASE("markup in a message stays text wherever it stands", "[report]") {
  const std::string evil = "\"><script>alert(1)</script><!--";
  Fixture fixture("From: " + evil + " <x@example.com>\r\nTo: " + evil + "\r\nSubject: " + evil + "\r\n\r\nx\r\n");
  fixture.input.source = evil;
  fixture.analysis.trust.receiver = evil;
  fixture.analysis.spf.detail = evil;
  fixture.analysis.spf.record = evil;
  fixture.analysis.dkim.front().signature = dkim::Signature{.domain_text = evil, .selector_text = evil};
  fixture.analysis.dmarc.reason = evil;
  fixture.analysis.trust.hops = {hop(evil, evil, 1)};
  fixture.analysis.checklist = {
      {.id = "dkim1", .name = evil, .type = "CNAME", .expected = evil, .found = {evil}, .note = evil}};
  const std::string page = fixture.render("html");
  CHECK_FALSE(has(page, "<script"));
  CHECK_FALSE(has(page, "<!--"));
  CHECK(count(page, "&lt;script&gt;") > 12);
}

TEST_CASE("a subject is shown decoded, and what it hides is shown too", "[report]") {
  Fixture fixture("From: a@example.com\r\nSubject: =?utf-8?Q?ok=0D=0Anot=3Cb=3E?=\r\n\r\nx\r\n");
  CHECK(has(fixture.render("html"), "<dd>ok\\x0D\\x0Anot&lt;b&gt;</dd>"));
}

TEST_CASE("names break behind their joints, and nothing of them is lost", "[report]") {
  struct Case {
    std::string text;
    std::size_t columns;
    std::vector<std::string> lines;
  };
  const auto c = GENERATE(values<Case>({
      {"mail.example.com", 20, {"mail.example.com"}},
      {"mail.example.com", 12, {"mail.", "example.com"}},
      {"mail.example.com", 5, {"mail.", "examp", "le.", "com"}},  // no joint in reach
      {"a b c", 3, {"a ", "b c"}},
      {"", 5, {""}},
      {"\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", 4, {"\xE6\x97\xA5\xE6\x9C\xAC", "\xE8\xAA\x9E"}},  // two columns each
      {"ae\xCC\x81", 2, {"ae\xCC\x81"}},  // the accent stays with its letter
      {"\x1b[31m", 20, {"\\x1B[31m"}},
  }));
  CAPTURE(c.text, c.columns);
  CHECK(lines(c.text, c.columns) == c.lines);
}

TEST_CASE("the alignment picture tints the organization and draws how names are joined", "[report]") {
  Fixture fixture;
  fixture.dkim_row().identifier.domain = name("mail.example.com");
  fixture.dkim_row().relation = dmarc::Relation::SameOrganization;
  fixture.dkim_row().organizational_domain = name("example.com");
  fixture.spf_row().organizational_domain = name("amazonses.com");
  const int width = GENERATE(svg::wide, svg::narrow);
  const std::string drawn = picture(fixture.analysis, svg::alignment_picture, width);
  CHECK(has(drawn, "class=\"l dash good\""));
  CHECK(has(drawn, "class=\"org other\""));
  CHECK(has(drawn, ">mail.</text>"));
  CHECK(has(drawn, "class=\"m o\">example.com</text>"));
  CHECK(has(drawn, "DKIM: d= mail.example.com, pass, the same organization: counts."));
  CHECK(has(drawn, "SPF: Return-Path amazonses.com, pass, another organization: does not count."));
}

TEST_CASE("strict alignment shows that the same organization is not enough", "[report]") {
  Fixture fixture;
  fixture.dkim_row().relation = dmarc::Relation::SameOrganization;
  fixture.dkim_row().in_force = dmarc::Mode::Strict;
  fixture.dkim_row().aligned_strict = false;
  fixture.dkim_row().counts = false;
  CHECK(has(picture(fixture.analysis, svg::alignment_picture), "strict asks for the same name: does not count"));
}

TEST_CASE("without an author there is no alignment to draw", "[report]") {
  Fixture fixture;
  fixture.analysis.author.reset();
  CHECK(picture(fixture.analysis, svg::alignment_picture).empty());
  CHECK(has(fixture.render("html"), "<h2>Who is the author?</h2>"));
}

TEST_CASE("a DKIM chain goes on to the first broken link", "[report]") {
  struct Case {
    dkim::Reason reason;
    dkim::Status status;
    dkim::Check body;
    std::string told;
  };
  const auto c = GENERATE(values<Case>({
      {dkim::Reason::Verified, dkim::Status::Pass, dkim::Check::Match, "Body: as it was signed."},
      {dkim::Reason::KeyMissing, dkim::Status::PermError, dkim::Check::Match, "Key in DNS: no key there."},
      {dkim::Reason::KeyRevoked, dkim::Status::PermError, dkim::Check::Match, "Key: the key is revoked"},
      {dkim::Reason::BodyHashDiffers, dkim::Status::Fail, dkim::Check::Mismatch, "Body: changed after it was signed."},
  }));
  Fixture fixture;
  dkim::SignatureResult& result = fixture.analysis.dkim.front();
  result.reason = c.reason;
  result.status = c.status;
  result.body_hash = c.body;
  const std::string drawn = svg::dkim_picture(fixture.analysis, 0, svg::wide).string();
  INFO(drawn);
  CHECK(has(drawn, c.told));
  CHECK(has(drawn, "class=\"s bad\"") == (c.status != dkim::Status::Pass));
}

TEST_CASE("hops are drawn from the first to the last, and clocks that differ are hatched", "[report]") {
  Fixture fixture;
  // Top down, as they stand in the message: the last hop comes first.
  fixture.analysis.trust.hops = {hop("c.test", "d.test", 50), hop("b.test", "c.test", 60), hop("a.test", "b.test", 0),
                                 hop("", "a.test", std::nullopt)};
  const std::string drawn = picture(fixture.analysis, svg::timeline_picture);
  CHECK(has(drawn,
            "From (not said) to a.test: no date. From a.test to b.test: begins here. "
            "From b.test to c.test: 60 s. From c.test to d.test: -10 s (clocks differ)."));
  CHECK(count(drawn, "class=\"bar skew\"") == 1);
}

TEST_CASE("the SPF picture counts look-ups and tells terms without effect together", "[report]") {
  Fixture fixture;
  const auto inner = std::make_shared<spf::Evaluated>(spf::Evaluated{
      .domain = name("amazonses.com"),
      .terms = {
          {.text = "ip4:192.0.2.0/24", .kind = spf::Kind::Ip4, .match = spf::Match::NotMatched, .lookups_so_far = 1},
          {.text = "-all",
           .kind = spf::Kind::All,
           .qualifier = spf::Qualifier::Fail,
           .match = spf::Match::Matched,
           .lookups_so_far = 1}}});
  fixture.analysis.spf.tree =
      std::make_shared<spf::Evaluated>(spf::Evaluated{.domain = name("example.com"),
                                                      .terms = {{.text = "include:amazonses.com",
                                                                 .kind = spf::Kind::Include,
                                                                 .match = spf::Match::NotMatched,
                                                                 .lookups_so_far = 1,
                                                                 .inner = inner},
                                                                {.text = "-all",
                                                                 .kind = spf::Kind::All,
                                                                 .qualifier = spf::Qualifier::Fail,
                                                                 .match = spf::Match::Matched,
                                                                 .lookups_so_far = 1}}});
  fixture.analysis.spf.worst_case_lookups = 12;
  const std::string drawn = svg::spf_picture(fixture.analysis.spf, svg::wide).string();
  CHECK(has(drawn, ">ip4:192.0.2.0/24 -all</text>"));  // what the include came to, in one row
  CHECK(count(drawn, "class=\"s bad\"") == 1);         // the outer -all alone
  CHECK(count(drawn, "class=\"q used\"") == 1);
  CHECK(count(drawn, "class=\"q over\"") == 2);
  CHECK(has(drawn, "look-ups: 1 used, 12 in the worst case, 10 allowed"));
}

TEST_CASE("an SPF tree of any size stays a picture", "[report]") {
  spf::Evaluated record{.domain = name("example.com")};
  for (int i = 0; i < 5'000; ++i) record.terms.push_back({.text = "a:x" + std::to_string(i), .kind = spf::Kind::A});
  spf::Verdict verdict{.tree = std::make_shared<spf::Evaluated>(record)};
  const std::string drawn = svg::spf_picture(verdict, svg::narrow).string();
  CHECK(drawn.size() < 100'000);
  CHECK(has(drawn, "and 4940 terms more"));
}

TEST_CASE("the what-if picture outlines how it is", "[report]") {
  Fixture fixture;
  for (const Path path : {Path::Direct, Path::Forwarded, Path::MailingList}) {
    for (const dmarc::Mode spf : {dmarc::Mode::Relaxed, dmarc::Mode::Strict}) {
      fixture.analysis.what_if.push_back({.spf_mode = spf,
                                          .path = path,
                                          .outcome = path == Path::Direct ? dmarc::Outcome::Pass : dmarc::Outcome::Fail,
                                          .in_force = path == Path::Direct && spf == dmarc::Mode::Relaxed});
    }
  }
  const std::string drawn = picture(fixture.analysis, svg::what_if_picture, GENERATE(svg::wide, svg::narrow));
  CHECK(count(drawn, "class=\"now\"") == 1);
  CHECK(count(drawn, "class=\"cell bad\"") == 4);
  CHECK(has(drawn, "Sent directly, aspf=r adkim=r: pass (now)."));
}

TEST_CASE("the walk shows where the record in force stands", "[report]") {
  Fixture fixture;
  dmarc::Discovery discovery = *fixture.analysis.dmarc.discovery;
  discovery.walk.insert(discovery.walk.begin(),
                        {.name = name("_dmarc.mail.example.com"), .status = dns::Status::NxDomain});
  fixture.analysis.dmarc.discovery = std::make_shared<const dmarc::Discovery>(std::move(discovery));
  const std::string drawn = svg::walk_picture(fixture.analysis.dmarc, svg::wide).string();
  CHECK(has(drawn, "_dmarc.mail.example.com: no record. _dmarc.example.com: record found: in force (p=)."));
}

TEST_CASE("records are given box by box and as lines, each to be selected whole", "[report]") {
  static const findings::Rule rule{.id = "SES001",
                                   .slug = "x",
                                   .severity = findings::Severity::Warning,
                                   .title = "t",
                                   .why = "w",
                                   .explanation = "e",
                                   .fix = "f",
                                   .references = {"RFC 7208"},
                                   .find = nullptr};
  Fixture fixture;
  findings::Finding finding{.rule = &rule, .severity = findings::Severity::Warning, .title = "t", .why = "w"};
  finding.fix.summary = "Publish it";
  finding.fix.steps = {{.text = "Add:",
                        .records = {{.operation = findings::Operation::Replace,
                                     .name = name("mail.example.com"),
                                     .data = dns::Txt{{"v=spf1 include:amazonses.com ~all"}},
                                     .was = {"v=spf1 -all"}}}}};
  fixture.findings.all = {finding};
  fixture.findings.next = 0;
  const std::string page = fixture.render("html");
  CHECK(has(page, "<span class=\"pick\">mail</span>"));
  CHECK(has(page, "<span class=\"pick\">mail.example.com</span>"));
  CHECK(has(page, "<del>v=spf1 -all</del>"));
  CHECK(has(page,
            "<pre class=\"copy\">mail.example.com. 300 IN TXT &quot;v=spf1 include:amazonses.com ~all&quot;</pre>"));
}
