// SPDX-License-Identifier: Apache-2.0
// The text report: did it pass, how safely, what is the one thing to do next.
#pragma once

#include <cstdint>
#include <string>

#include "alignmail/report.hpp"
#include "report/page.hpp"

namespace alignmail::report {

std::string render_text(const Subject& subject, const Style& style);

// Its parts, each ending with its line.
void print_matrix(Page& page, const Subject& subject);
// What a proof judged again, and what it came to before.
struct Judged {
  std::string_view what;  // "this message"
  const dmarc::Verdict& before;
};
void print_next_action(Page& page, const findings::Findings& found, const Style& style, const Judged& judged);
void print_fix(Page& page, const findings::Fix& fix, const Style& style, const Judged& judged);
void print_evidence(Page& page, const Subject& subject, const Style& style);
// `word` is the result as the rest of the page calls it.
void print_spf_tree(Page& page, const spf::Verdict& verdict, std::string_view word);
void print_spf_tree(Page& page, const spf::Verdict& verdict);
// With -v what it will survive, and of one that failed the octets that were hashed.
void print_signature(Page& page, const dkim::SignatureResult& result, const message::Message& message,
                     const Style& style);
// A line of evidence under its heading, wrapped.
void print_detail(Page& page, std::string_view text);
void print_dmarc(Page& page, const dmarc::Verdict& verdict, std::string_view word);
void print_dmarc(Page& page, const dmarc::Verdict& verdict);
void print_others(Page& page, const findings::Findings& found);  // beside the next action
void print_plan(Page& page, const findings::Findings& found);
// What to do for all else that the plan names, in its order; or only for the remarks among it, which nothing else
// lists.
enum class RestOfPlan : std::uint8_t { All, Remarks };
void print_rest_of_plan(Page& page, const findings::Findings& found, const Style& style, RestOfPlan which);
void print_overlay(Page& page, const Input& input);                // nothing without one
void print_remarks(Page& page, const findings::Findings& found);   // information only
void print_findings(Page& page, const findings::Findings& found);  // all, with their evidence
void print_dns(Page& page, const dns::Facts& facts, std::size_t waves);
void print_pointers(Page& page, const findings::Findings& found);

}  // namespace alignmail::report
