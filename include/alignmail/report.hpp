// SPDX-License-Identifier: Apache-2.0
// Reports: one analysis with its findings in the form its reader uses.
//
// No octet that came from a message or from DNS reaches an output unescaped.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/analysis.hpp"
#include "alignmail/domain_audit.hpp"
#include "alignmail/findings.hpp"

namespace alignmail::report {

// How records to publish are printed.
enum class RecordForm : std::uint8_t { Bind, Panel, Route53, Cloudflare, Terraform };

// Where the message came from, as the report says it.
struct Input {
  std::string source = "-";      // path as given, or "-"
  std::string origin = "stdin";  // file, stdin, mbox, maildir, hook
  std::size_t index = 0;
  std::size_t first_line = 1;  // of the source, where the message begins
  std::string id{};            // of an ndjson input; empty when there is none
  // Whom a hook's mail system delivers to, and the extension of that address; empty when unknown.
  std::string recipient{};
  std::string extension{};
  // Of --dns-overlay: the file, and what it says of DNS ("_dmarc.example.com TXT"). Empty without one.
  std::string overlay{};
  std::vector<std::string> overlaid{};
};

// What a report is about. It refers to what it was made of, for as long as it is used.
struct Subject {
  const Input& input;
  const Analysis& analysis;  // of a message; that of an audit belongs in a DomainSubject
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
  bool records_given = false;  // the form was asked for: a fix's own view of a web form gives way to it
};

// Makes one document of the parts that the messages of a run gave, in their order. This one
// leaves them as they are, one after the other.
class Document {
 public:
  Document() = default;
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;
  virtual ~Document() = default;
  virtual std::string add(std::string part) { return part; }  // what can be written now
  virtual std::string finish() { return {}; }                 // and at the end, also without any part
};
std::unique_ptr<Document> open_plain(const Style& style);

// A format: one file in src/report and one row in its table.
//
//   const auto document = format.open(style);
//   for (const Subject& subject : subjects) write(document->add(format.render(subject, style)));
//   write(document->finish());
struct Format {
  std::string_view name;  // as -f takes it
  std::string_view description;
  std::string (*render)(const Subject&, const Style&);  // one message; pure, for any thread
  std::unique_ptr<Document> (*open)(const Style&) = open_plain;
};
std::span<const Format> formats();
const Format* find_format(std::string_view name);
// A whole document over one message.
std::string render_document(const Format& format, const Subject& subject, const Style& style);

// The audit of a domain, which refers to what it was made of too.
struct DomainSubject {
  const dns::Domain& domain;
  const Analysis& audit;
  const Readiness& readiness;
  const findings::Findings& findings;
  const dns::Facts& facts;
  const Options& options;
  std::size_t waves = 0;  // of questions
  Input seen{};           // how DNS was: of --dns-overlay alone
};

// The formats that it has: text, json, ndjson, html, markdown.
bool has_domain_form(std::string_view format);

std::string render_domain(const DomainSubject& subject, std::string_view format, const Style& style);

std::string_view version();  // of alignmail, as --version and the reports say it

// The manual page of one finding, and the list of all (the explain command).
std::string render_rule(const findings::Rule& rule, const Style& style);
std::string render_catalogue(const Style& style, bool markdown);

// Records to publish, one after the other, in a form.
std::string render_records(std::span<const findings::RecordChange> records, RecordForm form);

}  // namespace alignmail::report
