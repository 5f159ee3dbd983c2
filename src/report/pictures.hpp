// SPDX-License-Identifier: Apache-2.0
// The pictures of the HTML report, each made from the analysis. Empty where there is nothing to
// draw; every one carries its content as a description too.
#pragma once

#include "alignmail/report.hpp"
#include "report/svg.hpp"

namespace alignmail::report::svg {

// From, and beside it each domain that SPF or DKIM is about, with the line that joins them.
Markup alignment_picture(const Analysis& analysis, int width);
// The terms of the SPF records with the running count of look-ups.
Markup spf_picture(const spf::Verdict& verdict, int width);
// From the signature to its verdict, up to the first broken link.
Markup dkim_picture(const Analysis& analysis, std::size_t signature, int width);
// Name by name to the record in force.
Markup walk_picture(const dmarc::Verdict& verdict, int width);
// DMARC under the four modes, sent directly, forwarded and through a list.
Markup what_if_picture(const Analysis& analysis, int width);
// Hops from the first to the last, with what each one took.
Markup timeline_picture(const Analysis& analysis, int width);

}  // namespace alignmail::report::svg
