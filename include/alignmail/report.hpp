// SPDX-License-Identifier: Apache-2.0
// Reports: one analysis with its findings in the form its reader uses.
//
// No octet that came from a message or from DNS reaches an output unescaped.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "alignmail/analysis.hpp"
#include "alignmail/findings.hpp"

namespace alignmail::report {

// How records to publish are printed.
enum class RecordForm : std::uint8_t { Bind, Panel, Route53, Cloudflare, Terraform };

// Where the message came from, as the report says it.
struct Input {
  std::string source = "-";      // path as given, or "-"
  std::string origin = "stdin";  // file, stdin, mbox, maildir, hook
  std::size_t index = 0;
  std::string id{};  // of an ndjson input; empty when there is none
};

struct Subject {
  const Input& input;
  const Analysis& analysis;
  const findings::Findings& findings;
  const dns::Facts& facts;
  const Options& options;
  std::size_t waves = 0;  // of questions
  std::chrono::sys_seconds generated_at{};
};

struct Style {
  bool color = false;
  bool unicode = false;
  int width = 80;     // columns
  int verbosity = 0;  // -1 quiet, 0, 1, 2
  RecordForm records = RecordForm::Bind;
};

// A format: one file in src/report and one row in its table.
struct Format {
  std::string_view name;  // as -f takes it
  std::string_view description;
  std::string (*render)(const Subject&, const Style&);
};
std::span<const Format> formats();
const Format* find_format(std::string_view name);

std::string_view version();  // of alignmail, as --version and the reports say it

// The manual page of one finding, and the list of all (the explain command).
std::string render_rule(const findings::Rule& rule, const Style& style);
std::string render_catalogue(const Style& style, bool markdown);

// Records to publish, one after the other, in a form.
std::string render_records(std::span<const findings::RecordChange> records, RecordForm form);

}  // namespace alignmail::report
