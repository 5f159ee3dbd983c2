// SPDX-License-Identifier: Apache-2.0
// Markdown for tickets: the verdict, the matrix, the one thing to do, and what else is open.
#include "report/formats.hpp"
#include "report/headline.hpp"
#include "report/markdown_findings.hpp"
#include "report/markdown_text.hpp"
#include "report/matrix_rows.hpp"
#include "report/summary.hpp"

namespace alignmail::report {
namespace {

using markdown::code;
using markdown::prose;

std::string who(const Subject& subject) {
  const Analysis& analysis = subject.analysis;
  std::string text = "From " + code(summarize(analysis).from);
  const std::string list = mailing_list(analysis);
  if (!list.empty()) {
    text += ", via the list " + code(list);
  } else if (const std::string to = field_text(analysis, "To"); !to.empty()) {
    text += ", to " + code(to);
  }
  if (!analysis.trust.receiver.empty()) text += ", checked by " + code(analysis.trust.receiver);
  text += ".\n\n";
  if (const std::string sentence = overlay_sentence(subject.input); !sentence.empty()) text += prose(sentence) + "\n\n";
  return text;
}

std::string meaning(const Analysis& analysis) {
  const std::string what = consequence(analysis);
  return what.empty() ? what : prose(what) + "\n\n";
}

std::string marked(const MatrixRow& row, dmarc::Mode mode) {
  const std::string word(answer(row, mode));
  return is_in_force(row, mode) ? "**" + word + "**" : word;
}

std::string cell_of_domain(const std::string& domain) { return domain.starts_with('(') ? domain : code(domain, true); }

std::string table(const Analysis& analysis) {
  std::string text =
      "| | receiver said | checked now | this proves | aligned, relaxed | aligned, strict |\n"
      "|---|---|---|---|---|---|\n";
  for (const MatrixRow& row : matrix_rows(analysis)) {
    text += "| " + row.method + " | " + prose(row.said) + " | " + row.now + " | " + cell_of_domain(row.domain) + " | " +
            marked(row, dmarc::Mode::Relaxed) + " | " + marked(row, dmarc::Mode::Strict) + " |\n";
  }
  return text + "| DMARC | " + prose(claimed_dmarc(analysis)) + " | " + outcome_word(analysis.dmarc.outcome) + " | " +
         cell_of_domain(policy_text(analysis.dmarc)) + " | | |\n\nBold: the mode in force.\n\n";
}

}  // namespace

std::string render_markdown(const Subject& subject, const Style& style) {
  std::string text = "## " + headline(subject) + "\n\n" + tally(subject.findings) + ". " + who(subject) +
                     meaning(subject.analysis) + table(subject.analysis) +
                     markdown::next_action(subject.findings, {"this message", subject.analysis.dmarc}, style) +
                     markdown::plan(subject.findings, style) + markdown::others(subject.findings);
  const std::string source = source_name(subject.input);
  if (source != "stdin") text += "Message: " + code(source) + "\n";
  if (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace alignmail::report
