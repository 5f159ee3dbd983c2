// SPDX-License-Identifier: Apache-2.0
// alignmail manual: alignmail(1) out of the tables of commands and options; the other pages
// come from the report.
#include <algorithm>

#include "cli/commands.hpp"
#include "cli/option_rows.hpp"
#include "cli/output.hpp"
#include "cli/values.hpp"
#include "report/troff.hpp"

namespace alignmail::cli {
namespace {

using report::troff;

std::string bold(std::string_view text) { return "\\fB" + troff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + troff(text) + "\\fR"; }

std::string argument(const CommandRow& row) {
  if (!row.arguments) return "";
  return " [" + italic(row.arguments) + (row.most > 1 ? "...]" : "]");
}

std::string synopsis() {
  std::string text = ".SH SYNOPSIS\n";
  for (const CommandRow& row : command_rows()) {
    text += bold("alignmail") + " " + bold(row.name) + " [" + italic("OPTIONS") + "]" + argument(row) + "\n.br\n";
  }
  return text;
}

std::string commands() {
  std::string text = ".SH COMMANDS\n";
  for (const CommandRow& row : command_rows()) {
    text += ".TP\n" + bold(row.name) + argument(row) + "\n" + troff(row.help) + ".";
    if (row.arguments) text += " " + italic(row.arguments) + ": " + troff(row.arguments_help) + ".";
    text += "\n";
  }
  return text;
}

// What the option does, and for which commands: one paragraph, unless they differ.
std::string uses(const OptionRow& row) {
  std::vector<std::pair<std::string, std::string>> paragraphs;  // help, takers
  for (const CommandRow& command : command_rows()) {
    if (!is_offered(row, command.command)) continue;
    const std::string help = help_of(row, command.command);
    auto same =
        std::find_if(paragraphs.begin(), paragraphs.end(), [&](const auto& each) { return each.first == help; });
    if (same == paragraphs.end()) same = paragraphs.insert(same, {help, ""});
    same->second += (same->second.empty() ? "" : ", ") + std::string(command.name);
  }
  std::string text;
  for (const auto& [help, takers] : paragraphs) {
    text += (text.empty() ? "" : ".br\n") + troff(help) + ".\n(" + troff(takers) + ")\n";
  }
  return text;
}

std::string option(const OptionRow& row) {
  std::string names = row.names;
  if (const auto comma = names.find(','); comma != std::string::npos) names.insert(comma + 1, " ");
  std::string text = ".TP\n" + bold(names);
  if (row.placeholder) text += " " + italic(row.placeholder);
  return text + "\n" + uses(row);
}

std::string options() {
  std::vector<std::string_view> groups;
  for (const OptionRow& row : option_rows()) {
    if (std::find(groups.begin(), groups.end(), row.group) == groups.end()) groups.emplace_back(row.group);
  }
  std::string text = ".SH OPTIONS\nIn brackets stand the commands that take the option.\n";
  for (const std::string_view group : groups) {
    text += ".SS " + troff(group) + "\n";
    for (const OptionRow& row : option_rows()) {
      if (row.group == group) text += option(row);
    }
  }
  return text;
}

constexpr const char* description = R"(.SH DESCRIPTION
alignmail explains why SPF, DKIM and DMARC align or fail for mail that was sent through Amazon SES. It checks a message
itself, compares that with what the receiver wrote, with DNS and with the set\-up that SES expects, and says what to do next.
A message is never sent anywhere; DNS is asked, unless \fB\-\-dns\fR says otherwise.
)";

constexpr const char* rest = R"(.SH THE HOOK
\fBalignmail hook\fR reads one message on standard input to its end, whatever happens, files a report of mode 0600 and
exits with 0. It prints nothing. It is done within \fB\-\-deadline\fR; what is not known by then is reported so. The analysis
runs in a child process that may crash or hang. It never runs a shell, never names a file after a message, never writes outside
its state folder, never sends mail; a message with an X\-Alignmail field is left alone. The envelope is taken from options, else
from SENDER, CLIENT_ADDRESS and CLIENT_HELO, else from the header. \fB\-\-passthrough\fR copies the message octet by octet, with
one X\-Alignmail field in front, and exits with 75 when the copy is not whole. With \fB\-\-exit\-status\fR it exits with 75 when
no report could be filed.
.SH EXIT STATUS
.TP
0
Nothing at or above \fB\-\-fail\-on\fR; for spf, dkim, arc and dmarc: answered.
.TP
1
A finding at or above \fB\-\-fail\-on\fR.
.TP
2
Undecided: DNS gave no answer, or nothing could be observed.
.TP
64, 65, 66
Wrong usage; nothing that could be a message; no such file.
.TP
70, 73, 74, 78, 130
A fault of ours; an output cannot be created; reading or writing failed; a bad configuration or expectation file; interrupted.
.SH ENVIRONMENT
\fBALIGNMAIL_\fR\fINAME\fR stands for the option \fB\-\-\fR\fIname\fR, with _ for \-; the command line goes before it, files come
behind it. \fBNO_COLOR\fR turns colour off. \fBXDG_CONFIG_HOME\fR, \fBXDG_STATE_HOME\fR and \fBHOME\fR name folders.
.SH FILES
.TP
$XDG_CONFIG_HOME/alignmail/config.toml, /etc/alignmail.toml
Options by their long names, as \fBcolor = "never"\fR; a section such as \fB[hook]\fR concerns one command.
.TP
$XDG_STATE_HOME/alignmail/reports, ~/.local/state/alignmail/reports
Where the hook files its reports.
.SH SEE ALSO
.BR alignmail\-report (5),
.BR alignmail\-findings (7)
)";

std::string main_page() {
  return report::troff_title("alignmail", 1, "explain SPF, DKIM and DMARC of mail sent through Amazon SES") +
         synopsis() + description + commands() + options() + rest;
}

}  // namespace

ExitStatus run_manual(const Settings& settings) {
  static constexpr std::string_view pages[] = {"alignmail.1", "alignmail-report.5", "alignmail-findings.7"};
  const auto page = parse_word("manual", settings.arguments.empty() ? pages[0] : settings.arguments.front(), pages);
  if (!page) return report_error(page.error());
  const auto written = write_standard(*page == 0   ? main_page()
                                      : *page == 1 ? report::manual_of_report()
                                                   : report::manual_of_findings());
  return written ? ExitStatus::Good : report_error(written.error());
}

}  // namespace alignmail::cli
