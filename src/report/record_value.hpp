// SPDX-License-Identifier: Apache-2.0
// Values of records to publish, in the spellings of those who take them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::report {

// Records of one name and type are published together; so do the interfaces of DNS services.
struct RecordSet {
  const findings::RecordChange* first = nullptr;  // name, type, operation, TTL
  std::vector<const findings::RecordChange*> records{};
};
// In the order in which a name and type first appear; deletions never mix with the rest.
std::vector<RecordSet> group(std::span<const findings::RecordChange> records);

// The value in a master file: text in strings of at most 255 octets (RFC 1035 section 3.3),
// quoted and escaped.
std::string master_value(const dns::RecordData& data);
// The same as Route 53 takes it: octets that are not printable are octal there.
std::string route53_value(const dns::RecordData& data);
// For a form with one box for the value: no quotes; host names without the final dot.
std::string plain_value(const dns::RecordData& data);

// The name as the web page of a DNS service wants it: most of them put the zone behind it by
// themselves, which is how names get doubled. The zone is taken to be the registrable domain.
std::string relative_name(const dns::Domain& name, const dns::SuffixList& suffixes);

// Between quotes, for JSON. Values above are ASCII; other text goes through escape::visible first.
std::string json_string(std::string_view text);
// The same for HCL, where ${ and %{ would be templates.
std::string hcl_string(std::string_view text);

// "verb NAME TYPE": what to do with each value that goes.
std::vector<std::string> deletions(const findings::RecordChange& change);

}  // namespace alignmail::report
