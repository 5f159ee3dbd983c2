// SPDX-License-Identifier: Apache-2.0
#include "findings/causes.hpp"

#include <algorithm>
#include <string_view>

namespace alignmail::findings {
namespace {

struct Link {
  std::string_view effect;
  std::string_view cause;
};

// For each effect the causes in the order of preference: the one to mend first leads.
constexpr Link links[] = {
    // The set-up of another domain has no bearing on the message.
    {"SES002", "SES029"},
    {"SES003", "SES029"},
    {"SES005", "SES029"},
    {"SES006", "SES029"},
    {"SES007", "SES029"},
    {"SES008", "SES029"},
    {"SES009", "SES029"},
    {"SES010", "SES029"},
    {"SES011", "SES029"},
    {"SES020", "SES029"},
    {"SES024", "SES029"},
    {"SES027", "SES029"},
    {"SES008", "SES027"},
    {"SES027", "SES013"},
    {"DKIM002", "SES009"},
    {"DKIM002", "SES020"},
    {"DKIM002", "SES010"},
    {"DKIM002", "SES011"},
    {"DKIM002", "SES008"},
    {"DKIM004", "SES020"},
    {"DKIM004", "SES011"},
    {"DKIM004", "SES010"},
    {"DKIM002", "DKIM021"},
    {"DKIM007", "DKIM021"},
    {"DKIM007", "SES023"},
    {"DKIM007", "DKIM009"},
    {"DKIM007", "DKIM025"},
    {"DKIM012", "DKIM025"},
    {"SPF001", "SES006"},
    {"SPF007", "SES007"},
    {"SPF014", "SES007"},
    {"SPF014", "SPF007"},
    {"SES014", "SES018"},
    {"SES007", "SES018"},
    {"SES001", "SES018"},
    {"SES014", "SES003"},
    {"SES014", "SES002"},
    {"SES014", "SES005"},
    {"SES001", "SES014"},
    {"SES001", "SES003"},
    {"SES001", "SES002"},
    {"SES001", "SES005"},
    {"SES007", "SPF003"},
    {"SES007", "SPF013"},
    // An identity that is not verified yet signs nothing.
    {"SES012", "SES009"},
    {"SES012", "SES020"},
    {"SES012", "SES010"},
    {"SES012", "SES011"},
    {"SES012", "SES008"},
    {"SES024", "SES009"},
    {"SES024", "SES020"},
    {"SES024", "SES010"},
    {"SES024", "SES011"},
    {"SES024", "SES008"},
    {"SES024", "SES003"},
    {"SES024", "SES002"},
    {"SES024", "SES005"},
    {"SPF009", "SPF004"},
    {"SPF004", "SPF006"},
    {"SPF010", "DNS001"},
    {"SPF010", "DNS002"},
    {"SPF010", "DNS003"},
    {"DMARC011", "DNS001"},
    {"DMARC011", "DNS002"},
    {"DMARC011", "DNS003"},
    {"DNS002", "DNS003"},
    {"FROM004", "FROM002"},
    {"INPUT004", "FROM002"},
    {"DKIM008", "INPUT007"},  // what was added is the other message
    {"DMARC001", "DMARC009"},
    {"DMARC001", "DMARC002"},
    {"DMARC001", "DMARC003"},
    {"TRUST005", "TRUST004"},
    {"TRUST005", "DKIM021"},
    {"TRUST005", "DKIM008"},
    {"TRUST005", "DKIM022"},
    {"TRUST005", "DKIM024"},
    {"ALIGN004", "DMARC013"},
    {"ALIGN004", "DMARC015"},
    {"DMARC006", "DMARC015"},
    // What makes DMARC fail, or leaves it one leg.
    {"ALIGN001", "SES009"},
    {"ALIGN001", "SES008"},
    {"ALIGN001", "SES010"},
    {"ALIGN001", "SES020"},
    {"ALIGN001", "SES011"},
    {"ALIGN001", "SES012"},
    {"ALIGN001", "DKIM008"},
    {"ALIGN001", "DKIM009"},
    {"ALIGN001", "DKIM003"},
    {"ALIGN001", "DKIM004"},
    {"ALIGN001", "DKIM005"},
    {"ALIGN001", "DKIM016"},
    {"ALIGN001", "DKIM017"},
    {"ALIGN001", "DKIM010"},
    {"ALIGN001", "DKIM013"},
    {"ALIGN001", "DKIM014"},
    {"ALIGN001", "DKIM018"},
    {"ALIGN001", "DKIM022"},
    {"ALIGN001", "DKIM024"},
    {"ALIGN001", "DKIM025"},
    {"ALIGN001", "DKIM021"},
    {"ALIGN001", "DKIM006"},
    {"ALIGN001", "DKIM007"},
    {"ALIGN001", "DKIM002"},
    {"ALIGN001", "SPF003"},
    {"ALIGN001", "SES006"},
    {"ALIGN001", "SES007"},
    {"ALIGN001", "SPF002"},
    {"ALIGN001", "SPF004"},
    {"ALIGN001", "SPF005"},
    {"ALIGN001", "SPF006"},
    {"ALIGN001", "SPF013"},
    {"ALIGN001", "SPF007"},
    {"ALIGN001", "SPF001"},
    {"ALIGN001", "DKIM001"},
    {"ALIGN001", "DMARC013"},
    {"ALIGN001", "DMARC015"},
    {"ALIGN002", "SES014"},
    {"ALIGN002", "SES001"},
    {"ALIGN002", "SES004"},
    {"ALIGN002", "SPF003"},
    {"ALIGN002", "SES006"},
    {"ALIGN002", "SES007"},
    {"ALIGN002", "SES003"},
    {"ALIGN002", "SPF002"},
    {"ALIGN002", "SPF004"},
    {"ALIGN002", "SPF005"},
    {"ALIGN002", "SPF006"},
    {"ALIGN002", "SPF013"},
    {"ALIGN002", "SPF001"},
    {"ALIGN002", "SPF007"},
    {"ALIGN002", "SPF014"},
    {"ALIGN002", "SPF010"},
    {"ALIGN002", "SES009"},
    {"ALIGN002", "SES008"},
    {"ALIGN002", "SES010"},
    {"ALIGN002", "SES012"},
    {"ALIGN002", "DKIM008"},
    {"ALIGN002", "DKIM009"},
    {"ALIGN002", "DKIM003"},
    {"ALIGN002", "DKIM004"},
    {"ALIGN002", "DKIM005"},
    {"ALIGN002", "DKIM010"},
    {"ALIGN002", "DKIM022"},
    {"ALIGN002", "DKIM024"},
    {"ALIGN002", "DKIM025"},
    {"ALIGN002", "DKIM017"},
    {"ALIGN002", "DKIM021"},
    {"ALIGN002", "DKIM006"},
    {"ALIGN002", "DKIM007"},
    {"ALIGN002", "DKIM002"},
    {"ALIGN002", "DKIM018"},
    {"ALIGN002", "DKIM001"},
    {"ALIGN002", "DKIM016"},
    {"ALIGN002", "DKIM013"},
    {"ALIGN002", "DKIM014"},
    {"ALIGN002", "SES025"},
    {"ALIGN001", "SES025"},
    {"ALIGN005", "SES025"},
    {"ALIGN005", "ALIGN001"},
};

// What nobody can publish or verify below a domain that does not exist.
constexpr std::string_view needs_domain[] = {"DMARC001", "SES001", "SES002",  "SES003",  "SES005", "SES006",
                                             "SES008",   "SES009", "SES010",  "SES011",  "SES012", "SES014",
                                             "SES020",   "SES024", "DKIM002", "ALIGN001"};

// What a list changed, and what is the list's to set up.
constexpr std::string_view is_of_list[] = {"ALIGN001", "ALIGN002", "ALIGN005", "DKIM006", "DKIM007", "DKIM008",
                                           "DKIM009",  "DMARC001", "DMARC012", "SES001",  "SES002",  "SES003",
                                           "SES005",   "SES006",   "SES008",   "SES012",  "SES014",  "SES023"};

// What no record of the author can mend where somebody else sent the message.
constexpr std::string_view is_of_stranger[] = {"ALIGN001", "ALIGN005", "DKIM001", "SPF007"};

// There is no parent that carries it: then the rule is an error.
bool is_domain_missing(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& f) { return f.rule->id == "DMARC012" && f.severity == Severity::Error; });
}

bool is_present(const std::vector<Finding>& findings, std::string_view id) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& f) {
    // Under relaxed alignment an inherited signature counts: a remark, which is the cause of nothing. Records at a name
    // that this mail does without are not what keeps it from passing.
    const bool is_remark = (f.rule->id == "SES025" && f.severity == Severity::Info) ||
                           (f.rule->id == "SES020" && f.severity == Severity::Info) ||
                           (f.rule->id == "SPF003" && f.severity != Severity::Error);
    return f.rule->id == id && !is_remark;
  });
}

const Finding* find(const std::vector<Finding>& findings, std::string_view id) {
  const auto found = std::find_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.rule->id == id; });
  return found == findings.end() ? nullptr : &*found;
}

bool is_of_another_sender(const std::vector<Finding>& findings) {
  const Finding* forged = find(findings, "TRUST002");
  return forged != nullptr && forged->evidence.goes_first;
}

// A change of this copy alone explains why the receiver saw something else; one on the way to it does not.
bool explains(const Link& link, const std::vector<Finding>& findings) {
  if (!is_present(findings, link.cause)) return false;
  const bool is_of_copy = link.effect == "TRUST005" && (link.cause == "DKIM022" || link.cause == "DKIM024");
  return !is_of_copy || find(findings, link.cause)->evidence.values.contains("arrival");
}

// A consequence weighs no more than its cause, so that counts, which leave consequences out, and --fail-on agree. What
// DMARC itself says of the author stays what it is: the cause may rest on fields that anybody writes.
void weigh(std::vector<Finding>& findings) {
  constexpr int longest_chain = 8;
  for (Finding& finding : findings) {
    if (finding.rule->id == "ALIGN001" || finding.rule->id.starts_with("DMARC")) continue;
    const Finding* cause = find(findings, finding.caused_by);
    for (int i = 0; cause != nullptr && i < longest_chain; ++i) {
      finding.severity = std::min(finding.severity, cause->severity);
      cause = find(findings, cause->caused_by);
    }
  }
}

}  // namespace

void link_causes(std::vector<Finding>& findings) {
  if (findings.size() < 2) return;  // nothing could be the cause of the other
  const bool no_domain = is_domain_missing(findings);
  const bool is_of_another = is_of_another_sender(findings);
  const bool is_list_in_from = is_present(findings, "FROM007");
  const auto is_any_of = [](std::span<const std::string_view> ids, const Finding& finding) {
    return std::find(ids.begin(), ids.end(), finding.rule->id) != ids.end();
  };
  for (Finding& finding : findings) {
    if (is_list_in_from && is_any_of(is_of_list, finding)) {
      finding.caused_by = "FROM007";
      continue;
    }
    if (is_of_another && is_any_of(is_of_stranger, finding)) {
      finding.caused_by = "TRUST002";
      continue;
    }
    if (no_domain && is_any_of(needs_domain, finding)) {
      finding.caused_by = "DMARC012";
      continue;
    }
    if (const std::string& cause = finding.evidence.cause; find(findings, cause) != nullptr) {
      finding.caused_by = cause;
      continue;
    }
    for (const Link& link : links) {
      if (link.effect != finding.rule->id || !explains(link, findings)) continue;
      finding.caused_by = link.cause;
      break;
    }
  }
  weigh(findings);
}

}  // namespace alignmail::findings
