// SPDX-License-Identifier: Apache-2.0
// alignmail explain: the story behind one finding, or the list of all.
#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "cli/commands.hpp"
#include "cli/nearest.hpp"
#include "cli/output.hpp"
#include "cli/printer.hpp"

namespace alignmail::cli {
namespace {

Result<std::string> explained(const Settings& settings, const report::Style& style) {
  if (settings.arguments.empty()) return report::render_catalogue(style, settings.markdown);
  const std::string& id = settings.arguments.front();
  if (const findings::Rule* rule = findings::find_rule(id)) return report::render_rule(*rule, style);
  std::vector<std::string_view> known;
  for (const findings::Rule* rule : findings::catalogue()) {
    known.push_back(rule->id);
    known.push_back(rule->slug);
  }
  const std::string hint = suggestion(ascii::to_upper(id), known);
  return failure(Error::Kind::Usage, "no finding is called " + escape::visible(id) +
                                         (hint.empty() ? suggestion(ascii::to_lower(id), known) : hint));
}

}  // namespace

ExitStatus run_explain(const Settings& settings) {
  const auto text = explained(settings, terminal_style(settings));
  if (!text) return report_error(text.error());
  const auto written = write_standard(*text);
  return written ? ExitStatus::Good : report_error(written.error());
}

}  // namespace alignmail::cli
