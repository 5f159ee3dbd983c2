// SPDX-License-Identifier: Apache-2.0
// The three rows of Easy DKIM in the checklist, as its rules take them: together.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// The CNAME rows that have one of the problems.
std::vector<const ses::ChecklistRow*> cname_rows(const Analysis& analysis,
                                                 std::initializer_list<ses::Problem> problems);

// The signature that SES made for the identity with a token that is none of the three expected ones: then it knows the
// identity under other tokens than the reader does. Null when there is none, or not all three are known.
const dkim::SignatureResult* signed_by_other_token(const Analysis& analysis);

// "DKIM record", "2 DKIM records".
std::string dkim_records(std::size_t count);

// One line that asks DNS for all of them; empty where a name is not fit for a shell.
std::string check_of(const std::vector<const ses::ChecklistRow*>& rows);

// One evidence for all rows of a kind: the same slip of the hand, mended in one go.
std::vector<Evidence> evidence_of_cnames(const Analysis& analysis, const std::vector<const ses::ChecklistRow*>& rows);

// The TXT record of a key of one's own (BYODKIM), when it is not there or is none.
std::optional<Evidence> own_key_missing(const Analysis& analysis);

}  // namespace alignmail::findings
