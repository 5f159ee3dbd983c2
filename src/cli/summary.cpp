// SPDX-License-Identifier: Apache-2.0
#include "cli/summary.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "base/time.hpp"

namespace alignmail::cli {
namespace {

constexpr std::size_t most_domains = 10'000;  // counted; a hostile mailbox has one for each message
constexpr std::size_t shown = 12;             // of a list

std::string counted(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

// Those with the highest counts first; equal ones by name.
template <class Map, class Count>
std::vector<typename Map::const_iterator> most_of(const Map& map, const Count& count) {
  std::vector<typename Map::const_iterator> entries;
  for (auto entry = map.begin(); entry != map.end(); ++entry) entries.push_back(entry);
  std::stable_sort(entries.begin(), entries.end(),
                   [&](const auto& a, const auto& b) { return count(a->second) > count(b->second); });
  return entries;
}

std::string left_out(std::size_t all) {
  return all > shown ? "          and " + counted(all - shown) + " more\n" : std::string();
}

}  // namespace

void Summary::add(const run::Outcome& outcome) {
  const Analysis& analysis = outcome.analysis;
  ++messages_;
  ++verdicts_[analysis.dmarc.outcome];
  const std::string name = analysis.author ? analysis.author->text() : "(no clear author)";
  if (domains_.size() < most_domains || domains_.contains(name)) {
    Domain& domain = domains_[name];
    ++domain.messages;
    if (analysis.dmarc.outcome == dmarc::Outcome::Pass) ++domain.passed;
  }
  std::set<std::string_view> ids;  // a finding may hold several times in a message
  for (const findings::Finding& finding : outcome.findings.all) {
    if (!ids.insert(finding.rule->id).second) continue;
    FindingCount& count = findings_[finding.rule->id];
    count.rule = finding.rule;
    ++count.messages;
  }
  if (const auto seen = analysis.trust.received_at) {
    first_ = std::min(first_.value_or(*seen), *seen);
    last_ = std::max(last_.value_or(*seen), *seen);
  }
}

std::string Summary::text() const {
  std::string text = "\n==> Summary: " + counted(messages_) + " messages <==\nDMARC    ";
  for (const auto& [verdict, count] : verdicts_) {
    text += " " + std::string(dmarc::to_string(verdict)) + " " + counted(count);
  }
  text += "\n";
  if (first_) text += "Received  " + to_rfc3339(*first_) + " to " + to_rfc3339(*last_) + "\n";
  if (unreadable_ > 0) text += "Not read  " + counted(unreadable_) + "\n";
  std::string label = "From      ";
  const auto domains = most_of(domains_, [](const Domain& domain) { return domain.messages; });
  for (std::size_t i = 0; i < std::min(domains.size(), shown); ++i) {
    const auto& [name, domain] = *domains[i];
    text += std::exchange(label, "          ") + counted(domain.messages) + " " + name + ", " + counted(domain.passed) +
            " passed\n";
  }
  text += left_out(domains.size());
  label = "Findings  ";
  const auto found = most_of(findings_, [](const FindingCount& count) { return count.messages; });
  for (std::size_t i = 0; i < std::min(found.size(), shown); ++i) {
    const FindingCount& count = found[i]->second;
    text += std::exchange(label, "          ") + counted(count.messages) + " " + std::string(count.rule->id) + " " +
            std::string(findings::to_string(count.rule->severity)) + ": " + std::string(count.rule->title) + "\n";
  }
  return text + left_out(found.size());
}

}  // namespace alignmail::cli
