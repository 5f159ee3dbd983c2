// SPDX-License-Identifier: Apache-2.0
// What the families of SES rules share.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// The identity in SES: given, or the author's organization.
std::optional<dns::Domain> ses_identity(const Analysis& analysis);
// The region: expected, else shown by the message; "REGION" as a placeholder when neither is known.
std::string ses_region(const Analysis& analysis);
// The custom MAIL FROM that is expected or in use.
std::optional<dns::Domain> custom_mail_from(const Analysis& analysis);

// Whether the message may say something of the set-up: one that SES did not send asks for no records of SES.
bool tells_of_ses(const Analysis& analysis);

// A name that could be the custom MAIL FROM, where the checklist has one to propose.
std::optional<ses::Suggestion> suggestion_of(const Analysis& analysis);

// The mail of the expected MAIL FROM goes to somebody else, or all of the name is an alias of somebody's: records of
// SES are not for there, and another name is to be chosen.
bool belongs_to_others(const Analysis& analysis);

// Whether SES can take the name at all. One that it cannot gets no records.
bool is_for_ses(const Analysis& analysis);

// What is to be said of the host for bounces of a region that no published source lists; else empty.
std::string doubt_of_host(const std::string& region);

// {identity}, {region}, {mail_from}, {feedback} (the MX host), {domain}.
std::map<std::string, std::string> ses_values(const Analysis& analysis);

// What DNS holds at a row of the checklist.
std::vector<EvidenceItem> row_items(const ses::ChecklistRow& row);

// One evidence for the row of that id when it has one of the problems.
std::vector<Evidence> evidence_of_row(const Analysis& analysis, std::string_view id,
                                      std::initializer_list<ses::Problem> problems);

}  // namespace alignmail::findings
