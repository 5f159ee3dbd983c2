// SPDX-License-Identifier: Apache-2.0
// The state of one call of check_host(), and the parts that share it.
//
// One call goes through the terms in the RFC's order, with the facts that are there. At the
// first answer that is missing the verdict is Pending; from there on the same walk goes on
// speculatively, only to find what else will be wanted, until a term surely matches or the
// limits of section 4.6.4 end it. Counters start at nothing in every call, so that in the last
// one, which misses no answer, they hold what the RFC's order of evaluation spends and no more.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/spf.hpp"
#include "spf/macros.hpp"
#include "spf/record.hpp"

namespace alignmail::spf {

// What an answer means to SPF.
enum class Reply : std::uint8_t { Found, Void, Failed, Unknown, Pending };
Reply reply_of(dns::Status status);

// The SPF records at a name, selected and parsed (4.5, 4.6).
struct Loaded {
  Reply reply = Reply::Pending;
  dns::Status status = dns::Status::Pending;
  std::vector<dns::Domain> chain{};
  std::vector<std::string> records{};
  Parsed parsed{};  // when there is exactly one

  bool is_valid() const { return records.size() == 1 && parsed.errors.empty(); }
};

// The <domain> of one evaluation: %{d} keeps the spelling.
struct Place {
  dns::Domain domain;
  std::string spelled{};
  bool is_main = true;  // reached without include: its exp= may be used (6.2)
};

struct Check {
  Check(const Request& the_request, dns::Inquiry& the_inquiry) : request(the_request), inquiry(the_inquiry) {}

  const Request& request;
  dns::Inquiry& inquiry;
  bool speculative = false;  // an answer is missing already
  bool counting = true;      // off for the explanation, which comes after the evaluation
  int lookups = 0;
  int void_lookups = 0;
  std::vector<dns::Domain> ancestors{};  // the records that are being evaluated

  const IpAddress& ip() const { return *request.ip; }
  dns::Type address_type() const { return ip().is_v4() ? dns::Type::A : dns::Type::AAAA; }
  dns::Answer ask(const dns::Domain& name, dns::Type type);
  // The eleventh term with a look-up is one too many, before anything is asked for it.
  bool spend() { return !counting || ++lookups <= Limits::lookups; }
  // Counts an empty answer; false when that was the third.
  bool accept(Reply reply) {
    if (reply == Reply::Void && counting) ++void_lookups;
    return void_lookups <= Limits::void_lookups;
  }

  const Loaded& load(const dns::Domain& name, dns::Need need);
  dns::Need need() const { return speculative ? dns::Need::Speculative : dns::Need::Needed; }
  const MacroValues& values();
  bool has_read_identity() const { return values_.has_value(); }  // for a macro

 private:
  std::map<dns::Domain, Loaded> loaded_{};
  std::optional<MacroValues> values_{};
};

// What comes after the evaluation, the explanation above all, spends nothing (4.6.4).
class WithoutCounting {
 public:
  explicit WithoutCounting(Check& check) : check_(check), before_(check.counting) { check_.counting = false; }
  ~WithoutCounting() { check_.counting = before_; }
  WithoutCounting(const WithoutCounting&) = delete;
  WithoutCounting& operator=(const WithoutCounting&) = delete;

 private:
  Check& check_;
  bool before_;
};

// What came of one mechanism. Of a pending one, what may still come of it.
struct Step {
  Match match = Match::NotMatched;
  Status status = Status::None;     // of an error; None with Reason::NotAnswered
  Reason reason = Reason::NoMatch;  // of an error
  std::string detail{};             // of an error, in words
  bool may_match = true;
  bool may_continue = true;
};
Step matched_if(bool matches);
Step pending();
Step perm_error(Reason reason, std::string detail);
// For a reply that ends the evaluation: the temporary failure, or nothing known.
Step dns_trouble(Reply reply, dns::Status status, const dns::Domain& name, dns::Type type);
Step too_many_voids(const dns::Domain& name, dns::Type type);

// The target-name of a term (4.8). Absent when the expanded text is not a domain name.
struct Target {
  std::string text{};
  std::optional<dns::Domain> name{};
  std::optional<Step> trouble{};  // %{p} is pending, not known, or one look-up too many
};
Target find_target(Check& check, const Place& place, const Record& record, const ParsedTerm& term);

// The validated name of the client for %{p} (7.3), "unknown" when there is none.
struct ValidatedName {
  std::string text{};
  std::optional<Step> trouble{};
};
ValidatedName validated_name(Check& check, const Place& place);

// a, mx, ptr, ip4, ip6, exists. Fills in what the term looked at.
Step evaluate_mechanism(Check& check, const Place& place, const Record& record, const ParsedTerm& parsed, Term& term);
Step evaluate_ptr(Check& check, const dns::Domain& target, Term& term);

// What came of a record.
struct Outcome {
  std::shared_ptr<Evaluated> evaluated{};
  unsigned possible = 0;  // the statuses it may come to, one bit each; none when nothing is known
  std::string detail{};
  std::vector<Matched> path{};
  // The record whose mechanism made it Fail, for its exp=.
  std::optional<Place> explainer{};
};
constexpr unsigned bit(Status status) { return 1U << static_cast<unsigned>(status); }
constexpr unsigned not_matching = bit(Status::Fail) | bit(Status::SoftFail) | bit(Status::Neutral);
constexpr unsigned anything = bit(Status::Pass) | not_matching | bit(Status::TempError) | bit(Status::PermError);

// 4.4 to 4.6: what stands in the way of an evaluation. Nothing when there is one valid record.
std::optional<Outcome> without_valid_record(Check& check, const Place& place, const Loaded& loaded, bool counts_void);

// check_host() of section 4 without the initial processing. `counts_void`: not for the first
// record, which no term asked for.
Outcome evaluate_domain(Check& check, const Place& place, bool counts_void);

// The text behind exp= (6.2); nothing when there is none, it is not there yet, or it is unfit.
std::optional<std::string> find_explanation(Check& check, const Place& place);
void foresee_explanation(Check& check, const Place& place);

// Look-ups if no term matched. Fetches ahead the records behind include and redirect.
class WorstCase {
 public:
  explicit WorstCase(Check& check) : check_(check) {}
  int of_record(const Place& place);
  std::vector<int> of_terms(const Place& place, const Record& record);

 private:
  int of_term(const Place& place, const Record& record, const ParsedTerm& term);

  Check& check_;
  std::map<dns::Domain, int> known_{};
};

}  // namespace alignmail::spf
