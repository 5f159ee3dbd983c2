// SPDX-License-Identifier: Apache-2.0
// One DMARC verdict with what it rests on.
#include "base/ascii.hpp"
#include "report/text.hpp"

namespace alignmail::report {
namespace {

constexpr std::size_t label_width = 7;
constexpr std::size_t detail_column = 9;

}  // namespace

void print_dmarc(Page& page, const dmarc::Verdict& verdict) {
  page.put("DMARC", Paint::Bold).column(label_width);
  page.prose("under " + ascii::to_upper(to_string(verdict.standard)).insert(3, " ") + ": " +
                 std::string(to_string(verdict.outcome)) + ", " + verdict.reason,
             label_width);
  if (!verdict.discovery) return;
  for (const dmarc::Step& step : verdict.discovery->walk) {
    page.column(detail_column).put(step.name.text() + "  " + std::string(to_string(step.status)) + "  ");
    page.prose(ascii::join(step.records, " | "), detail_column + 2);
  }
  const auto explicit_mode = [](bool given) { return given ? " (as published)" : " (the default)"; };
  const auto& record = verdict.discovery->record;
  page.column(detail_column)
      .put("adkim " + std::string(to_string(verdict.dkim_mode)) +
           explicit_mode(record && record->dkim_alignment_given) + ", aspf " +
           std::string(to_string(verdict.spf_mode)) + explicit_mode(record && record->spf_alignment_given));
  page.end_line();
  for (const dmarc::Alignment& alignment : verdict.alignments) {
    page.column(detail_column)
        .put(std::string(to_string(alignment.identifier.method)) + " " + alignment.identifier.domain.text() + ": " +
             std::string(to_string(alignment.relation)));
    if (alignment.organizational_domain) page.put(", organization " + alignment.organizational_domain->text());
    page.put(alignment.counts ? ", counts" : ", does not count").end_line();
  }
}

}  // namespace alignmail::report
