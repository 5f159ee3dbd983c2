// SPDX-License-Identifier: Apache-2.0
// One message in a few words, as the short formats (CSV, annotations, tickets, metrics) say it.
// Nothing here is escaped: each format does that its own way.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alignmail/report.hpp"

namespace alignmail::report {

struct LegSummary {
  std::string result{};   // "pass", "no key", "none"
  std::string domain{};   // that was checked; empty when there is none
  std::string aligned{};  // "yes", "no", "unknown" under the mode in force, whether authenticated or not
  bool counts = false;
};

struct Summary {
  std::string from{};         // the author's address, else the From field as it stands
  std::string from_domain{};  // empty when the author is not clear
  LegSummary spf{};
  std::vector<LegSummary> dkim{};  // in the order of the header
  std::string policy{};            // that the owner asks for; empty when there is no record
};
Summary summarize(const Analysis& analysis);

// "spf dkim", "dkim", "none".
std::string legs(const dmarc::Verdict& verdict, std::string_view separator);

// The first field of that name, unfolded; empty when there is none.
std::string field_text(const Analysis& analysis, std::string_view name);

// A line of the message as one of the source that it stands in.
std::size_t line_of_source(std::size_t line, const Input& input);

// The line of the source that a finding is about: of its first evidence in the header, else of From, else the first.
std::size_t line_of(const findings::Finding& finding, const Subject& subject);

// What a finding says in one paragraph: the title, why, and what to do.
std::string story(const findings::Finding& finding);

// The file that a message came from, as other programs shall name it.
std::string source_name(const Input& input);
// That DNS was seen with changes that nobody has published; empty when it was not.
std::string overlay_sentence(const Input& input);
// The same at the end of a line of words: " dns=overlay".
std::string_view overlay_mark(const Input& input);

}  // namespace alignmail::report
