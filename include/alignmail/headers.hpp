// SPDX-License-Identifier: Apache-2.0
// Header fields parsed by their grammars: addresses (RFC 5322), Return-Path (RFC 5321),
// Received (RFC 5321 section 4.4), Authentication-Results (RFC 8601), Received-SPF
// (RFC 7208 section 9.1). No parser guesses: what is ambiguous comes back as a defect.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alignmail/ip_address.hpp"

namespace alignmail::message {

struct Mailbox {
  std::string display_name{};  // unquoted, encoded-words decoded (RFC 2047), UTF-8 or as received
  std::string local_part{};    // unquoted
  std::string domain{};        // as written; a domain literal keeps its brackets
  std::string address() const { return local_part + "@" + domain; }
};

enum class AddressDefect : std::uint8_t {
  Empty,           // no mailbox at all (an empty group counts)
  Syntax,          // text that no rule of RFC 5322 section 3.4 fits
  TextAfterAngle,  // <a@b>c@d
  SeveralAtSigns,  // unquoted; also a display name with the address of another domain in it
  NoDomain,        // a mailbox without @
  QuotedPairOutsideQuotes,
  UnclosedComment,
  UnclosedQuote,
  UnclosedAngle,
  NestingTooDeep,
  ControlCharacter,     // in the address; NUL and bare CR anywhere, since some readers stop there
  InvisibleCharacter,   // zero-width, bidirectional or exotic space next to or in the address
  EncodedAddress,       // an encoded-word where the address should be
  HiddenAddress,        // in an encoded-word of a name, with what sets it apart for who divides the list after decoding
  Route,                // obsolete source route; ignored (RFC 5322 section 4.4)
  TooManyAddresses,     // over the ceiling; the rest was not read
  ObsoleteSyntax,       // folds, comments or spaces around dots and the @: legal, obsolete
  UnquotedName,         // a display name with specials that ask for quotes; the address is clear
  DotsInLocalPart,      // "a..b@" or "a.@": the domain is clear
  TooManyEncodedWords,  // in display names, over the ceiling; the rest was not decoded
};
std::string_view to_string(AddressDefect defect);
// True when readers could disagree on who the author is.
bool is_ambiguous(AddressDefect defect);

struct AddressList {
  std::vector<Mailbox> mailboxes{};      // every candidate, those of groups included
  std::vector<std::string> groups{};     // display names
  std::vector<std::string> comments{};   // outermost, without their parentheses
  std::vector<AddressDefect> defects{};  // each once

  bool has(AddressDefect defect) const;
  bool is_ambiguous() const;  // any of its defects is; several mailboxes alone are none
};
AddressList parse_addresses(std::string_view field_body);

// A reverse-path: what stood in MAIL FROM (RFC 5321 section 4.1.2).
struct ReversePath {
  std::string text{};        // as given, outer white space and angle brackets removed
  std::string local_part{};  // unquoted
  std::string domain{};      // as written, without a final dot
  bool is_null = false;      // "<>": a bounce
  bool is_valid = false;     // a mailbox of RFC 5321 (a source route in front is ignored), null, or a lone domain
  bool domain_only = false;  // some receivers write only the domain
};
// Without brackets too. What is not valid has neither local part nor domain: no guess.
ReversePath parse_reverse_path(std::string_view text);
// The same out of a Return-Path field, where comments and white space may stand around the brackets, and white space
// within them (RFC 5322 sections 3.4 and 3.6.7).
ReversePath parse_return_path(std::string_view field_body);

struct Received {
  std::string from{};                  // the name given in HELO or EHLO, as recorded
  std::string from_host{};             // the name looked up for the address, where it leads back to it; may be empty
  bool is_host_proven = true;          // qmail records a name without looking whether it leads back
  std::optional<IpAddress> address{};  // of the client, as recorded by the `by` host
  std::string by{};
  std::string with{};  // protocol: ESMTPS ...
  std::string id{};
  std::string for_address{};
  std::string envelope_from{};  // (envelope-from <...>) where a server writes it, with its brackets
  std::optional<std::chrono::sys_seconds> date{};
  std::string tls{};  // protocol version when it is told
};
Received parse_received(std::string_view field_body);

struct AuthProperty {
  std::string type{};   // "smtp", "header", "policy"; empty for a bare key=value
  std::string name{};   // "mailfrom"
  std::string value{};  // unquoted
};
struct MethodResult {
  std::string method{};  // lower case
  std::string result{};  // lower case
  std::string reason{};
  std::vector<std::string> comments{};
  std::vector<AuthProperty> properties{};
  // The first property of that name ("smtp.mailfrom"), or nothing; valid as long as the result is.
  std::optional<std::string_view> find(std::string_view type_and_name) const;
};
struct AuthenticationResults {
  std::optional<std::string> authserv_id{};  // unquoted, lower case; absent in some dialects
  std::string version{};
  std::optional<std::uint32_t> instance{};  // i= of an ARC-Authentication-Results
  bool none = false;                        // "; none": nothing was checked
  std::vector<MethodResult> results{};
  std::vector<std::string> defects{};  // departures from the grammar, in words
  std::vector<std::string> cut{};      // what of it is over a ceiling, in words
  bool is_doubtful = false;            // a part was left out, or the first of several values was taken
};
AuthenticationResults parse_authentication_results(std::string_view field_body, bool arc = false);

struct ReceivedSpf {
  std::string result{};  // lower case
  std::string comment{};
  std::vector<std::pair<std::string, std::string>> pairs{};  // key in lower case, value unquoted
  std::vector<std::string> defects{};
  std::vector<std::string> cut{};  // what of it is over a ceiling, in words
  bool is_doubtful = false;        // as of AuthenticationResults
  std::optional<std::string_view> find(std::string_view key) const;
};
ReceivedSpf parse_received_spf(std::string_view field_body);

// The MIME structure, read through mimetic behind guards; for diagnosis and text only,
// never for a verdict.
struct MimePart {
  std::string type{};               // "text/plain"
  std::string transfer_encoding{};  // lower case
  std::string charset{};
  std::size_t depth = 0;
};
struct MimeStructure {
  std::vector<MimePart> parts{};  // in order; empty when the guards refused
  std::string refused{};          // why, in words
};
class Message;
MimeStructure read_mime(const Message& message);

}  // namespace alignmail::message
