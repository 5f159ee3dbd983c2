// SPDX-License-Identifier: Apache-2.0
// The text report: did it pass, how safely, what is the one thing to do next.
#pragma once

#include <string>

#include "alignmail/report.hpp"
#include "report/page.hpp"

namespace alignmail::report {

std::string render_text(const Subject& subject, const Style& style);

// Its parts, each ending with its line.
void print_matrix(Page& page, const Subject& subject);
void print_next_action(Page& page, const Subject& subject, const Style& style);
void print_fix(Page& page, const findings::Fix& fix, const Style& style);
void print_evidence(Page& page, const Subject& subject, const Style& style);
void print_spf_tree(Page& page, const spf::Verdict& verdict);
// With -v what it will survive, and of one that failed the octets that were hashed.
void print_signature(Page& page, const dkim::SignatureResult& result, const message::Message& message,
                     const Style& style);
void print_dmarc(Page& page, const dmarc::Verdict& verdict);

}  // namespace alignmail::report
