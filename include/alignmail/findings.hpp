// SPDX-License-Identifier: Apache-2.0
// Findings: what an analysis means for the person who asked, why, and what to do.
//
// A finding is a row of the catalogue (Rule) with the evidence that made it fire. Adding one
// is one function and one row in src/findings/rules/.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/analysis.hpp"

namespace alignmail::findings {

// Error: authentication fails, or a record is broken against a MUST. Warning: works today on
// one leg, or will break. Info: worth knowing.
enum class Severity : std::uint8_t { Info, Warning, Error };
std::string_view to_string(Severity severity);

// Certain: read or computed. Likely: the best explanation of what was read. Possible: that, out of text that had to be
// repaired.
enum class Confidence : std::uint8_t { Possible, Likely, Certain };
std::string_view to_string(Confidence confidence);

enum class EvidenceKind : std::uint8_t { Header, Dns, Computed, Environment, Config };
std::string_view to_string(EvidenceKind kind);

struct EvidenceItem {
  EvidenceKind kind = EvidenceKind::Computed;
  std::string name{};      // "Return-Path", "TXT _dmarc.example.com"
  std::string value{};     // as it was read
  std::uint32_t line = 0;  // of the message, for headers
};

enum class Operation : std::uint8_t { Add, Replace, Delete, Rename };
std::string_view to_string(Operation operation);

// One change to publish.
struct RecordChange {
  Operation operation = Operation::Add;
  dns::Domain name;
  dns::Type type = dns::Type::TXT;
  dns::RecordData data{};                 // what is to stand there
  std::vector<std::string> was{};         // values that go; for Rename the old owner name
  std::vector<dns::RecordData> beside{};  // of that type at the name today, and staying; where DNS told it
  std::uint32_t ttl = 300;                // seconds
  bool ends_wildcard = false;             // what answers at the name today is a wildcard, which a record there puts out
};

// One thing to do: a sentence, then records or commands.
struct FixStep {
  std::string text{};
  std::vector<RecordChange> records{};
  std::vector<std::string> commands{};  // lines for a shell; one that ends with a backslash goes on in the next
  std::vector<std::string> lines{};     // shown as they are instead of the records (a web form's view of them)
};

enum class Applicability : std::uint8_t { Safe, Review, HasPlaceholders };
std::string_view to_string(Applicability applicability);

// What the same message would come to with the fix in DNS.
struct Proof {
  dmarc::Outcome outcome = dmarc::Outcome::Unknown;
  bool spf = false;
  bool dkim = false;
  spf::Status spf_status = spf::Status::None;  // of the bounce address
  std::optional<int> spf_lookups{};            // what the SPF record then costs at most, when the fix changes it
  std::string caveat{};
  bool changes = true;  // the outcome or the legs, against what is so today
};

struct Fix {
  std::string summary{};  // "Give SES a bounce domain of your own"
  std::vector<FixStep> steps{};
  std::string note{};  // what is lost or gained, one or two sentences
  std::string gain{};  // what it is good for although the verdict on this message stays, one sentence
  Applicability applicability = Applicability::Review;
  std::optional<std::string> assumed_mail_from{};  // for the proof: what SES would use then
  std::string unprovable{};                        // why no proof can cover it: "a new signature needs a new mail"
  std::optional<Proof> proof{};
};

// Why a rule fired, once.
struct Evidence {
  std::vector<EvidenceItem> items{};
  std::map<std::string, std::string> values = {};   // fills {names} in title and explanation
  std::vector<std::string> exhibit = {};            // lines for the report, shown as they are
  std::optional<Severity> severity = std::nullopt;  // instead of the rule's
  std::string title = {};                           // instead of the rule's
  std::string why = {};                             // instead of the rule's {why}
  std::optional<Fix> fix = std::nullopt;            // instead of the rule's words alone
  bool goes_first = false;                          // among findings of its severity
  std::string cause = {};                           // the id of what tells it too; where that is found, it goes first
};

// Where a rule comes from: sections of RFCs and drafts, pages of the AWS documentation.
class References {
 public:
  template <class... Text>
  constexpr References(Text... texts) : texts_{std::string_view(texts)...}, size_(sizeof...(texts)) {}
  constexpr const std::string_view* begin() const { return texts_.data(); }
  constexpr const std::string_view* end() const { return texts_.data() + size_; }
  constexpr std::size_t size() const { return size_; }

 private:
  std::array<std::string_view, 4> texts_;
  std::size_t size_;
};

struct Rule {
  std::string_view id;    // "SPF004", stable for ever
  std::string_view slug;  // "spf-too-many-lookups"
  Severity severity;
  std::string_view title;        // what is the case, in one line
  std::string_view why;          // what it means here; {names} come from the evidence
  std::string_view explanation;  // the longer story, for someone new to it (explain ID)
  std::string_view fix;          // the first thing to do, starting with a verb
  References references;
  // One entry for each place where the rule holds; none means it does not apply.
  std::vector<Evidence> (*find)(const Analysis&);
};

// Every rule, in the order of the catalogue.
std::span<const Rule* const> catalogue();
// Those that need no message: about what stands in DNS and what is expected of it.
std::span<const Rule* const> setup_catalogue();
const Rule* find_rule(std::string_view id);  // letter case ignored; also by slug

struct Finding {
  const Rule* rule = nullptr;
  Severity severity = Severity::Info;
  Confidence confidence = Confidence::Certain;
  std::string title{};  // {names} filled in
  std::string why{};
  Evidence evidence{};
  Fix fix{};
  std::string caused_by{};    // empty, or the id of the cause, which is present
  std::string fingerprint{};  // the same for the same fault on every message
};

// Fixes after which the target holds, none of which is too many: DMARC passes on both legs under the modes in force.
// Found by judging the same message with all of them, then with one after the other left out; another set may be
// smaller.
struct Plan {
  std::vector<std::string> ids{};  // in the order in which to mend them
  Proof proof{};
};

// Everything the reports are made of.
struct Findings {
  // What makes the rest wait (no author domain), then by severity; among equals in the order in which to mend them.
  std::vector<Finding> all{};
  std::optional<std::size_t> next{};  // into all: what to do first; nothing when nothing is to be done
  std::size_t errors = 0;             // without the consequences of other errors
  std::size_t warnings = 0;           // without consequences
  std::optional<Severity> worst{};
  std::optional<Plan> plan{};  // absent when no set of provable fixes reaches the target, or none is needed

  const Finding* next_action() const { return next ? &all[*next] : nullptr; }
  const Finding* find(std::string_view id) const;  // the first of that id, or null
  // A consequence counts only where it is graver than its cause: DMARC fails, through no error.
  bool counts(const Finding& finding) const;
};

// Judges again what was judged, over other facts or with something taken for granted.
using JudgeAgain = std::function<Analysis(dns::Inquiry& inquiry, const Assumption& assumption)>;

// Fixes are proved by judging again over `facts` with the fix laid on top; what a proof still
// wants joins `inquiry`. Of an analysis without a message only the rules about set-up are asked.
Findings explain(const JudgeAgain& again, const Analysis& analysis, dns::Inquiry& inquiry);
Findings explain(Judge& judge, const Analysis& analysis, dns::Inquiry& inquiry);

// "{name}" in `text` replaced by values; a name without a value stays as it is.
std::string fill(std::string_view text, const std::map<std::string, std::string>& values);

}  // namespace alignmail::findings
