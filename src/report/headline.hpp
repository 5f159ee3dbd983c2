// SPDX-License-Identifier: Apache-2.0
// The verdict in one line, and the words of the matrix below it: shared by every format.
#pragma once

#include <string>

#include "alignmail/report.hpp"

namespace alignmail::report {

// "DMARC passes, on one leg only"; the text report prints it in capitals.
std::string headline(const Subject& subject);

// Of mail that fails: what a leg is, and what receivers are asked to do; else empty.
std::string consequence(const Analysis& analysis);

// "0 errors, 1 warning" or "nothing to fix"; "nothing found so far" while not all of it is known.
std::string tally(const findings::Findings& findings, bool is_known = true);

// What the receiver said of SPF, of one signature, of DMARC; "-" when it did not say.
std::string claimed_spf(const Analysis& analysis);
std::string claimed_dkim(const Analysis& analysis, std::size_t signature);
std::string claimed_dmarc(const Analysis& analysis);

// What we found, in at most ten letters: the protocol's word, or "no key", "no body".
std::string observed_spf(const Analysis& analysis);
std::string observed_dkim(const dkim::SignatureResult& signature);

// The time of judgement and what told it: "2026-11-05T10:00:00Z (the receiver's Received)".
std::string judged_as_of(const Analysis& analysis);

// The domain of the list that passed the message on; empty when there was none.
std::string mailing_list(const Analysis& analysis);

}  // namespace alignmail::report
