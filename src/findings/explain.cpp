// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "findings/causes.hpp"
#include "findings/confidence.hpp"
#include "findings/evidence.hpp"
#include "findings/foreign_author.hpp"
#include "findings/plan.hpp"
#include "findings/proof.hpp"
#include "findings/rules.hpp"
#include "message/redacted.hpp"

namespace alignmail::findings {
namespace {

// FNV-1a over what stays the same for the same fault: the rule and the names it is about. `among_several`: it holds
// more than once for the same domain, for two keys of it or two of its records.
std::string fingerprint(const Rule& rule, const Evidence& evidence, bool among_several = false) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  const auto add = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  };
  add(rule.id);
  for (const char* name : {"domain", "about"}) {
    const auto subject = evidence.values.find(name);
    if (subject != evidence.values.end()) add(subject->second);
  }
  if (among_several) {
    for (const char* name : {"selector", "name", "where", "term", "tag", "field"}) {
      const auto part = evidence.values.find(name);
      if (part != evidence.values.end()) add(std::string(name) + "=" + part->second + ";");
    }
  }
  std::string text(16, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, hash >>= 4) *digit = "0123456789abcdef"[hash & 0xF];
  return text;
}

constexpr const char* put_back = "Put back the name that was taken out, and look again";

// Nobody can do anything to a name that was taken out of a pasted text.
bool is_for_nobody(const Fix& fix) {
  const auto names_it = [](const std::string& text) {
    return text.find(message::redacted_domain) != std::string::npos;
  };
  return names_it(fix.summary) || std::any_of(fix.steps.begin(), fix.steps.end(), [&](const FixStep& step) {
           return names_it(step.text) || std::any_of(step.commands.begin(), step.commands.end(), names_it) ||
                  std::any_of(step.records.begin(), step.records.end(), [&](const RecordChange& change) {
                    return names_it(change.name.text()) || names_it(dns::to_string(change.data));
                  });
         });
}

Finding make_finding(const Rule& rule, Evidence evidence, const Analysis& analysis) {
  Finding finding{.rule = &rule,
                  .severity = evidence.severity.value_or(rule.severity),
                  .confidence = confidence_of(rule, evidence, analysis)};
  finding.title = evidence.title.empty() ? fill(rule.title, evidence.values) : evidence.title;
  finding.why = evidence.why.empty() ? fill(rule.why, evidence.values) : evidence.why;
  finding.fix = evidence.fix.value_or(Fix{.summary = fill(rule.fix, evidence.values)});
  finding.fingerprint = fingerprint(rule, evidence);
  finding.evidence = std::move(evidence);
  return finding;
}

void tell_apart(std::vector<Finding>& findings) {
  std::map<std::string, std::size_t> times;
  for (const Finding& finding : findings) ++times[finding.fingerprint];
  for (Finding& finding : findings) {
    if (times[finding.fingerprint] > 1) finding.fingerprint = fingerprint(*finding.rule, finding.evidence, true);
  }
}

// What stands beside a new record belongs to the set that some forms write as a whole.
void see_neighbours(Fix& fix, dns::Inquiry& inquiry) {
  for (FixStep& step : fix.steps) {
    for (RecordChange& change : step.records) {
      const auto today = inquiry.look(change.name, change.type);
      if (!today || change.operation == Operation::Delete || change.ends_wildcard) continue;
      for (const dns::RecordData& record : today->records) {
        const dns::Txt* txt = std::get_if<dns::Txt>(&record);
        const std::string text = txt != nullptr ? txt->joined() : dns::to_string(record);
        const bool goes = std::find(change.was.begin(), change.was.end(), text) != change.was.end();
        if (!goes && record != change.data) change.beside.push_back(record);
      }
    }
  }
}

// No other record can stand beside a CNAME (RFC 1034 section 3.6.2). Whether one comes from a wildcard DNS does not
// tell.
void tell_of_aliases(Fix& fix, dns::Inquiry& inquiry) {
  std::vector<FixStep> steps;
  for (const FixStep& step : fix.steps) {
    for (const RecordChange& change : step.records) {
      if (change.type == dns::Type::CNAME || change.operation == Operation::Delete) continue;
      const auto today = inquiry.look(change.name, change.type);
      if (!today || !today->alias) continue;
      const std::string text = change.name.text() + " is a CNAME to " + today->alias->text() +
                               " today, and nothing can stand beside a CNAME: delete it first. One that comes "
                               "from a wildcard may stay; then all records of the name have to be published with it.";
      if (steps.empty() || steps.back().text != text) steps.push_back({.text = text});
    }
  }
  fix.steps.insert(fix.steps.begin(), std::make_move_iterator(steps.begin()), std::make_move_iterator(steps.end()));
}

bool is_changed(const Proof& proof, const dmarc::Verdict& today) {
  return proof.outcome != today.outcome || proof.spf != today.counts(dmarc::Method::Spf) ||
         proof.dkim != today.counts(dmarc::Method::Dkim);
}

// How likely a receiver is to turn away what has this result.
int gravity(spf::Status status) {
  switch (status) {
    case spf::Status::Pass: return 0;
    case spf::Status::None:
    case spf::Status::Neutral:
    case spf::Status::TempError: return 1;
    case spf::Status::SoftFail:
    case spf::Status::PermError: return 2;
    case spf::Status::Fail: return 3;
  }
  return 0;
}

// A record that is right may say no where a broken one said nothing: nobody should learn that from lost mail.
void tell_of_harm(Fix& fix, const Analysis& analysis) {
  const bool is_judged = analysis.message && fix.proof && fix.unprovable.empty();
  if (!is_judged || gravity(fix.proof->spf_status) <= gravity(analysis.spf.status)) return;
  fix.note += std::string(fix.note.empty() ? "" : " ") + "Mind that SPF of this message is then " +
              std::string(to_string(fix.proof->spf_status)) + ", and " + std::string(to_string(analysis.spf.status)) +
              " today: list the server that sent it, if it is yours.";
}

// What brings nothing alone may be half of what does.
void name_the_other_half(Findings& findings) {
  if (!findings.plan || findings.plan->ids.size() < 2) return;
  for (Finding& finding : findings.all) {
    std::vector<std::string> others;
    for (const std::string& id : findings.plan->ids) {
      if (id != finding.rule->id) others.push_back(id);
    }
    const bool is_half = others.size() < findings.plan->ids.size() && finding.fix.proof && !finding.fix.proof->changes;
    if (is_half) finding.fix.gain = "It takes effect together with " + listed(others) + ".";
  }
}

bool mends_verdict(const Finding& finding) {
  return finding.fix.proof && finding.fix.proof->outcome == dmarc::Outcome::Pass;
}

// Where the author domain does not exist, or is not told, whatever else is wrong can wait.
bool leads(const Finding& finding) {
  return (finding.rule->id == "DMARC012" && finding.severity == Severity::Error) ||
         (finding.rule->id == "INPUT008" && finding.severity != Severity::Info);
}

// Errors first; among equals what is no consequence, then what mends the verdict. The order
// of the catalogue decides the rest, so the sort must be stable.
bool goes_before(const Finding& a, const Finding& b) {
  if (leads(a) != leads(b)) return leads(a);
  if (a.severity != b.severity) return a.severity > b.severity;
  if (a.evidence.goes_first != b.evidence.goes_first) return a.evidence.goes_first;
  if (a.caused_by.empty() != b.caused_by.empty()) return a.caused_by.empty();
  return mends_verdict(a) && !mends_verdict(b);
}

void summarize(Findings& findings) {
  for (std::size_t i = 0; i < findings.all.size(); ++i) {
    const Finding& finding = findings.all[i];
    findings.worst = std::max(findings.worst.value_or(Severity::Info), finding.severity);
    if (!findings.counts(finding)) continue;
    if (finding.severity == Severity::Error) ++findings.errors;
    if (finding.severity == Severity::Warning) ++findings.warnings;
    if (!findings.next && finding.caused_by.empty() && finding.severity != Severity::Info) findings.next = i;
  }
}

}  // namespace

const Finding* Findings::find(std::string_view id) const {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Finding& f) { return f.rule->id == id; });
  return found == all.end() ? nullptr : &*found;
}

bool Findings::counts(const Finding& finding) const {
  if (finding.caused_by.empty()) return true;
  const Finding* cause = find(finding.caused_by);
  return cause != nullptr && finding.severity == Severity::Error && cause->severity < Severity::Error;
}

Findings explain(Judge& judge, const Analysis& analysis, dns::Inquiry& inquiry) {
  const auto again = [&judge](dns::Inquiry& second, const Assumption& assumption) {
    return judge.judge(second, assumption);
  };
  return explain(again, analysis, inquiry);
}

Findings explain(const JudgeAgain& again, const Analysis& analysis, dns::Inquiry& inquiry) {
  Findings findings;
  for (const Rule* rule : analysis.message ? catalogue() : setup_catalogue()) {
    for (Evidence& evidence : rule->find(analysis)) {
      findings.all.push_back(make_finding(*rule, std::move(evidence), analysis));
    }
  }
  leave_to_owner(findings.all, analysis);
  tell_apart(findings.all);
  const bool is_mended = analysis.message && analysis.message->has_repair("redacted");
  for (Finding& finding : findings.all) {
    if (is_mended && is_for_nobody(finding.fix)) finding.fix = {.summary = put_back};
  }
  link_causes(findings.all);
  for (Finding& finding : findings.all) {
    see_neighbours(finding.fix, inquiry);
    tell_of_aliases(finding.fix, inquiry);
    if (finding.caused_by.empty()) finding.fix.proof = prove(finding.fix, again, inquiry);
    if (finding.fix.proof) finding.fix.proof->changes = is_changed(*finding.fix.proof, analysis.dmarc);
    tell_of_harm(finding.fix, analysis);
  }
  std::stable_sort(findings.all.begin(), findings.all.end(), goes_before);
  summarize(findings);
  findings.plan = make_plan(findings.all, analysis, again, inquiry);
  name_the_other_half(findings);
  return findings;
}

}  // namespace alignmail::findings
