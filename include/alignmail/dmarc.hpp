// SPDX-License-Identifier: Apache-2.0
// DMARC (RFC 9989; RFC 7489 beside it): does an authenticated identifier align with the
// author domain, and what does the domain's owner ask for when none does?
//
// Four facts stay apart everywhere: whether an identifier was authenticated, how its domain
// relates to the author domain, which mode is in force, and the outcome.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "alignmail/dns.hpp"
#include "alignmail/shared_list.hpp"
#include "alignmail/suffix_list.hpp"

namespace alignmail::dmarc {

enum class Standard : std::uint8_t { Rfc9989, Rfc7489 };
std::string_view to_string(Standard standard);

enum class Policy : std::uint8_t { None, Quarantine, Reject };
std::string_view to_string(Policy policy);

enum class Mode : std::uint8_t { Relaxed, Strict };
std::string_view to_string(Mode mode);  // "relaxed", "strict"
char tag_letter(Mode mode);             // 'r', 's'

struct RecordFault {
  std::size_t offset = 0;
  std::string what{};
};

// A DMARC policy record (section 4.7). Members carry their tag.
struct Record {
  std::string text{};                          // as published
  std::optional<Policy> policy{};              // p, as published
  std::optional<Policy> subdomain_policy{};    // sp
  std::optional<Policy> nonexistent_policy{};  // np
  Mode dkim_alignment = Mode::Relaxed;         // adkim
  Mode spf_alignment = Mode::Relaxed;          // aspf
  bool dkim_alignment_given = false;
  bool spf_alignment_given = false;
  char public_suffix = 'u';                      // psd: 'y', 'n', 'u'
  bool test_mode = false;                        // t
  std::vector<std::string> failure_options{};    // fo
  std::vector<std::string> aggregate_reports{};  // rua, URIs
  std::vector<std::string> failure_reports{};    // ruf
  std::optional<int> percentage{};               // pct, 0 to 100, which only RFC 7489 heeds
  std::vector<std::string> obsolete_tags{};      // pct, rf, ri as written
  std::vector<std::string> unknown_tags{};
  std::vector<std::string> report_sizes{};  // obsolete "!10m" behind a URI, ignored
  std::vector<RecordFault> faults{};        // what was ignored, and why
  // p is missing, or a policy tag is not valid: the record acts as p=none (sections 4.7 and
  // 4.10.1). Only when p is missing and nothing else is wrong do sp and np count beside it.
  bool acts_as_none = false;
};
// Whether a TXT record claims to be a DMARC record: "v" "=" "DMARC1" first (section 4.7).
bool is_record(std::string_view text);
// Fails only when the record does not apply at all; ignored tags are faults in it. RFC 7489
// knows no np, psd and t: there they are unknown tags.
Result<Record> parse_record(std::string_view text, Standard standard = Standard::Rfc9989);

// One step of the tree walk (section 4.10).
struct Step {
  dns::Domain name;  // _dmarc.…
  dns::Status status = dns::Status::Pending;
  std::vector<std::string> records{};  // the DMARC records found there
  bool by_alias = false;
};

// Where the record in force was found, for one author domain.
struct Discovery {
  dns::Domain author;
  Standard standard = Standard::Rfc9989;
  std::vector<Step> walk{};
  std::optional<Record> record{};
  std::optional<dns::Domain> policy_domain{};          // where the record stands, without _dmarc
  std::string policy_tag{};                            // "p", "sp", "np"; empty without a record
  std::optional<Policy> policy{};                      // what the owner asks for on failure, weakened_by heeded
  std::optional<Policy> stated_policy{};               // the same as the tag states it
  std::string weakened_by{};                           // "t=y", or "pct=0" under RFC 7489: one level less
  std::optional<dns::Domain> organizational_domain{};  // absent while pending or when DNS failed
  bool several_records = false;                        // at one name: it is as if there were none
  std::string broken_record{};                         // at the policy domain, one that does not parse
  dns::Status author_exists = dns::Status::Pending;    // NxDomain: np applies
  dns::Status failure = dns::Status::Found;            // the status that stopped discovery, else Found
  bool pending = false;
};

// Policy discovery and organizational domain for the author domain.
Discovery discover(const dns::Domain& author, Standard standard, const dns::SuffixList& suffixes,
                   dns::Inquiry& inquiry);

// The organizational domain of any name under a standard (section 4.10.2); nothing while an
// answer is pending or DNS failed.
std::optional<dns::Domain> organizational_domain(const dns::Domain& name, Standard standard,
                                                 const dns::SuffixList& suffixes, dns::Inquiry& inquiry);

// Whether the owner of a mailbox agreed to take reports of another organization.
enum class Consent : std::uint8_t { NotNeeded, Given, Missing, Unknown };
std::string_view to_string(Consent consent);

// A place that rua or ruf names (RFC 9990 "Verifying External Destinations"; RFC 7489 section 7.1).
struct ReportDestination {
  std::string tag{};          // "rua", "ruf"
  std::string uri{};          // as in the record
  dns::Domain host;           // of the mailbox
  dns::Domain authorization;  // where the consent would stand: example.com._report._dmarc.host
  Consent consent = Consent::Unknown;
  dns::Status status = dns::Status::Pending;  // of the question for the consent
};
// Those of the record in force that are mailboxes, at most ten. What is not known yet is wanted.
std::vector<ReportDestination> report_destinations(const Discovery& discovery, const dns::SuffixList& suffixes,
                                                   dns::Inquiry& inquiry);

// What was meant to be a record and is overlooked: at the domain itself, at a doubled name, or at the right one with a
// wrong beginning. Looked for where no record applies, at the author domain and its organization.
std::vector<Step> misplaced_records(const Discovery& discovery, dns::Inquiry& inquiry);

enum class Method : std::uint8_t { Spf, Dkim };
std::string_view to_string(Method method);

enum class Authenticated : std::uint8_t { No, Yes, Unknown };  // Unknown: temperror or not checked
enum class Relation : std::uint8_t { None, SameOrganization, Exact, Unknown };
std::string_view to_string(Relation relation);

// A domain that SPF or DKIM vouches for, or failed to.
struct Identifier {
  Method method = Method::Spf;
  dns::Domain domain;
  Authenticated authenticated = Authenticated::No;
  bool could_change = false;  // with Unknown: a later try could bring a pass (temperror)
  std::size_t signature = 0;  // of a DKIM identifier: index among the signatures
};

struct Alignment {
  Identifier identifier;
  std::optional<dns::Domain> organizational_domain{};
  Relation relation = Relation::Unknown;
  dns::Status failure = dns::Status::Found;  // why the relation is unknown, else Found
  std::shared_ptr<const Step> border{};      // where psd= in a record ends the identifier's own walk; else null
  bool aligned_relaxed = false;              // the domains alone, whether authenticated or not
  bool aligned_strict = false;
  // By evaluate():
  Mode in_force = Mode::Relaxed;
  bool counts = false;  // authenticated and aligned under the mode in force
};

enum class Outcome : std::uint8_t { Pass, Fail, None, TempError, PermError, Unknown };
std::string_view to_string(Outcome outcome);

struct Verdict {
  Standard standard = Standard::Rfc9989;
  Outcome outcome = Outcome::Unknown;
  std::string reason{};                          // one sentence
  std::shared_ptr<const Discovery> discovery{};  // null when there is no author domain
  SharedList<Alignment> alignments{};            // in the order of the identifiers
  Mode dkim_mode = Mode::Relaxed;                // in force
  Mode spf_mode = Mode::Relaxed;
  std::optional<Policy> disposition{};  // what the owner asks for: on Fail; Policy::None on Pass

  bool counts(Method method) const;  // an identifier of that method carries the pass
  std::size_t margin() const;        // distinct (method, domain) pairs that count
};

// The reason, and of a pass what else would carry it alone and what would not: "...; it would also
// pass by DKIM for example.com alone", "...; by SPF it would not: ...".
std::string explained(const Verdict& verdict);

// The relation of each identifier to the author domain. Tree walks run only for identifiers
// that share a suffix with it.
std::vector<Alignment> align(const Discovery& discovery, std::span<const Identifier> identifiers,
                             const dns::SuffixList& suffixes, dns::Inquiry& inquiry);

// What-if: the same alignments under other modes, and with a method that did not survive the way.
struct Circumstances {
  Mode dkim_mode = Mode::Relaxed;
  Mode spf_mode = Mode::Relaxed;
  bool dkim_survives = true;
  bool spf_survives = true;
};
struct Conclusion {
  Outcome outcome = Outcome::Unknown;
  bool dkim = false;  // legs that count
  bool spf = false;
};
// The outcome alone, without its words.
Conclusion conclude(const Discovery& discovery, std::span<const Alignment> alignments, const Circumstances& under);

// The outcome of alignments, with its reason: under two modes, or under those that the record asks for. Pure.
Verdict evaluate(const Discovery& discovery, std::span<const Alignment> alignments, Mode dkim_mode, Mode spf_mode);
Verdict evaluate(const Discovery& discovery, std::span<const Alignment> alignments);

// All of DMARC for one author domain: discover(), align(), evaluate().
Verdict check(const dns::Domain& author, Standard standard, std::span<const Identifier> identifiers,
              const dns::SuffixList& suffixes, dns::Inquiry& inquiry);

}  // namespace alignmail::dmarc
