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
  TooManyNames,           // more than 10 MX or PTR names (4.6.4)
  Loop,                   // an include or redirect leads back; ends as TooManyLookups would
  IncludeWithoutRecord,   // 5.2
  RedirectWithoutRecord,  // 6.1
  DnsFailure,             // an answer that was needed is a temporary failure
  NotAnswered,            // offline, not recorded, not asked: nothing is known
  Pending,                // an answer that is needed is still wanted
};
std::string_view to_string(Reason reason);  // a short sentence

struct Request {
  std::optional<IpAddress> ip{};
  std::optional<dns::Domain> domain{};  // absent when the identity gives none: result None
  std::string sender{};                 // local-part@domain; section 4.3 fills in postmaster
  std::string helo{};                   // as given, for %{h}
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

enum class Match : std::uint8_t { Matched, NotMatched, Error, NotReached, Pending };
std::string_view to_string(Match match);

struct Evaluated;

// One term of a record, in the order of the record.
struct Term {
  std::string text{};      // as written: "include:amazonses.com"
  std::size_t offset = 0;  // in the record
  std::string target{};    // the domain after macro expansion, or the network compared
  Match match = Match::NotReached;
  int lookups_so_far = 0;                    // counted after this term
  std::vector<std::string> compared{};       // addresses or names that were looked at
  std::vector<dns::Domain> chain{};          // aliases followed
  std::shared_ptr<const Evaluated> inner{};  // the record behind include or redirect
  std::string note{};                        // why it is in error, in words
};

// One record and what came of it.
struct Evaluated {
  dns::Domain domain;
  std::string record{};               // empty when there is none
  std::vector<std::string> rivals{};  // all v=spf1 records when there are several
  Status status = Status::None;
  Reason reason = Reason::NoRecord;
  std::vector<Term> terms{};
  std::vector<SyntaxError> errors{};
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
  std::string detail{};                 // the same in words, with names
  std::optional<std::string> record{};  // of the domain
  std::optional<Matched> matched{};
  std::optional<std::string> explanation{};  // the sender's exp= text, exact octets, on Fail
  int lookups = 0;                           // terms with look-ups spent, in the RFC's order
  int void_lookups = 0;
  int worst_case_lookups = 0;               // if every term were evaluated; 11 stands for more than 10 too
  std::shared_ptr<const Evaluated> tree{};  // null when no record was looked for
};

Verdict check_host(const Request& request, dns::Inquiry& inquiry);

// The limits of section 4.6.4.
struct Limits {
  static constexpr int lookups = 10;
  static constexpr int void_lookups = 2;
  static constexpr int names = 10;  // behind one mx or ptr
};

}  // namespace alignmail::spf
