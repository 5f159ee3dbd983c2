// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/dmarc_tags.hpp"

#include "findings/evidence.hpp"
#include "findings/rules/dmarc_common.hpp"

namespace alignmail::findings {

std::vector<Evidence> obsolete_tag(const Analysis& analysis) {
  const dmarc::Record* record = record_of(analysis);
  if (record == nullptr || record->obsolete_tags.empty()) return {};
  auto values = dmarc_names(*analysis.dmarc.discovery);
  values["tags"] = listed(record->obsolete_tags);
  Evidence evidence{.items = record_item(*analysis.dmarc.discovery), .values = std::move(values)};
  const int percentage = record->percentage.value_or(100);
  if (analysis.dmarc.standard == dmarc::Standard::Rfc7489 && percentage < 100) {
    const std::string pct = "pct=" + std::to_string(percentage);
    evidence.why = "The record at " + evidence.values["name"] + " says " + pct + ". Under RFC 7489 " +
                   (percentage == 0 ? "the next weaker policy then applies to all mail that fails"
                                    : "it is drawn by lot for each message that fails whether the policy applies or "
                                      "the next weaker one") +
                   "; RFC 9989 removed the tag, and newer receivers ignore it.";
  }
  return {std::move(evidence)};
}

std::vector<Evidence> no_reports(const Analysis& analysis) {
  const dmarc::Record* record = record_of(analysis);
  if (record == nullptr || !record->aggregate_reports.empty()) return {};
  Evidence evidence{.items = record_item(*analysis.dmarc.discovery), .values = dmarc_names(*analysis.dmarc.discovery)};
  if (!record->failure_reports.empty()) {
    evidence.why = "The record at " + evidence.values["name"] +
                   " has ruf and no rua: few receivers send reports of single failures, and none of them tells who "
                   "sends in your name.";
  }
  return {std::move(evidence)};
}

std::vector<Evidence> weaker_subdomains(const Analysis& analysis) {
  const dmarc::Record* record = record_of(analysis);
  if (record == nullptr || !record->policy) return {};
  std::vector<std::string> weaker;
  std::string mended = record->text;
  const auto look_at = [&](std::string_view tag, const std::optional<dmarc::Policy>& policy) {
    if (!policy || *policy >= *record->policy) return;
    weaker.push_back(std::string(tag) + "=" + std::string(to_string(*policy)));
    mended = with_tag(mended, tag, "");
  };
  look_at("sp", record->subdomain_policy);
  look_at("np", record->nonexistent_policy);
  if (weaker.empty()) return {};
  auto values = dmarc_names(*analysis.dmarc.discovery);
  values["tags"] = listed(weaker);
  values["policy"] = std::string(to_string(*record->policy));
  const std::string without = weaker.size() == 1 ? "without it" : "without them";
  Evidence evidence{.items = record_item(*analysis.dmarc.discovery), .values = values};
  evidence.fix = replacing_fix(dmarc_name(*analysis.dmarc.discovery->policy_domain), record->text, mended,
                               "Remove " + values["tags"] + ", so that p=" + values["policy"] + " holds for subdomains",
                               "The same record " + without + ":");
  if (!evidence.fix) return {std::move(evidence)};
  evidence.fix->gain = "Nobody gets around the policy by a made-up subdomain then.";
  evidence.fix->note = "Not sure that all mail of your subdomains passes? Then look at the reports first.";
  return {std::move(evidence)};
}

std::vector<Evidence> test_mode(const Analysis& analysis) {
  const dmarc::Record* record = record_of(analysis);
  if (record == nullptr || !record->test_mode) return {};
  const dmarc::Discovery& discovery = *analysis.dmarc.discovery;
  Evidence evidence{.items = record_item(discovery), .values = dmarc_names(discovery)};
  const auto stated = discovery.stated_policy ? discovery.stated_policy : discovery.policy;
  if (!stated || *stated == dmarc::Policy::None) {
    evidence.why = "The record at " + evidence.values["name"] + " says t=y, which changes nothing under p=none.";
    return {std::move(evidence)};
  }
  const bool is_reject = *stated == dmarc::Policy::Reject;
  evidence.values["stated"] = is_reject ? "reject" : "quarantine";
  evidence.values["weaker"] = is_reject ? "quarantine" : "let through";
  return {std::move(evidence)};
}

}  // namespace alignmail::findings
