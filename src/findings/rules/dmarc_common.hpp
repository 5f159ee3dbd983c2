// SPDX-License-Identifier: Apache-2.0
// What the families of DMARC rules share.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// Null when there is no single author.
const dmarc::Discovery* discovery_of(const Analysis& analysis);
// The record in force; null when there is none.
const dmarc::Record* record_of(const Analysis& analysis);

std::vector<EvidenceItem> walk_items(const dmarc::Discovery& discovery);
// The record in force, which there must be.
std::vector<EvidenceItem> record_item(const dmarc::Discovery& discovery);

// Whether what is overlooked stands at the name where receivers look, so that only its text is wrong.
bool stands_right(const Analysis& analysis, const dmarc::Step& overlooked);

// A record to start with: it changes nothing for the mail and brings the reports.
std::string first_record(const dns::Domain& domain);

// The record with that value of the tag, in the tag's place or behind v=; without the tag, when the value is empty.
std::string with_tag(const std::string& record, std::string_view tag, std::string_view value);

// What to think of before this record is put in force; empty when it asks for nothing.
std::string warning_of_policy(const std::string& record);
// Of several records at one name the one that asks for least, and none beside it.
Fix keep_one_record(const dmarc::Step& step);

// The record of the author domain without aspf=s and adkim=s, as far as each keeps a leg from
// counting that relaxed alignment would let count. One change for both: two of one record would
// undo each other.
Fix relax_alignment(const Analysis& analysis);

// {domain} under which the record stands or belongs, and its {name}.
std::map<std::string, std::string> dmarc_names(const dmarc::Discovery& discovery);

}  // namespace alignmail::findings
