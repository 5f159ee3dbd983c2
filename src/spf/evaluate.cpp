// SPDX-License-Identifier: Apache-2.0
// One record: its terms from left to right, then the redirect (RFC 7208 sections 4.6, 5.2, 6.1).
#include <algorithm>

#include "spf/check.hpp"

namespace alignmail::spf {
namespace {

Status result_of(Qualifier qualifier) {
  switch (qualifier) {
    case Qualifier::Pass: return Status::Pass;
    case Qualifier::Fail: return Status::Fail;
    case Qualifier::SoftFail: return Status::SoftFail;
    case Qualifier::Neutral: return Status::Neutral;
  }
  return Status::Neutral;
}

// The walk through one record. The order of its methods is the order of the RFC.
class Walk {
 public:
  Walk(Check& check, const Place& place, const Loaded& loaded)
      : check_(check), place_(place), record_(loaded.parsed.record) {
    outcome_.evaluated = std::make_shared<Evaluated>(Evaluated{.domain = place.domain});
    outcome_.evaluated->record = record_.text;
    outcome_.evaluated->chain = loaded.chain;
    list_terms();
  }

  Outcome run() {
    check_.ancestors.push_back(place_.domain);
    if (walk_mechanisms()) finish_without_match();
    check_.ancestors.pop_back();
    if (is_pending_) {
      set(Status::None, Reason::Pending);
      outcome_.path.clear();
      outcome_.explainer.reset();
    }
    return std::move(outcome_);
  }

  // Without the client's address nothing can match; the record is shown all the same.
  Outcome run_without_client() {
    set(Status::None, Reason::NotAnswered);
    outcome_.possible = 0;
    outcome_.detail = "the address of the client is not known";
    return std::move(outcome_);
  }

 private:
  void list_terms() {
    auto& terms = outcome_.evaluated->terms;
    terms.resize(record_.terms.size());
    for (std::size_t i = 0; i < terms.size(); ++i) {
      const ParsedTerm& parsed = record_.terms[i];
      terms[i].text = record_.written(parsed);
      terms[i].offset = parsed.offset;
      terms[i].kind = parsed.kind;
      terms[i].qualifier = parsed.qualifier;
    }
  }

  // False when a mechanism ended it.
  bool walk_mechanisms() {
    for (std::size_t i = 0; i < record_.terms.size(); ++i) {
      const ParsedTerm& parsed = record_.terms[i];
      if (!parsed.is_mechanism()) continue;
      Term& term = outcome_.evaluated->terms[i];
      Step step = evaluate(parsed, term);
      term.match = step.match;
      term.lookups_so_far = check_.lookups;
      if (!apply(std::move(step), parsed, term)) return false;
    }
    return true;
  }

  Step evaluate(const ParsedTerm& parsed, Term& term) {
    if (needs_lookup(parsed.kind) && !check_.spend()) {
      return perm_error(Reason::TooManyLookups, "this is the 11th term that needs a look-up; ten are allowed");
    }
    // RFC 8616 section 4: what such a local part is put into matches nothing.
    if (uses_macro(record_.value(parsed), "sl") && !is_ascii(check_.values().local_part)) {
      term.note = "the local part of the sender is not ASCII, so that nothing can match it";
      return matched_if(false);
    }
    if (parsed.kind == Kind::Include) return evaluate_include(parsed, term);
    return evaluate_mechanism(check_, place_, record_, parsed, term);
  }

  // True when the next mechanism is to be considered.
  bool apply(Step step, const ParsedTerm& parsed, Term& term) {
    switch (step.match) {
      case Match::NotMatched: return true;
      case Match::Pending:
        is_pending_ = true;
        check_.speculative = true;
        if (step.may_match) outcome_.possible |= bit(result_of(parsed.qualifier));
        return step.may_continue;
      case Match::Error: fail(std::move(step), term); return false;
      case Match::Matched: match(parsed, term); return false;
      case Match::NotReached: break;
    }
    return false;
  }

  void match(const ParsedTerm& parsed, const Term& term) {
    const Status status = result_of(parsed.qualifier);
    set(status, Reason::Matched);
    outcome_.path.insert(outcome_.path.begin(), Matched{place_.domain, term.text});
    if (status != Status::Fail || !place_.is_main) return;
    outcome_.explainer = place_;
    if (is_pending_) foresee_explanation(check_, place_);
  }

  void fail(Step step, Term& term) {
    term.note = step.detail;
    outcome_.detail = std::move(step.detail);
    if (!own_detail_)
      outcome_.detail = "\"" + term.text + "\" in the record of " + place_.domain.text() + ": " + outcome_.detail;
    set(step.status, step.reason);
    if (step.reason == Reason::NotAnswered) outcome_.possible &= ~bit(Status::None);
  }

  void set(Status status, Reason reason) {
    outcome_.evaluated->status = status;
    outcome_.evaluated->reason = reason;
    if (reason != Reason::Pending) outcome_.possible |= bit(status);
  }

  // The record behind an include or redirect. Nothing when it leads to an error at once.
  std::optional<Place> find_place(const ParsedTerm& parsed, Term& term, Step& step) {
    Target target = find_target(check_, place_, record_, parsed);
    term.target = target.text;
    if (target.trouble) {
      step = std::move(*target.trouble);
      return std::nullopt;
    }
    const bool is_redirect = parsed.kind == Kind::Redirect;
    const Reason without = is_redirect ? Reason::RedirectWithoutRecord : Reason::IncludeWithoutRecord;
    // 4.3: check_host() returns "none" for such a name, which 5.2 and 6.1 turn into permerror.
    if (!target.name || target.name->label_count() < 2) {
      step = perm_error(without, "the name is not a domain name of two labels at least");
      return std::nullopt;
    }
    if (std::find(check_.ancestors.begin(), check_.ancestors.end(), *target.name) != check_.ancestors.end()) {
      // Nothing has matched on the way here, so nothing would on the way round either, until
      // the limit of look-ups ends it.
      step = perm_error(Reason::Loop, "it leads back to " + target.name->text() + ", which is being evaluated already");
      return std::nullopt;
    }
    return Place{*target.name, std::move(target.text), place_.is_main && is_redirect};
  }

  Step evaluate_include(const ParsedTerm& parsed, Term& term) {
    Step step;
    const auto place = find_place(parsed, term, step);
    if (!place) return step;
    Outcome inner = evaluate_domain(check_, *place, true);
    term.inner = inner.evaluated;
    term.chain = inner.evaluated->chain;
    if (inner.evaluated->reason == Reason::Pending) {
      step = pending();
      step.may_match = (inner.possible & bit(Status::Pass)) != 0;
      step.may_continue = (inner.possible & not_matching) != 0;
      outcome_.possible |= inner.possible & (bit(Status::TempError) | bit(Status::PermError));
      return step;
    }
    return step_of_include(std::move(inner), *place);
  }

  // The table of section 5.2.
  Step step_of_include(Outcome inner, const Place& place) {
    switch (inner.evaluated->status) {
      case Status::Pass: outcome_.path = std::move(inner.path); return matched_if(true);
      case Status::Fail:
      case Status::SoftFail:
      case Status::Neutral: return matched_if(false);
      case Status::None:
        if (inner.evaluated->reason == Reason::NoRecord) {
          return perm_error(Reason::IncludeWithoutRecord, place.domain.text() + " has no SPF record");
        }
        break;
      case Status::TempError:
      case Status::PermError: break;
    }
    return error_of(std::move(inner));
  }

  Step error_of(Outcome inner) {
    own_detail_ = true;
    Step step;
    step.match = Match::Error;
    step.status = inner.evaluated->status;
    step.reason = inner.evaluated->reason;
    step.detail = std::move(inner.detail);
    return step;
  }

  // 4.7 and 6.1. A redirect is ignored where there is an "all", wherever that stands; then a
  // walk never comes here, since "all" matches.
  void finish_without_match() {
    const ParsedTerm* redirect = record_.find(Kind::Redirect);
    if (redirect == nullptr) {
      set(Status::Neutral, Reason::NoMatch);
      return;
    }
    Term& term = outcome_.evaluated->terms[static_cast<std::size_t>(redirect - record_.terms.data())];
    Step step = evaluate_redirect(*redirect, term);
    term.match = step.match;
    term.lookups_so_far = check_.lookups;
    if (step.match == Match::Pending) is_pending_ = true;
    if (step.match == Match::Error) fail(std::move(step), term);
  }

  Step evaluate_redirect(const ParsedTerm& parsed, Term& term) {
    if (!check_.spend()) {
      return perm_error(Reason::TooManyLookups, "this is the 11th term that needs a look-up; ten are allowed");
    }
    Step step;
    const auto place = find_place(parsed, term, step);
    if (!place) {
      if (step.match == Match::Pending) outcome_.possible |= anything;
      return step;
    }
    Outcome inner = evaluate_domain(check_, *place, true);
    term.inner = inner.evaluated;
    term.chain = inner.evaluated->chain;
    outcome_.possible |= inner.possible;
    if (inner.evaluated->reason == Reason::Pending) return pending();
    if (inner.evaluated->reason == Reason::NoRecord) {
      return perm_error(Reason::RedirectWithoutRecord, place->domain.text() + " has no SPF record");
    }
    const Status status = inner.evaluated->status;
    if (status == Status::TempError || status == Status::PermError || status == Status::None) {
      return error_of(std::move(inner));
    }
    outcome_.explainer = std::move(inner.explainer);
    outcome_.path = std::move(inner.path);
    if (!outcome_.path.empty()) outcome_.path.insert(outcome_.path.begin(), Matched{place_.domain, term.text});
    set(status, inner.evaluated->reason);
    return matched_if(true);
  }

  Check& check_;
  const Place& place_;
  const Record& record_;
  Outcome outcome_{};
  bool is_pending_ = false;
  bool own_detail_ = false;  // the detail names its place already
};

}  // namespace

Outcome evaluate_domain(Check& check, const Place& place, bool counts_void) {
  const Loaded& loaded = check.load(place.domain, check.need());
  if (auto outcome = without_valid_record(check, place, loaded, counts_void)) return std::move(*outcome);
  Walk walk(check, place, loaded);
  return check.request.ip ? walk.run() : walk.run_without_client();
}

}  // namespace alignmail::spf
