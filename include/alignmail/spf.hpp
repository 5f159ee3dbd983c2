// SPDX-License-Identifier: Apache-2.0
// SPF (RFC 7208): may the server that connected send mail for this domain?
//
// check_host() follows section 4 and records every term it looked at, so that a verdict can
// be explained. It never fails: trouble is TempError or PermError.
//
//   spf::Verdict verdict = spf::check_host({.ip = ip, .domain = domain, .sender = "a@b.example"}, inquiry);
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alignmail/dns.hpp"
#include "alignmail/shared_list.hpp"

namespace alignmail::spf {

// The seven results of section 2.6.
enum class Status : std::uint8_t { None, Neutral, Pass, Fail, SoftFail, TempError, PermError };
// The keyword as Authentication-Results spells it (RFC 8601 section 2.7.2).
std::string_view to_string(Status status);

enum class Identity : std::uint8_t { MailFrom, Helo };
std::string_view to_string(Identity identity);  // "mailfrom", "helo"

enum class Reason : std::uint8_t {
  Matched,  // a mechanism matched; its qualifier is the result
  NoMatch,  // none did and there is no redirect: neutral (4.7)
  NoRecord,
  NoDomain,               // no domain to check: literal, single label, malformed (4.3)
  SeveralRecords,         // 4.5
  Syntax,                 // 4.6
  TooManyLookups,         // 4.6.4
  TooManyVoidLookups,     // 4.6.4
  TooManyNames,           // more than 10 names of an MX (4.6.4); of PTR those beyond are ignored
  Loop,                   // an include or redirect leads back; ends as TooManyLookups would
  IncludeWithoutRecord,   // 5.2
  RedirectWithoutRecord,  // 6.1
  DnsFailure,             // an answer that was needed is a temporary failure
  NotAnswered,            // offline, not recorded, not asked: nothing is known
  Pending,                // an answer that is needed is still wanted
};
std::string_view to_string(Reason reason);  // a short sentence

struct Request {
  std::optional<IpAddress> ip{};  // absent when the client is not known: nothing is decided then
  // Absent when the identity gives none: result None. Of a null reverse-path the HELO name (section 2.4).
  std::optional<dns::Domain> domain{};
  std::string sender{};  // local-part@domain; section 4.3 fills in postmaster; empty: postmaster at the HELO name
  std::string helo{};    // as given, for %{h}
  Identity identity = Identity::MailFrom;
  std::string receiver = "unknown";  // %{r}
  std::chrono::sys_seconds now{};    // %{t}
};

// A fault in a record, at its place. Every fault of a record is listed, also behind the term
// that would match.
struct SyntaxError {
  std::size_t offset = 0;  // in the record
  std::string term{};      // as written
  std::string expected{};  // in words
};

// The mechanisms of section 5 and the modifiers of section 6.
enum class Kind : std::uint8_t { All, Include, A, Mx, Ptr, Ip4, Ip6, Exists, Redirect, Exp, UnknownModifier };
std::string_view to_string(Kind kind);  // the name as it is written in a record

// What a mechanism that matches makes of the check (4.6.2).
enum class Qualifier : std::uint8_t { Pass, Fail, SoftFail, Neutral };
std::string_view to_string(Qualifier qualifier);  // "+", "-", "~", "?"

enum class Match : std::uint8_t { Matched, NotMatched, Error, NotReached, Pending };
std::string_view to_string(Match match);

struct Evaluated;

// One term of a record, in the order of the record.
struct Term {
  std::string text{};      // as written: "include:amazonses.com"
  std::size_t offset = 0;  // in the record
  std::string target{};    // the domain after macro expansion, or the network compared
  Kind kind = Kind::UnknownModifier;
  Qualifier qualifier = Qualifier::Pass;     // of a mechanism
  Match match = Match::NotReached;           // a redirect that was followed has Matched
  int lookups_so_far = 0;                    // counted after this term
  int worst_case_lookups = 0;                // what the term costs at most, as far as the records are known
  std::vector<std::string> compared{};       // what was looked at: "192.0.2.1", "mx.example.com 192.0.2.1"
  std::vector<dns::Domain> chain{};          // aliases followed
  std::shared_ptr<const Evaluated> inner{};  // the record behind include or redirect
  std::string note{};                        // why it is in error, in words
};

// One record and what came of it.
struct Evaluated {
  dns::Domain domain;
  std::string record{};               // empty when there is none, or several
  std::vector<std::string> rivals{};  // all v=spf1 records when there are several
  Status status = Status::None;
  Reason reason = Reason::NoRecord;
  std::vector<Term> terms{};  // empty when the record does not parse
  std::vector<SyntaxError> errors{};
  std::vector<dns::Domain> chain{};  // aliases followed to the record
};

struct Matched {
  dns::Domain domain;       // whose record the term is in
  std::string mechanism{};  // as written
};

struct Verdict {
  Identity identity = Identity::MailFrom;
  std::optional<dns::Domain> domain{};
  std::optional<IpAddress> ip{};
  Status status = Status::None;
  Reason reason = Reason::NoDomain;
  std::string detail{};                      // the same in words, with names
  std::optional<std::string> record{};       // of the domain
  std::optional<Matched> matched{};          // the innermost term: the ip4 behind an include
  SharedList<Matched> path{};                // from the record of the domain to `matched`, through include and redirect
  std::optional<std::string> explanation{};  // the sender's exp= text, exact octets, on Fail
  int lookups = 0;                           // terms with look-ups spent, in the RFC's order; 11: one too many
  int void_lookups = 0;
  int worst_case_lookups = 0;               // if no term matched, whatever the address; a loop counts as 11 at least
  std::shared_ptr<const Evaluated> tree{};  // null when no record was looked for
};

Verdict check_host(const Request& request, dns::Inquiry& inquiry);

// The limits of section 4.6.4.
struct Limits {
  static constexpr int lookups = 10;
  static constexpr int void_lookups = 2;
  static constexpr int names = 10;                           // behind one mx or ptr
  static constexpr int records_foreseen = 20;                // ours: fetched ahead for worst_case_lookups
  static constexpr std::size_t errors_listed = 100;          // ours: of one record
  static constexpr std::size_t identity_octets = 1'000;      // ours: RFC 5321 section 4.5.3.1 needs 320
  static constexpr std::size_t explanation_octets = 65'535;  // ours: what one TXT record can hold
};

}  // namespace alignmail::spf
