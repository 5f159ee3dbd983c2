// SPDX-License-Identifier: Apache-2.0
// Every fix is done as its reader would do it: its records are printed, read back as an overlay, and
// the message is judged over them.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "alignmail/report.hpp"
#include "run/driver.hpp"
#include "samples/examine.hpp"
#include "samples/sample.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using findings::Finding;
using findings::Operation;
using findings::RecordChange;

namespace {

std::vector<RecordChange> records_of(const findings::Fix& fix) {
  std::vector<RecordChange> records;
  for (const findings::FixStep& step : fix.steps) {
    records.insert(records.end(), step.records.begin(), step.records.end());
  }
  return records;
}

dns::Layer as_overlay(const std::vector<RecordChange>& records) {
  std::string pattern = (std::filesystem::temp_directory_path() / "overlay.XXXXXX").string();
  const int descriptor = mkstemp(pattern.data());
  if (descriptor < 0) throw std::runtime_error("cannot create " + pattern);
  close(descriptor);
  std::ofstream(pattern) << report::render_records(records, report::RecordForm::Bind);
  auto layer = dns::read_overlay(pattern);
  std::filesystem::remove(pattern);
  if (!layer) throw std::runtime_error(layer.error().what);
  return *std::move(layer);
}

struct Examination {
  samples::Case sample;
  Judge judge;
  std::unique_ptr<dns::Source> source;

  explicit Examination(const std::string& name)
      : sample(samples::load(name)), judge(sample.message, sample.options), source(*dns::make_source(sample.dns, {})) {}

  // `mail_from`: as if SES had used it.
  Analysis judged(const std::vector<const dns::Layer*>& layers, const std::optional<std::string>& mail_from) {
    dns::Facts facts;
    Analysis analysis;
    run::settle([&](dns::Inquiry& inquiry, const auto&) { analysis = judge.judge(inquiry, {.mail_from = mail_from}); },
                *source, facts, layers);
    return analysis;
  }
  findings::Findings found(const std::vector<const dns::Layer*>& layers) {
    dns::Facts facts;
    return run::examine(judge, *source, facts, layers).findings;
  }
  dns::Answer asked(const dns::Domain& name, dns::Type type) {
    dns::Facts facts;
    dns::Answer answer;
    run::settle([&](dns::Inquiry& inquiry, const auto&) { answer = inquiry.ask(name, type); }, *source, facts, {});
    return answer;
  }
};

// "v=spf1", "v=DMARC1": what may stand at a name once.
std::string kind_of(const std::string& text) { return text.substr(0, text.find_first_of(" ;")); }

void check_that_nothing_is_doubled(Examination& examination, const std::vector<RecordChange>& records) {
  for (const RecordChange& record : records) {
    if (record.operation != Operation::Add) continue;
    INFO(record.name.text() << " " << dns::to_string(record.data));
    const dns::Answer today = examination.asked(record.name, record.type);
    if (record.type == dns::Type::MX) CHECK(today.exchanges().empty());
    if (record.type != dns::Type::TXT) continue;
    for (const std::string& text : today.texts())
      CHECK(kind_of(text) != kind_of(std::get<dns::Txt>(record.data).joined()));
  }
}

void check_that_something_changes(const std::vector<RecordChange>& records) {
  for (const RecordChange& record : records) {
    const auto* txt = std::get_if<dns::Txt>(&record.data);
    const std::string after = txt != nullptr ? txt->joined() : dns::to_string(record.data);
    INFO(record.name.text() << " " << after);
    CHECK(std::count(record.was.begin(), record.was.end(), after) == 0);
  }
}

void check_promise(const findings::Proof& proof, const Analysis& analysis) {
  CHECK(to_string(analysis.dmarc.outcome) == to_string(proof.outcome));
  CHECK(analysis.dmarc.counts(dmarc::Method::Spf) == proof.spf);
  CHECK(analysis.dmarc.counts(dmarc::Method::Dkim) == proof.dkim);
}

// A remark that is left of a warning is no fault any more.
bool is_found(const findings::Findings& findings, const Finding& sought) {
  return std::any_of(findings.all.begin(), findings.all.end(), [&](const Finding& finding) {
    return finding.rule == sought.rule && finding.fingerprint == sought.fingerprint &&
           finding.severity >= sought.severity;
  });
}

}  // namespace

TEST_CASE("the records that a fix prints bring the verdict it promises, and end the finding", "[samples]") {
  for (const std::string& name : samples::names()) {
    DYNAMIC_SECTION(name) {
      Examination examination(name);
      for (const Finding& finding : examination.found({}).all) {
        const std::vector<RecordChange> records = records_of(finding.fix);
        if (records.empty()) continue;
        INFO(finding.rule->id);
        check_that_nothing_is_doubled(examination, records);
        check_that_something_changes(records);
        const dns::Layer overlay = as_overlay(records);
        if (!finding.fix.unprovable.empty()) {
          CHECK(finding.fix.proof->caveat == finding.fix.unprovable);
        } else if (finding.fix.proof) {
          check_promise(*finding.fix.proof, examination.judged({&overlay}, finding.fix.assumed_mail_from));
        } else {
          CHECK_FALSE(finding.caused_by.empty());  // only a consequence goes without
        }
        // What takes another mail cannot end on this one.
        if (!finding.fix.assumed_mail_from) CHECK_FALSE(is_found(examination.found({&overlay}), finding));
      }
    }
  }
}

TEST_CASE("of every finding that prints records there is a sample in which they are proved", "[samples]") {
  std::set<std::string_view> with_records;
  std::set<std::string_view> proved;
  std::set<std::string_view> causes;  // findings that were not only consequences
  for (const std::string& name : samples::names()) {
    for (const Finding& finding : Examination(name).found({}).all) {
      if (records_of(finding.fix).empty()) continue;
      with_records.insert(finding.rule->id);
      if (finding.caused_by.empty()) causes.insert(finding.rule->id);
      if (finding.fix.proof && finding.fix.unprovable.empty()) proved.insert(finding.rule->id);
    }
  }
  for (const std::string_view id : causes) {
    INFO(id);
    CHECK(proved.contains(id));
  }
  // Every rule of SES whose cure is a record.
  for (const std::string_view id :
       {"SES001", "SES002", "SES003", "SES004", "SES005", "SES006", "SES007", "SES008", "SES009", "SES010", "SES011",
        "SES015", "SES018", "SES020", "SES021", "SES022", "SES026"}) {
    INFO(id);
    CHECK(with_records.contains(id));
    CHECK(proved.contains(id));
  }
}

TEST_CASE("the report of a first-time user's worst day names one action and fits one screen", "[samples]") {
  const std::string text = samples::Examined("ses-worst-day").render("text");
  CHECK(std::count(text.begin(), text.end(), '\n') <= 30);
  const std::string_view action = "Do this next";
  const std::size_t first = text.find(action);
  REQUIRE(first != std::string::npos);
  CHECK(text.find(action, first + 1) == std::string::npos);
}

TEST_CASE("a plan brings both legs, and none of its fixes is too many", "[samples]") {
  std::size_t plans = 0;
  for (const std::string& name : samples::names()) {
    DYNAMIC_SECTION(name) {
      Examination examination(name);
      const findings::Findings findings = examination.found({});
      if (!findings.plan) continue;
      ++plans;
      // `left_out`: one of the plan that is not done; past the end for none.
      for (std::size_t left_out = 0; left_out <= findings.plan->ids.size(); ++left_out) {
        std::vector<RecordChange> records;
        std::optional<std::string> mail_from;
        for (std::size_t i = 0; i < findings.plan->ids.size(); ++i) {
          if (i == left_out) continue;
          const Finding* finding = findings.find(findings.plan->ids[i]);
          REQUIRE(finding);
          const auto more = records_of(finding->fix);
          records.insert(records.end(), more.begin(), more.end());
          if (finding->fix.assumed_mail_from) mail_from = finding->fix.assumed_mail_from;
        }
        const dns::Layer overlay = as_overlay(records);
        const dmarc::Verdict dmarc = examination.judged({&overlay}, mail_from).dmarc;
        const bool both = dmarc.counts(dmarc::Method::Spf) && dmarc.counts(dmarc::Method::Dkim);
        CHECK(both == (left_out == findings.plan->ids.size()));
      }
    }
  }
}
