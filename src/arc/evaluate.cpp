// SPDX-License-Identifier: Apache-2.0
// Validation of the chain (RFC 8617 section 5.2).
//
// A seal covers all sets up to its own, so the hash of the older ones is carried along and
// every field is hashed once or twice, however long the chain. All keys are asked for in the
// first round. Older message signatures decide nothing; they show which hop changed the
// message.
#include <algorithm>
#include <set>

#include "arc/sets.hpp"
#include "base/limits.hpp"
#include "dkim/canonicalize.hpp"
#include "dkim/crypto.hpp"
#include "dkim/signature.hpp"
#include "dkim/verify.hpp"

namespace alignmail::arc {
namespace {

using dkim::SignatureKind;
using dkim::SignatureResult;
using std::chrono::sys_seconds;

constexpr std::string_view too_many_keys = "the chain names more keys than are asked for";

// What dkim::Status means for a chain: every failure is one (section 5.2.1), only that what
// is not known yet, or for now, is told apart.
Status status_of(const SignatureResult& result) {
  switch (result.status) {
    case dkim::Status::Pass: return Status::Pass;
    case dkim::Status::Fail:
    case dkim::Status::Policy:
    case dkim::Status::PermError: return Status::Fail;
    case dkim::Status::TempError: return Status::TempError;
    case dkim::Status::NotChecked: return Status::NotChecked;
  }
  return Status::NotChecked;
}

class Chain {
 public:
  Chain(const message::Message& message, dkim::Verifier& verifier, dns::Inquiry& inquiry, sys_seconds now)
      : message_(message), memo_(verifier.memo()), inquiry_(inquiry), now_(now) {}

  Verdict evaluate();

 private:
  void list_sets(const Sets& sets);
  bool fails_by_structure(const Sets& sets);
  void check_message_signature(Set& set);
  void check_seals();
  void find_oldest_pass();
  void note(Set& set, std::string_view what, const SignatureResult& result, bool decides);
  void fail(std::uint32_t instance, std::string reason);
  bool may_ask(const dkim::Signature& signature);
  SignatureResult verify(const Shared<dkim::Signature>& signature, dkim::Covers covers,
                         const std::function<std::string()>& hash);

  const message::Message& message_;
  dkim::Verifier::Memo& memo_;
  dns::Inquiry& inquiry_;
  sys_seconds now_;
  std::set<dns::Domain> asked_;
  Verdict verdict_;
};

void Chain::fail(std::uint32_t instance, std::string reason) {
  if (verdict_.status == Status::Fail) return;  // the first one stays
  verdict_.status = Status::Fail;
  if (instance > 0) verdict_.failed_instance = instance;
  verdict_.reason = std::move(reason);
}

// The sets in order, as far as they can be shown: the first field of each kind.
void Chain::list_sets(const Sets& sets) {
  const auto first = [](const std::vector<std::size_t>& indices) -> std::optional<std::size_t> {
    if (indices.empty()) return std::nullopt;
    return indices.front();
  };
  for (const auto& [instance, members] : sets.by_instance) {
    if (instance > limits::arc_sets || verdict_.sets.size() == limits::arc_sets) break;
    Set set{.instance = static_cast<std::uint32_t>(instance)};
    set.results_field = first(members.results);
    set.signature_field = first(members.signatures);
    set.seal_field = first(members.seals);
    if (set.seal_field) {
      const auto seal =
          dkim::parse_signature(message_.fields()[*set.seal_field], *set.seal_field, SignatureKind::ArcSeal);
      set.sealer = seal.domain ? seal.domain->text() : seal.domain_text;
      set.cv = seal.cv;
    }
    verdict_.sets.push_back(std::move(set));
  }
  verdict_.instances = static_cast<std::uint32_t>(std::min<std::size_t>(sets.by_instance.size(), UINT32_MAX));
}

bool Chain::fails_by_structure(const Sets& sets) {
  const bool too_many = sets.by_instance.size() > limits::arc_sets ||
                        (!sets.by_instance.empty() && sets.by_instance.rbegin()->first > limits::arc_sets);
  if (too_many) {
    verdict_.limit_reached = true;
    verdict_.structure_broken = true;
    fail(0, "more than " + std::to_string(limits::arc_sets) + " sets, or an instance beyond that");
    return true;
  }
  // Step 2 comes before the structure: a chain that was marked as failed stays failed.
  if (!verdict_.sets.empty() && verdict_.sets.back().cv == "fail") {
    fail(verdict_.sets.back().instance, "the newest seal says cv=fail");
    return true;
  }
  if (const auto fault = find_structure_fault(sets, verdict_.sets)) {
    verdict_.structure_broken = true;
    fail(fault->instance, fault->what);
    return true;
  }
  return false;
}

bool Chain::may_ask(const dkim::Signature& signature) {
  if (!signature.key_name || asked_.contains(*signature.key_name)) return true;
  if (asked_.size() == limits::arc_key_lookups) return false;
  asked_.insert(*signature.key_name);
  return true;
}

SignatureResult Chain::verify(const Shared<dkim::Signature>& signature, dkim::Covers covers,
                              const std::function<std::string()>& hash) {
  if (may_ask(*signature)) return dkim::judge_signature(memo_, signature, covers, hash, inquiry_, now_);
  verdict_.limit_reached = true;
  SignatureResult result{.signature = signature, .reason = dkim::Reason::LimitReached};
  result.detail = "only " + std::to_string(limits::arc_key_lookups) + " keys are asked for";
  result.evaluated = false;
  return result;
}

// Takes a result into the set and, where it decides, into the verdict.
void Chain::note(Set& set, std::string_view what, const SignatureResult& result, bool decides) {
  const Status status = status_of(result);
  const std::string why(result.evaluated ? dkim::to_string(result.reason) : too_many_keys);
  if (status != Status::Pass) {
    if (!set.detail.empty()) set.detail += "; ";
    set.detail += std::string(what) + ": " + why + " (" + result.detail + ")";
  }
  if (!decides || status == Status::Pass) return;
  verdict_.pending = verdict_.pending || result.reason == dkim::Reason::Pending;
  const std::string reason = std::string(what) + " of i=" + std::to_string(set.instance) + ": " + why;
  if (status == Status::Fail) {
    fail(set.instance, reason);
  } else if (verdict_.status == Status::Pass ||
             (verdict_.status == Status::TempError && status == Status::NotChecked)) {
    verdict_.status = status;
    verdict_.reason = reason;
  }
}

void Chain::check_message_signature(Set& set) {
  const Shared<dkim::Signature> signature = dkim::parse_signature(
      message_.fields()[*set.signature_field], *set.signature_field, SignatureKind::ArcMessageSignature);
  const auto hash = [&] { return dkim::header_hash_of(message_, *signature); };
  const SignatureResult result = verify(signature, dkim::Covers::HeaderAndBody, hash);
  set.signature = result.status;
  note(set, "message signature", result, set.instance == verdict_.instances);
}

void Chain::check_seals() {
  const auto fields = message_.fields();
  const auto canonical = [&](std::size_t field) {
    return dkim::canonicalize_field(fields[field], dkim::Canonicalization::Relaxed, message_.line_ending());
  };
  dkim::Sha256 older;  // of all sets before
  for (Set& set : verdict_.sets) {
    older.update(canonical(*set.results_field));
    older.update(canonical(*set.signature_field));
    const auto seal = dkim::parse_signature(fields[*set.seal_field], *set.seal_field, SignatureKind::ArcSeal);
    const auto hash = [&] {
      dkim::Sha256 whole = older;
      whole.update(dkim::canonicalize_signature_field(fields[*set.seal_field], dkim::Canonicalization::Relaxed,
                                                      message_.line_ending()));
      return whole.digest();
    };
    const SignatureResult result = verify(seal, dkim::Covers::Header, hash);
    set.seal = result.status;
    note(set, "seal", result, true);
    older.update(canonical(*set.seal_field));
  }
}

void Chain::find_oldest_pass() {
  const auto passed = [](const Set& set) { return set.signature == dkim::Status::Pass; };
  if (std::all_of(verdict_.sets.begin(), verdict_.sets.end(), passed)) {
    verdict_.oldest_pass = 0;
    return;
  }
  for (auto set = verdict_.sets.rbegin(); set != verdict_.sets.rend(); ++set) {
    if (!passed(*set)) return;
    verdict_.oldest_pass = set->instance;
  }
}

Verdict Chain::evaluate() {
  const Sets sets = collect_sets(message_);
  if (sets.empty()) return std::move(verdict_);
  list_sets(sets);
  if (fails_by_structure(sets)) return std::move(verdict_);
  verdict_.status = Status::Pass;
  // What decides takes the budget of keys first: the newest message signature, then the seals.
  check_message_signature(verdict_.sets.back());
  check_seals();
  for (auto set = std::next(verdict_.sets.rbegin()); set != verdict_.sets.rend(); ++set) check_message_signature(*set);
  find_oldest_pass();
  return std::move(verdict_);
}

}  // namespace

std::string_view to_string(Status status) {
  switch (status) {
    case Status::None: return "none";
    case Status::Pass: return "pass";
    case Status::Fail: return "fail";
    case Status::TempError: return "temperror";
    case Status::NotChecked: return "not_checked";
  }
  return {};
}

Verdict evaluate(const message::Message& message, dkim::Verifier& verifier, dns::Inquiry& inquiry, sys_seconds now) {
  return Chain(message, verifier, inquiry, now).evaluate();
}

}  // namespace alignmail::arc
