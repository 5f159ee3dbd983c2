// SPDX-License-Identifier: Apache-2.0
#include "cli/option_rows.hpp"

#include "base/ascii.hpp"
#include "cli/rows/family.hpp"
#include "report/domain.hpp"
#include "report/protocols.hpp"

namespace alignmail::cli {

std::span<const OptionRow> option_rows() {
  static const std::vector<OptionRow> all = [] {
    std::vector<OptionRow> rows;
    for (const auto family : {rows::output, rows::dns_answers, rows::message_read, rows::many_messages,
                              rows::expected_setup, rows::judging, rows::hook, rows::help}) {
      const std::span<const OptionRow> more = family();
      rows.insert(rows.end(), more.begin(), more.end());
    }
    return rows;
  }();
  return all;
}

std::string_view long_name(const OptionRow& row) {
  const std::string_view names = row.names;
  return names.substr(names.rfind("--") + 2);
}

bool is_offered(const OptionRow& row, Command command) {
  return (row.commands & ~row.traits.idle & only(command)) != 0;
}

std::vector<std::string> formats_of(Command command) {
  std::vector<std::string> names;
  for (const report::Format& format : report::formats()) {
    const bool is_there = command == Command::Hook                       ? false  // JSON, whatever is asked for
                          : command == Command::Domain                   ? report::has_domain_form(format.name)
                          : (only(command) & rows::single_protocol) != 0 ? report::has_protocol_form(format.name)
                                                                         : true;
    if (is_there) names.emplace_back(format.name);
  }
  return names;
}

std::string help_of(const OptionRow& row, Command command) {
  if (command == Command::Hook && row.traits.help_of_hook != nullptr) return row.traits.help_of_hook;
  if (long_name(row) != "format") return row.help;
  std::string text;
  for (const std::string& name : formats_of(command)) {
    text += (text.empty() ? "" : ", ") + name;
    if (command != Command::Watch && name == report::formats().front().name) text += " (default)";
    if (command == Command::Watch && name == "text") text += " (on a terminal)";
    if (command == Command::Watch && name == "ndjson") text += " (elsewhere)";
  }
  return text;
}

std::string words_of(const OptionRow& row, Command command) {
  if (long_name(row) == "format") return ascii::join(formats_of(command), " ");
  return row.traits.words ? row.traits.words : "";
}

}  // namespace alignmail::cli
