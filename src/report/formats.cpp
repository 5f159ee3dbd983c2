// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "alignmail/report.hpp"
#include "report/formats.hpp"
#include "report/json.hpp"
#include "report/text.hpp"

namespace alignmail::report {
namespace {

constexpr Format table[] = {
    {"text", "for people (the default)", render_text},
    {"json", "the whole report as one JSON object for each message", render_json},
    {"ndjson", "the same object on one line", render_ndjson},
    {"html", "one page with pictures, to be forwarded", render_html, open_html},
    {"markdown", "for a ticket", render_markdown},
    {"sarif", "SARIF 2.1.0, for code scanning", render_sarif, open_sarif},
    {"junit", "JUnit XML, for continuous integration", render_junit, open_junit},
    {"github", "annotations of GitHub Actions", render_github},
    {"prometheus", "metrics of the run, for the text-file collector", render_prometheus, open_prometheus},
    {"csv", "a row for each message", render_csv, open_csv},
};

}  // namespace

std::span<const Format> formats() { return table; }

const Format* find_format(std::string_view name) {
  const auto* const row =
      std::find_if(std::begin(table), std::end(table), [&](const Format& format) { return format.name == name; });
  return row == std::end(table) ? nullptr : row;
}

std::string_view version() { return ALIGNMAIL_VERSION; }

}  // namespace alignmail::report
