// SPDX-License-Identifier: Apache-2.0
#include "cli/option_rows.hpp"

#include <vector>

#include "cli/rows/family.hpp"

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

}  // namespace alignmail::cli
