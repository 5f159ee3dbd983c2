// SPDX-License-Identifier: Apache-2.0
// Two chains of steps: a DKIM signature up to its first broken link, and the DMARC tree walk.
#include "base/ascii.hpp"
#include "report/pictures.hpp"

namespace alignmail::report::svg {
namespace {

using dkim::Reason;

State state_of(dkim::Check check) {
  switch (check) {
    case dkim::Check::Match: return State::Good;
    case dkim::Check::Mismatch: return State::Bad;
    case dkim::Check::NotChecked: return State::Unknown;
  }
  return State::Unknown;
}

State state_of(dkim::Status status) {
  switch (status) {
    case dkim::Status::Pass: return State::Good;
    case dkim::Status::Fail:
    case dkim::Status::Policy:
    case dkim::Status::PermError: return State::Bad;
    case dkim::Status::TempError:
    case dkim::Status::NotChecked: return State::Unknown;
  }
  return State::Unknown;
}

Step field_step(const dkim::Signature& signature, std::uint32_t line) {
  const std::string tags = "d=" + signature.domain_text + " s=" + signature.selector_text +
                           " a=" + signature.algorithm + " c=" + signature.canonicalization_text();
  const std::string where = "DKIM-Signature, line " + std::to_string(line);
  if (!signature.refused) return {State::Good, where, "well formed", tags};
  const std::string fault = signature.faults.empty() ? std::string(to_string(*signature.refused)) : signature.faults[0];
  return {State::Bad, where, fault, tags};
}

Step lookup_step(const dkim::SignatureResult& result) {
  Step step{State::Good, "Key in DNS", "found",
            result.signature->key_name ? result.signature->key_name->text() + " TXT" : ""};
  if (result.key) {
    for (const dns::Domain& alias : result.key->chain) step.detail += " -> " + alias.text();
  }
  if (result.reason == Reason::KeyMissing) return {State::Bad, step.title, "no key there", step.detail};
  if (!result.key) return {State::Unknown, step.title, std::string(dns::to_string(result.key_status)), step.detail};
  return step;
}

Step key_step(const dkim::SignatureResult& result) {
  const std::string kind = result.key && result.key->bits > 0
                               ? result.key->type + ", " + std::to_string(result.key->bits) + " bits"
                               : std::string();
  switch (result.reason) {
    case Reason::KeyRevoked:
    case Reason::KeySyntax:
    case Reason::KeyOfOtherType:
    case Reason::KeyTooShort:
    case Reason::KeyTooLarge: return {State::Bad, "Key", std::string(to_string(result.reason)), kind};
    default: return {result.key ? State::Good : State::Unknown, "Key", result.key ? "usable" : "not seen", kind};
  }
}

std::string word_of(dkim::Check check, std::string_view match, std::string_view mismatch) {
  switch (check) {
    case dkim::Check::Match: return std::string(match);
    case dkim::Check::Mismatch: return std::string(mismatch);
    case dkim::Check::NotChecked: return "not checked";
  }
  return "";
}

std::vector<Step> chain_of(const Analysis& analysis, const dkim::SignatureResult& result) {
  const std::size_t field = result.signature->field;
  const auto fields = analysis.message->fields();
  std::vector<Step> steps;
  steps.push_back(field_step(*result.signature, field < fields.size() ? fields[field].line : 0));
  steps.push_back(lookup_step(result));
  steps.push_back(key_step(result));
  std::string hashes;
  if (result.body_hash == dkim::Check::Mismatch) {
    hashes = "signed " + result.signature->body_hash_text + ", now " + result.computed_body_hash;
  }
  steps.push_back({state_of(result.body_hash), "Body",
                   word_of(result.body_hash, "as it was signed", "changed after it was signed"), hashes});
  steps.push_back({state_of(result.header_hash), "Header",
                   word_of(result.header_hash, "fits the signature", "does not fit the signature"),
                   ascii::join(result.signature->signed_fields, " ")});
  steps.push_back({state_of(result.status), "DKIM", std::string(to_string(result.status)),
                   result.detail.empty() ? std::string(to_string(result.reason)) : result.detail});
  return steps;
}

std::string told(const std::string& what, const std::vector<Step>& steps) {
  std::string text = what;
  for (const Step& step : steps) text += " " + step.title + ": " + step.result + ".";
  return text;
}

std::string outcome_of(const dmarc::Step& step) {
  if (step.records.size() > 1) return std::to_string(step.records.size()) + " records: none counts";
  if (!step.records.empty()) return step.by_alias ? "record found, by an alias" : "record found";
  return dns::is_answer(step.status) ? "no record" : std::string(dns::to_string(step.status));
}

State state_of(const dmarc::Step& step, bool in_force) {
  if (in_force) return State::Good;
  if (step.records.size() > 1) return State::Bad;
  if (!step.records.empty()) return State::Risk;
  return dns::is_answer(step.status) ? State::Skipped : State::Unknown;
}

}  // namespace

Markup dkim_picture(const Analysis& analysis, std::size_t signature, int width) {
  std::vector<Step> chain = chain_of(analysis, analysis.dkim[signature]);
  bool broken = false;
  for (Step& step : chain) {
    const bool is_verdict = &step == &chain.back();
    if (broken && !is_verdict && step.state == State::Unknown) step.state = State::Skipped;
    broken = broken || step.state == State::Bad;
  }
  return steps(chain, width,
               told("The way of a DKIM signature of " + analysis.dkim[signature].signature->domain_text + ".", chain));
}

Markup walk_picture(const dmarc::Verdict& verdict, int width) {
  if (!verdict.discovery || verdict.discovery->walk.empty()) return {};
  const auto& policy_domain = verdict.discovery->policy_domain;
  std::vector<Step> chain;
  for (const dmarc::Step& each : verdict.discovery->walk) {
    const bool in_force = policy_domain && each.name.text() == "_dmarc." + policy_domain->text();
    std::string result = outcome_of(each);
    if (in_force) result += ": in force (" + verdict.discovery->policy_tag + "=)";
    chain.push_back({state_of(each, in_force), each.name.text(), result, ascii::join(each.records, " | ")});
  }
  return steps(chain, width, told("The DMARC tree walk.", chain));
}

}  // namespace alignmail::report::svg
