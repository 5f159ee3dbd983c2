// SPDX-License-Identifier: Apache-2.0
// All signatures of a message: which are evaluated, and in what order they take the budget.
#include <algorithm>
#include <numeric>

#include "base/limits.hpp"
#include "dkim/diagnose.hpp"
#include "dkim/memo.hpp"
#include "dkim/verify.hpp"

namespace alignmail::dkim {
namespace {

// How many labels two names have in common, counted from the right.
std::size_t shared_labels(const dns::Domain& a, const dns::Domain& b) {
  const std::string& left = a.text();
  const std::string& right = b.text();
  const auto [end, other] = std::mismatch(left.rbegin(), left.rend(), right.rbegin(), right.rend());
  const auto dots = static_cast<std::size_t>(std::count(left.rbegin(), end, '.'));
  const bool is_label = (end == left.rend() || *end == '.') && (other == right.rend() || *other == '.');
  return is_label ? dots + 1 : dots;
}

std::size_t closeness(const Signature& signature, std::span<const dns::Domain> preferred) {
  std::size_t most = 0;
  if (!signature.domain) return most;
  for (const dns::Domain& domain : preferred) most = std::max(most, shared_labels(*signature.domain, domain));
  return most;
}

// Which signatures get a key look-up: those closest to a preferred domain, then top down.
// Fields that can never verify cost nothing and take no place.
std::vector<bool> within_ceiling(const std::vector<Shared<Signature>>& signatures,
                                 std::span<const dns::Domain> preferred) {
  if (signatures.size() <= limits::signatures_verified) return std::vector<bool>(signatures.size(), true);
  std::vector<std::size_t> order;
  std::vector<std::size_t> closest(signatures.size());
  std::vector<bool> chosen(signatures.size());
  for (std::size_t i = 0; i < signatures.size() && i < limits::signatures_parsed; ++i) {
    chosen[i] = signatures[i]->refused.has_value();
    if (chosen[i]) continue;
    closest[i] = closeness(*signatures[i], preferred);
    order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return closest[a] > closest[b]; });
  if (order.size() > limits::signatures_verified) order.resize(limits::signatures_verified);
  for (const std::size_t i : order) chosen[i] = true;
  return chosen;
}

SignatureResult not_evaluated(const Shared<Signature>& signature) {
  SignatureResult result{.signature = signature, .status = Status::NotChecked, .reason = Reason::LimitReached};
  result.detail = "only " + std::to_string(limits::signatures_verified) + " signatures are evaluated";
  result.key_status = dns::Status::NotAsked;
  result.evaluated = false;
  return result;
}

// For the first signatures that failed: a search costs some passes over the body.
void add_diagnoses(Verifier::Memo& memo, std::vector<SignatureResult>& results) {
  constexpr std::size_t most = 3;
  std::size_t count = 0;
  for (SignatureResult& result : results) {
    const bool has_failed = result.reason == Reason::BodyHashDiffers || result.reason == Reason::SignatureMismatch;
    if (!has_failed || ++count > most) continue;
    const std::string key_text = result.key ? result.key->record : std::string{};
    result.diagnosis = memo.diagnosis(result.signature->field, key_text, [&] {
      Cut cut = Cut::None;
      auto found = diagnose(memo.message(), result, &cut);
      if (!found) memo.note_search(cut);
      return found;
    });
  }
}

}  // namespace

Verifier::Verifier(const message::Message& message) : memo_(std::make_unique<Memo>(message)) {}
Verifier::~Verifier() = default;
Verifier::Verifier(Verifier&&) noexcept = default;
Verifier& Verifier::operator=(Verifier&&) noexcept = default;

std::vector<SignatureResult> Verifier::verify(dns::Inquiry& inquiry, std::chrono::sys_seconds now,
                                              std::span<const dns::Domain> preferred) {
  const std::vector<Shared<Signature>>& signatures = memo_->signatures();
  const std::vector<bool> chosen = within_ceiling(signatures, preferred);
  std::vector<SignatureResult> results;
  results.reserve(signatures.size());
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    const Shared<Signature>& signature = signatures[i];
    if (!chosen[i]) {
      results.push_back(not_evaluated(signature));
      continue;
    }
    const auto hash = [&] { return header_hash_of(memo_->message(), *signature); };
    results.push_back(judge_signature(*memo_, signature, Covers::HeaderAndBody, hash, inquiry, now));
  }
  add_diagnoses(*memo_, results);
  return results;
}

}  // namespace alignmail::dkim
