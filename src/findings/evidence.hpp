// SPDX-License-Identifier: Apache-2.0
// What rules build their evidence and fixes from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// A field of the message with its line.
EvidenceItem header_item(const message::Message& message, std::size_t field);
EvidenceItem header_item(const message::Field& field);
// Every field of that name.
std::vector<EvidenceItem> header_items(const message::Message& message, std::string_view name);

// Which names stand more than once. Looked at together, for nearly none does.
class RepeatedNames {
 public:
  explicit RepeatedNames(const message::Message& message);
  // How often the name stands; 0 also for once.
  std::size_t count(std::string_view name) const;

 private:
  const message::Message& message_;
  std::uint64_t twice_ = 0;  // kinds of names: of one of them a name may stand more than once
};

EvidenceItem dns_item(std::string_view name, dns::Type type, std::string value);
EvidenceItem computed_item(std::string name, std::string value);

// "a", "a and b", "a, b and c"; of more than eight the others are counted.
std::string listed(const std::vector<std::string>& parts);

// A TXT record to publish, its value split into strings of at most 255 octets.
RecordChange txt_change(Operation operation, const dns::Domain& name, std::string_view value,
                        std::vector<std::string> was = {});

// A fix of one step.
Fix one_step_fix(std::string summary, std::string text, std::vector<RecordChange> records = {},
                 std::vector<std::string> commands = {});

// A TXT record in the place of another; nothing where that would change nothing.
std::optional<Fix> replacing_fix(const dns::Domain& name, const std::string& today, const std::string& better,
                                 std::string summary, std::string text);

// "_dmarc" in front of the domain under which the record stands or belongs.
dns::Domain dmarc_name(const dns::Domain& domain);

// Whether SES took part as far as the message shows.
bool sent_by_ses(const Analysis& analysis);
// The same, or there is no message and SES is what is asked about.
bool concerns_ses(const Analysis& analysis);

}  // namespace alignmail::findings
