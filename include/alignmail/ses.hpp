// SPDX-License-Identifier: Apache-2.0
// Amazon SES: what its mail shows, what is expected of DNS, and what DNS holds.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/dkim.hpp"
#include "alignmail/dmarc.hpp"
#include "alignmail/trust.hpp"

namespace alignmail::ses {

// One region, as the General Reference of AWS lists it.
struct Region {
  std::string_view name;       // "eu-west-1"
  std::string_view dkim_zone;  // "dkim.amazonses.com"
  std::string_view id_prefix;  // first four hexadecimal digits of a message id; empty when unknown
};
std::span<const Region> regions();
const Region* find_region(std::string_view name);
std::string default_mail_from(std::string_view region);  // "amazonses.com", "eu-west-1.amazonses.com"
std::string feedback_host(std::string_view region);      // the MX of a custom MAIL FROM

enum class Detected : std::uint8_t { No, Yes, Unknown };
enum class MailFrom : std::uint8_t { Unknown, Default, Custom };
std::string_view to_string(Detected detected);
std::string_view to_string(MailFrom mail_from);

// A trace of the region, strongest first.
struct RegionEvidence {
  std::string source{};  // "Received", "MAIL FROM", "Feedback-ID", ...
  std::string region{};
  std::string value{};  // as it stands in the message
};

// What the message shows.
struct Recognition {
  Detected detected = Detected::Unknown;
  std::string region{};  // empty when nothing shows it
  std::vector<RegionEvidence> evidence{};
  bool evidence_disagrees = false;
  bool contradicts_address = false;  // a host label that does not fit the connecting address
  MailFrom mail_from = MailFrom::Unknown;
  std::vector<std::size_t> own_signatures{};     // signatures of the author's organization made by SES
  std::optional<std::size_t> ses_signature{};    // the d=amazonses.com one
  std::optional<std::string> message_id_time{};  // RFC 3339, from the message id
};
Recognition recognize(const message::Message& message, const trust::Assessment& assessment,
                      std::span<const dkim::SignatureResult> signatures, const std::optional<dns::Domain>& author);

enum class Origin : std::uint8_t { Given, Inferred, Absent };
std::string_view to_string(Origin origin);

// A value, and whether it was given or inferred.
template <class T>
struct Item {
  T value{};
  Origin origin = Origin::Absent;
  bool known() const { return origin != Origin::Absent; }
};

// The expected set-up (contract section 5).
struct Setup {
  Item<std::optional<dns::Domain>> domain{};  // the identity
  Item<std::string> region{};
  Item<std::optional<dns::Domain>> mail_from{};
  Item<std::string> dkim_kind{};            // "easy", "byodkim", "none"
  Item<std::vector<std::string>> tokens{};  // or the selector of byodkim
  Item<std::string> hosted_zone{};
  Item<std::string> verification_token{};
  std::vector<std::string> other_senders{};
  std::vector<std::string> not_ready{};  // statuses of the identity other than SUCCESS, in words
};

enum class RowStatus : std::uint8_t { Ok, Missing, Different, Duplicate, Misplaced, NotNeeded, NotChecked };
std::string_view to_string(RowStatus status);

struct ChecklistRow {
  std::string id{};        // of the schema: verification, dkim1 ... dmarc
  std::string name{};      // owner name
  std::string type{};      // "CNAME"
  std::string expected{};  // value; empty when any will do
  std::vector<std::string> found{};
  RowStatus status = RowStatus::NotChecked;
  std::string note{};  // one sentence, where there is something to say
  dns::Status answer = dns::Status::Pending;
};

// What is expected, completed with what the message shows.
Setup complete(const Setup& given, const Recognition& recognition, std::span<const dkim::SignatureResult> signatures,
               const trust::Envelope& envelope, const std::optional<dns::Domain>& author);

std::vector<ChecklistRow> audit(const Setup& setup, const Recognition& recognition,
                                const std::optional<dmarc::Discovery>& policy, dns::Inquiry& inquiry);

// Reads our JSON (contract section 5) or saved output of the AWS command line. Config errors
// name file, key and reason.
Result<Setup> parse_setup(std::string_view json, const std::string& file_name);

}  // namespace alignmail::ses
