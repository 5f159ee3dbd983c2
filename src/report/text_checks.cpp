// SPDX-License-Identifier: Apache-2.0
// One DMARC verdict with what it rests on.
#include "base/ascii.hpp"
#include "report/text.hpp"

namespace alignmail::report {
namespace {

constexpr std::size_t label_width = 7;
constexpr std::size_t detail_column = 9;

std::string mode_text(const std::string& tag, dmarc::Mode mode, bool given) {
  return tag + " " + std::string(to_string(mode)) + (given ? " (as published)" : " (the default)");
}

std::string alignment_text(const dmarc::Alignment& alignment) {
  std::string text = std::string(to_string(alignment.identifier.method)) + " " + alignment.identifier.domain.text() +
                     ": " + std::string(to_string(alignment.relation));
  if (alignment.organizational_domain) text += ", organization " + alignment.organizational_domain->text();
  return text + (alignment.counts ? ", counts" : ", does not count");
}

// "policy for mail that fails: quarantine (p=reject at example.com, one step less by t=y)"
std::string policy_detail(const dmarc::Discovery& discovery) {
  const std::string tag = discovery.policy_tag.empty() ? "p" : discovery.policy_tag;
  return "policy for mail that fails: " + std::string(to_string(*discovery.policy)) + " (" + tag + "=" +
         std::string(to_string(discovery.stated_policy.value_or(*discovery.policy))) + " at " +
         (discovery.policy_domain ? discovery.policy_domain->text() : discovery.author.text()) +
         (discovery.weakened_by.empty() ? ")" : ", one step less by " + discovery.weakened_by + ")");
}

}  // namespace

void print_detail(Page& page, std::string_view text) { page.column(detail_column).prose(text, detail_column + 2); }

void print_dmarc(Page& page, const dmarc::Verdict& verdict) { print_dmarc(page, verdict, to_string(verdict.outcome)); }

void print_dmarc(Page& page, const dmarc::Verdict& verdict, std::string_view word) {
  page.put("DMARC", Paint::Bold).column(label_width);
  page.prose("under " + ascii::to_upper(to_string(verdict.standard)).insert(3, " ") + ": " + std::string(word) + ", " +
                 explained(verdict),
             label_width);
  if (!verdict.discovery) return;
  for (const dmarc::Step& step : verdict.discovery->walk) {
    page.column(detail_column).flow(step.name.text() + " ", detail_column);
    page.put("  ").flow(to_string(step.status), detail_column + 2);
    page.put("  ").prose(ascii::join(step.records, " | "), detail_column + 2);
  }
  const auto& record = verdict.discovery->record;
  print_detail(page, mode_text("adkim", verdict.dkim_mode, record && record->dkim_alignment_given) + ", " +
                         mode_text("aspf", verdict.spf_mode, record && record->spf_alignment_given));
  if (record && verdict.discovery->policy) print_detail(page, policy_detail(*verdict.discovery));
  for (const dmarc::Alignment& alignment : verdict.alignments) print_detail(page, alignment_text(alignment));
}

}  // namespace alignmail::report
