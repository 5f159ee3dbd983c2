// SPDX-License-Identifier: Apache-2.0
#include "report/troff.hpp"

#include "alignmail/report.hpp"
#include "base/ascii.hpp"

namespace alignmail::report {

std::string troff(std::string_view text) {
  std::string result;
  bool begins_line = true;
  for (const char c : text) {
    if (begins_line && (c == '.' || c == '\'')) result += "\\&";
    begins_line = c == '\n';
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  return result;
}

std::string troff_title(std::string_view name, int section, std::string_view about) {
  // Without a date: the same sources make the same page.
  return ".TH " + ascii::to_upper(name) + " " + std::to_string(section) + " \"\" \"alignmail " +
         std::string(version()) + "\"\n.SH NAME\n" + troff(name) + " \\- " + troff(about) + "\n";
}

std::string manual_of_findings() {
  std::string text = troff_title("alignmail-findings", 7, "what alignmail may find, and what to do then");
  text +=
      ".SH DESCRIPTION\nEvery finding has an id that never changes. \\fBalignmail explain\\fR \\fIID\\fR shows one of "
      "them.\n";
  for (const findings::Rule* rule : findings::catalogue()) {
    text += ".SS " + troff(rule->id) + " " + troff(rule->slug) + " (" + std::string(to_string(rule->severity)) + ")\n";
    text += troff(rule->title) + ".\n.PP\n" + troff(rule->explanation) + "\n.PP\n.B What to do:\n" + troff(rule->fix) +
            ".\n.PP\nSee ";
    std::string references;
    for (const std::string_view reference : rule->references) {
      references += (references.empty() ? "" : ", ") + troff(reference);
    }
    text += references + ".\n";
  }
  return text + ".SH SEE ALSO\n.BR alignmail (1),\n.BR alignmail\\-report (5)\n";
}

}  // namespace alignmail::report
