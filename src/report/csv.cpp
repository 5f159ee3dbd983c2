// SPDX-License-Identifier: Apache-2.0
// CSV (RFC 4180): a header line, then one row for each message.
//
// Spreadsheets run a cell that begins like a formula, quoted or not; such a cell gets an
// apostrophe in front, which they take for "this is text".
#include <algorithm>
#include <vector>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "report/document.hpp"
#include "report/formats.hpp"
#include "report/headline.hpp"
#include "report/summary.hpp"

namespace alignmail::report {
namespace {

bool reads_as_formula(std::string_view cell) {
  const std::string_view text = ascii::trim(cell);
  if (text.size() < 2) return false;  // a lone "-" is standard input
  // The wide forms of = + - @ count too where Japanese is written.
  constexpr std::string_view starts[] = {"=", "+", "-", "@", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  return std::any_of(std::begin(starts), std::end(starts), [&](auto start) { return text.starts_with(start); });
}

std::string cell(std::string_view outside) {
  std::string text = escape::visible(outside);
  if (reads_as_formula(text)) text.insert(0, 1, '\'');
  if (text.find_first_of(",\" ;'") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

std::string row(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& each : cells) line += (line.empty() ? "" : ",") + each;
  return line + "\r\n";
}

// One cell for all signatures, in the order of the header.
std::string of_all(const std::vector<LegSummary>& signatures, std::string LegSummary::*member) {
  std::vector<std::string> values;
  values.reserve(signatures.size());
  for (const LegSummary& signature : signatures) values.push_back(signature.*member);
  return ascii::join(values, " ");
}

std::string ids(const findings::Findings& findings) {
  std::vector<std::string> list;
  list.reserve(findings.all.size());
  for (const findings::Finding& finding : findings.all) list.emplace_back(finding.rule->id);
  return ascii::join(list, " ");
}

struct Column {
  std::string_view name;
  std::string (*value)(const Subject&, const Summary&);
};

// Names of columns are never changed; new ones come at the end.
constexpr Column columns[] = {
    {"source", [](const Subject& s, const Summary&) { return s.input.source; }},
    {"index", [](const Subject& s, const Summary&) { return std::to_string(s.input.index); }},
    {"id", [](const Subject& s, const Summary&) { return s.input.id; }},
    {"date", [](const Subject& s, const Summary&) { return field_text(s.analysis, "Date"); }},
    {"message_id", [](const Subject& s, const Summary&) { return field_text(s.analysis, "Message-ID"); }},
    {"from", [](const Subject&, const Summary& m) { return m.from; }},
    {"from_domain", [](const Subject&, const Summary& m) { return m.from_domain; }},
    {"dmarc", [](const Subject& s, const Summary&) { return std::string(to_string(s.analysis.dmarc.outcome)); }},
    {"policy", [](const Subject&, const Summary& m) { return m.policy; }},
    {"legs", [](const Subject& s, const Summary&) { return legs(s.analysis.dmarc, " "); }},
    {"spf", [](const Subject&, const Summary& m) { return m.spf.result; }},
    {"spf_domain", [](const Subject&, const Summary& m) { return m.spf.domain; }},
    {"spf_aligned", [](const Subject&, const Summary& m) { return m.spf.aligned; }},
    {"dkim", [](const Subject&, const Summary& m) { return of_all(m.dkim, &LegSummary::result); }},
    {"dkim_domain", [](const Subject&, const Summary& m) { return of_all(m.dkim, &LegSummary::domain); }},
    {"dkim_aligned", [](const Subject&, const Summary& m) { return of_all(m.dkim, &LegSummary::aligned); }},
    {"agrees_with_receiver",
     [](const Subject& s, const Summary&) { return std::string(to_string(s.analysis.agreement)); }},
    {"errors", [](const Subject& s, const Summary&) { return std::to_string(s.findings.errors); }},
    {"warnings", [](const Subject& s, const Summary&) { return std::to_string(s.findings.warnings); }},
    {"next_action",
     [](const Subject& s, const Summary&) {
       const findings::Finding* next = s.findings.next_action();
       return next == nullptr ? std::string() : std::string(next->rule->id);
     }},
    {"findings", [](const Subject& s, const Summary&) { return ids(s.findings); }},
    {"summary", [](const Subject& s, const Summary&) { return headline(s); }},
    {"dns_overlay", [](const Subject& s, const Summary&) { return s.input.overlay; }},  // empty: DNS as it is published
};

}  // namespace

std::string render_csv(const Subject& subject, const Style& /*style*/) {
  const Summary summary = summarize(subject.analysis);
  std::vector<std::string> cells;
  cells.reserve(std::size(columns));
  for (const Column& column : columns) cells.push_back(cell(column.value(subject, summary)));
  return row(cells);
}

std::unique_ptr<Document> open_csv(const Style& /*style*/) {
  std::vector<std::string> names;
  names.reserve(std::size(columns));
  for (const Column& column : columns) names.emplace_back(column.name);
  return std::make_unique<Framed>(row(names), "", "");
}

}  // namespace alignmail::report
