// SPDX-License-Identifier: Apache-2.0
// The rows of the checklist, and what they share. Every row asks whatever it may come to need in
// its first call, so that all of them are answered in one wave.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/ses.hpp"

namespace alignmail::ses {

ChecklistRow make_row(std::string_view id, const std::optional<dns::Domain>& owner, dns::Type type);
// Takes over the status of an answer; true when DNS has not spoken (the row stays not_checked).
bool is_unanswered(ChecklistRow& row, dns::Status status);
void set(ChecklistRow& row, RowStatus status, std::string note = {});
void blame(ChecklistRow& row, RowStatus status, Problem problem, std::string note = {});

// Where a name ends up when a DNS panel appends the zone's name to a name that has it already:
// below the identity, and below the zone above it where the identity is a subdomain.
std::vector<dns::Domain> doubled_names(const dns::Domain& name, const dns::Domain& identity);

std::string as_record(const dns::Domain& name);  // with the final dot
std::string region_of(const Setup& setup);       // expected; empty when unknown
// The zone in which the CNAMEs of the identity are to end.
std::string hosted_zone(const Setup& setup);

// The MX that SES asks for has this preference.
inline constexpr std::uint16_t mx_preference = 10;
// Whether it points to the host of that region; to that of any, when none is known.
bool is_feedback_host(const dns::Mx& mx, std::string_view region);

bool is_spf_record(std::string_view text);  // RFC 7208 section 4.5
std::vector<std::string> spf_records(const dns::Answer& answer);

bool names_ses(const std::string& record);  // by an include of its own

// How an SPF record comes to authorize SES.
enum class Reach : std::uint8_t {
  Yes,     // include:amazonses.com, or all of the Internet
  ByList,  // not by name: it lists the address from which SES sent
  No,
  Unknown,  // an include that DNS did not answer
  Pending,
};
Reach reach_of_ses(const std::string& record, const std::optional<IpAddress>& address, dns::Inquiry& inquiry);

std::vector<ChecklistRow> audit_dkim(const Setup& setup, dns::Inquiry& inquiry);
std::vector<ChecklistRow> audit_mail_from(const Setup& setup, const Sighting& sighting, dns::Inquiry& inquiry);

// A name whose SPF record is for SES and whose MX records are not what SES accepts in that region: to be mended where
// they are a slip, only named where they may serve another purpose.
struct Begun {
  std::optional<Suggestion> to_mend{};
  std::optional<HalfMade> to_name{};
};
Begun find_begun(const dns::Domain& name, std::string_view region, dns::Inquiry& inquiry);

}  // namespace alignmail::ses
