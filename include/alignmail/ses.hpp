// SPDX-License-Identifier: Apache-2.0
// Amazon SES: what its mail shows, what is expected of DNS, and what DNS holds.
#pragma once

#include <chrono>
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

// One region, as the General Reference of AWS lists it. Everything else about it follows from
// its name by rule.
struct Region {
  std::string_view name;       // "eu-west-1"
  std::string_view dkim_zone;  // "dkim.amazonses.com"; empty when no source tells it
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
  std::string value{};     // as it stands in the message
  bool only_hint = false;  // from a table that is incomplete and changes: never a contradiction
};

// What the checklist rests on of all that a message shows.
struct Sighting {
  Detected detected = Detected::Unknown;
  MailFrom mail_from = MailFrom::Unknown;
  std::optional<IpAddress> address{};
  bool operator==(const Sighting&) const = default;
};

// What the message shows.
struct Recognition {
  Detected detected = Detected::Unknown;
  std::string why{};     // of `detected`, one sentence
  std::string region{};  // empty when nothing shows it
  std::vector<RegionEvidence> evidence{};
  bool evidence_disagrees = false;
  bool contradicts_address = false;              // a host label that does not fit the connecting address
  std::vector<std::string> contradictions{};     // traces against each other or the address, in words
  MailFrom mail_from = MailFrom::Unknown;        // as SES gave it, whatever a list made of it later
  std::optional<dns::Domain> mail_from_name{};   // its domain, where known
  std::optional<std::size_t> hop{};              // of SES, index into Assessment::hops
  std::optional<IpAddress> address{};            // from which SES sent it, where recorded
  std::optional<IpAddress> outgoing{};           // the same as X-SES-Outgoing has it, which nothing signs
  std::vector<std::size_t> own_signatures{};     // signatures of the author's organization made by SES
  std::vector<std::size_t> other_signatures{};   // of that organization, but not made by SES (signed before)
  std::optional<std::size_t> ses_signature{};    // the d=amazonses.com one
  std::optional<std::size_t> white_label{};      // the one that stands in its place (another d=, covers Feedback-ID)
  std::optional<std::string> message_id_time{};  // RFC 3339, from the message id
  std::optional<std::chrono::seconds> clock_difference{};  // t= of SES's signature less that time

  Sighting sighting() const { return {detected, mail_from, address}; }
};
Recognition recognize(const message::Message& message, const trust::Assessment& assessment,
                      std::span<const dkim::SignatureResult> signatures, const std::optional<dns::Domain>& author);

// 32 characters of [a-z2-7]: a selector that Easy DKIM made, which is the CNAME's token too.
bool is_easy_dkim_token(std::string_view selector);

enum class Origin : std::uint8_t { Given, Inferred, Absent };
std::string_view to_string(Origin origin);

// A value, and whether it was given or inferred.
template <class T>
struct Item {
  T value{};
  Origin origin = Origin::Absent;
  bool known() const { return origin != Origin::Absent; }
  bool operator==(const Item&) const = default;
  bool given() const { return origin == Origin::Given; }
};

// The expected set-up.
struct Setup {
  Item<std::optional<dns::Domain>> domain{};  // the identity
  Item<std::string> region{};
  Item<std::optional<dns::Domain>> mail_from{};
  Item<std::string> dkim_kind{};            // "easy", "byodkim", "none"
  Item<std::vector<std::string>> tokens{};  // or the selector of byodkim
  Item<std::string> hosted_zone{};
  Item<std::string> verification_token{};
  Item<std::string> policy{};  // that the owner aims at: "none", "quarantine", "reject"
  std::vector<std::string> other_senders{};
  std::vector<std::string> not_ready{};  // statuses of the identity other than SUCCESS, in words
  // Of AWS output only:
  std::string identity{};            // as AWS names it, where it does
  bool is_address = false;           // an e-mail address identity
  std::string parent_region{};       // of a replica (DEED): its keys are that region's
  std::string mail_from_behavior{};  // "USE_DEFAULT_VALUE", "REJECT_MESSAGE"
  std::string mail_from_status{};    // "SUCCESS", "PENDING", "FAILED", "TEMPORARY_FAILURE"
  bool default_mail_from = false;    // it says that no custom MAIL FROM is set up
  std::vector<Setup> candidates{};   // several identities in one file; complete() takes the author's

  bool is_given() const;  // whether anything was
  bool operator==(const Setup&) const = default;
};

enum class RowStatus : std::uint8_t { Ok, Missing, Different, Duplicate, Misplaced, NotNeeded, NotChecked };
std::string_view to_string(RowStatus status);

// What is the matter with a row, for those who explain it. Those marked (ok) leave it in order.
enum class Problem : std::uint8_t {
  Missing,
  DoubledName,        // found at ChecklistRow::found_at
  WrongTarget,        // a CNAME to another token, or out of SES
  TargetDoubled,      // the zone's name was appended to the target
  WrongZone,          // the right token, in a zone where it has no key
  OtherZone,          // (ok) an SES zone other than the table's, with a key: a cell, a parent's
  OtherRecordType,    // the name is taken by another type
  TxtInsteadOfCname,  // a TXT holds the CNAME's target
  Flattened,          // (ok) the provider publishes what the name leads to, not the name
  WrongKey,           // flattened, and to another key
  KeyRevoked,         // an empty p=
  KeyMissing,         // (ok) no key stands where the CNAME leads, or would lead
  SeveralMx,
  NotSes,  // an MX outside SES
  WrongRegion,
  WrongPreference,
  OutsideIdentity,  // the MAIL FROM is not a subdomain of the identity
  InUse,            // (ok) ChecklistRow::other_use says by what
  LacksSes,
  SeveralRecords,
  Unreadable,    // a record that does not parse; of SPF, one that ends in permerror
  NotConsulted,  // (ok) the apex record names amazonses.com, in vain
  Unused,        // no custom MAIL FROM is in use or expected
  WeakerPolicy,  // the DMARC policy in force asks for less than is expected
};
std::string_view to_string(Problem problem);

// A name with an SPF record for SES, begun as MAIL FROM, that its MX records keep from being one here.
struct HalfMade {
  dns::Domain name;
  std::vector<std::string> mx{};
  std::string region{};  // of its only MX, where that is another one; empty: it has several
};

// A name under which a custom MAIL FROM could stand.
struct Suggestion {
  dns::Domain name;
  bool checked_free = false;             // DNS says that nothing stands there
  bool under_wildcard = false;           // nothing of its own stands there, and a wildcard answers for it
  bool has_mx = false;                   // the one MX there is that of SES already, and of the region in question
  std::string region{};                  // of that MX
  bool has_spf = false;                  // an SPF record there authorizes SES, beside that MX or beside none
  std::vector<std::string> faulty_mx{};  // beside that SPF record, and meant for SES by its form: to be replaced
  std::optional<HalfMade> half_made{};   // another name, which may have been meant

  bool prepared() const { return has_mx && has_spf; }  // only SES has to be told
};

struct ChecklistRow {
  std::string id{};        // of the schema: verification, dkim1 ... dmarc
  std::string name{};      // owner name
  std::string type{};      // "CNAME"
  std::string expected{};  // value; empty when any will do
  std::vector<std::string> found{};
  RowStatus status = RowStatus::NotChecked;
  std::string note{};  // one sentence, where there is something to say
  dns::Status answer = dns::Status::Pending;
  std::string check{};                 // a command that shows the same; empty for names unfit for a shell
  std::optional<dns::Domain> owner{};  // `name` as a domain name, where it is one
  std::vector<Problem> problems{};
  std::optional<dns::Domain> found_at{};   // the doubled name
  std::vector<std::string> other_use{};    // of a MAIL FROM name: "A 192.0.2.1", "CNAME x.example.com."
  std::optional<Suggestion> suggestion{};  // of a name for a custom MAIL FROM, when none is in use

  bool has(Problem problem) const;
};

// What is expected, completed with what the message shows. Of several identities the author's is taken: that of its
// address, where that is known and has one, else that of the nearest domain.
Setup complete(const Setup& given, const Recognition& recognition, std::span<const dkim::SignatureResult> signatures,
               const std::optional<dns::Domain>& author, std::string_view address = {});

// Without a message: a custom MAIL FROM that nobody named, and the region, as DNS shows them. The
// names that are usual for it are asked for the MX of SES. True when all of them were answered.
bool infer_from_dns(Setup& setup, dns::Inquiry& inquiry);

// Empty when SES did not send the message and nothing was given.
// `policy`: null where there is no single author domain.
std::vector<ChecklistRow> audit(const Setup& setup, const Sighting& sighting, const dmarc::Discovery* policy,
                                dns::Inquiry& inquiry);

// A usual name below the domain whose MX is that of SES in `region` already (in any region, when that is empty), or
// whose SPF record is for SES and that lacks only the MX, or has it misspelt; else the first of mail., bounce., send.,
// mailfrom. and two that nobody has by accident that DNS does not say is taken; below a wildcard one of the latter two;
// else nothing.
std::optional<Suggestion> suggest_mail_from(const dns::Domain& domain, std::string_view region, dns::Inquiry& inquiry);

// The row of that id, or null.
const ChecklistRow* find_row(std::span<const ChecklistRow> rows, std::string_view id);

// What a file says about the expected set-up; `name` is for errors.
struct SetupFile {
  std::string text;
  std::string name;
};

// Reads our JSON (the README shows it) or saved output of the AWS command line: get-email-identity,
// get-identity-dkim-attributes, get-identity-mail-from-domain-attributes and
// get-identity-verification-attributes; of the latter three several files together. With `identity`
// only that one of several is taken. Config errors name file, key and reason.
Result<Setup> parse_setup(std::span<const SetupFile> files, const std::optional<std::string>& identity = std::nullopt);
Result<Setup> parse_setup(std::string_view json, const std::string& file_name,
                          const std::optional<std::string>& identity = std::nullopt);

}  // namespace alignmail::ses
