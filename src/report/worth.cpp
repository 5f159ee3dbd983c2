// SPDX-License-Identifier: Apache-2.0
#include "report/worth.hpp"

#include "alignmail/spf.hpp"

namespace alignmail::report {
namespace {

std::string legs_of(bool spf, bool dkim) {
  if (spf && dkim) return "SPF and DKIM both count";
  if (spf) return "SPF counts";
  if (dkim) return "DKIM counts";
  return "no leg counts";
}

std::string verdict_of(dmarc::Outcome outcome, bool spf, bool dkim) {
  return "DMARC " + std::string(to_string(outcome)) + ", " + legs_of(spf, dkim);
}

std::string cost_of(const findings::Proof& proof) {
  if (!proof.spf_lookups) return "";
  return " The SPF record then costs " + std::to_string(*proof.spf_lookups) + " of the " +
         std::to_string(spf::Limits::lookups) + " DNS look-ups that SPF allows.";
}

}  // namespace

std::optional<Worth> worth_of(const findings::Fix& fix, std::string_view what, const dmarc::Verdict& before) {
  if (!fix.proof || fix.proof->outcome == dmarc::Outcome::Unknown) return std::nullopt;
  const findings::Proof& proof = *fix.proof;
  const std::string after = verdict_of(proof.outcome, proof.spf, proof.dkim);
  if (!proof.changes) {
    const std::string gain = fix.gain.empty() ? "" : fix.gain + " ";
    return Worth{.label = fix.gain.empty() ? "Proof" : "Gain",
                 .text = gain + "The verdict on " + std::string(what) + " stays: " + after + ".",
                 .outcome = proof.outcome,
                 .changes = false};
  }
  const bool spf = before.counts(dmarc::Method::Spf);
  const bool dkim = before.counts(dmarc::Method::Dkim);
  return Worth{.label = "Proof",
               .text = std::string(what) + " judged again with the change" +
                       (proof.caveat.empty() ? "" : ", " + proof.caveat) + ": " + after + " (before: " +
                       std::string(to_string(before.outcome)) + ", " + legs_of(spf, dkim) + ")." + cost_of(proof),
               .outcome = proof.outcome};
}

bool has_plan_to_show(const findings::Findings& found) {
  if (!found.plan || found.plan->ids.empty()) return false;
  const findings::Finding* next = found.next_action();
  return found.plan->ids.size() > 1 || next == nullptr || found.plan->ids.front() != next->rule->id;
}

std::string worth_of(const findings::Plan& plan) {
  std::string names;
  const std::size_t count = plan.ids.size();
  for (std::size_t i = 0; i < count; ++i) {
    names += (i == 0 ? "" : i + 1 == count ? " and " : ", ") + plan.ids[i];
  }
  return names + (count > 1 ? " fixed together: " : " fixed: ") +
         verdict_of(plan.proof.outcome, plan.proof.spf, plan.proof.dkim) +
         (plan.proof.caveat.empty() ? "." : ", " + plan.proof.caveat + ".");
}

}  // namespace alignmail::report
