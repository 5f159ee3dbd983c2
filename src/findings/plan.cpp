// SPDX-License-Identifier: Apache-2.0
// All fixes that can be proved are laid over DNS together; then one after the other is left out, the
// least urgent first, for as long as the target still holds. What is left is minimal: without any
// one of them it would not hold.
#include "findings/plan.hpp"

#include <algorithm>

#include "findings/proof.hpp"

namespace alignmail::findings {
namespace {

using dmarc::Method;

// Each one costs two judgements of the message.
constexpr std::size_t fixes_most = 6;

bool holds(const std::optional<Proof>& proof) {
  return proof && proof->outcome == dmarc::Outcome::Pass && proof->spf && proof->dkim;
}

// Two changes of the same set of records would undo each other.
bool collides(const Fix& fix, const std::vector<const Finding*>& chosen) {
  const auto same_set = [](const RecordChange& a, const RecordChange& b) {
    return a.name == b.name && a.type == b.type;
  };
  for (const Finding* other : chosen) {
    if (fix.assumed_mail_from && other->fix.assumed_mail_from) return true;
    for (const FixStep& step : fix.steps) {
      for (const RecordChange& change : step.records) {
        for (const FixStep& other_step : other->fix.steps) {
          if (std::any_of(other_step.records.begin(), other_step.records.end(),
                          [&](const RecordChange& record) { return same_set(change, record); })) {
            return true;
          }
        }
      }
    }
  }
  return false;
}

bool has_records(const Fix& fix) {
  return std::any_of(fix.steps.begin(), fix.steps.end(), [](const FixStep& step) { return !step.records.empty(); });
}

std::vector<const Finding*> candidates(const std::vector<Finding>& findings) {
  std::vector<const Finding*> chosen;
  for (const Finding& finding : findings) {
    if (chosen.size() == fixes_most) break;
    const bool provable = finding.fix.unprovable.empty() && (has_records(finding.fix) || finding.fix.assumed_mail_from);
    if (provable && finding.caused_by.empty() && !collides(finding.fix, chosen)) chosen.push_back(&finding);
  }
  return chosen;
}

std::optional<Proof> prove_all(const std::vector<const Finding*>& chosen, const JudgeAgain& again,
                               dns::Inquiry& inquiry) {
  Fix all;
  for (const Finding* finding : chosen) {
    all.steps.insert(all.steps.end(), finding->fix.steps.begin(), finding->fix.steps.end());
    if (finding->fix.assumed_mail_from) all.assumed_mail_from = finding->fix.assumed_mail_from;
  }
  return prove(all, again, inquiry);
}

}  // namespace

std::optional<Plan> make_plan(const std::vector<Finding>& findings, const Analysis& analysis, const JudgeAgain& again,
                              dns::Inquiry& inquiry) {
  const bool both = analysis.dmarc.counts(Method::Spf) && analysis.dmarc.counts(Method::Dkim);
  if (both || !analysis.author) return std::nullopt;
  std::vector<const Finding*> chosen = candidates(findings);
  if (chosen.empty()) return std::nullopt;
  auto proof = prove_all(chosen, again, inquiry);
  if (!holds(proof)) return std::nullopt;
  for (std::size_t i = chosen.size(); i-- > 0 && chosen.size() > 1;) {
    std::vector<const Finding*> fewer = chosen;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    const auto still = prove_all(fewer, again, inquiry);
    if (!holds(still)) continue;
    chosen = std::move(fewer);
    proof = still;
  }
  Plan plan{.proof = *proof};
  for (const Finding* finding : chosen) plan.ids.emplace_back(finding->rule->id);
  return plan;
}

}  // namespace alignmail::findings
