// SPDX-License-Identifier: Apache-2.0
#include "cli/summary.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/escape.hpp"
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

Summary::Entry Summary::entry_of(const run::Outcome& outcome) {
  const Analysis& analysis = outcome.analysis;
  Entry entry{.verdict = analysis.dmarc.outcome, .seen = analysis.trust.received_at};
  entry.domain = analysis.author ? analysis.author->text() : "(no clear author)";
  for (const findings::Finding& finding : outcome.findings.all) {
    findings::Severity& worst = entry.found.try_emplace(finding.rule, finding.severity).first->second;
    worst = std::max(worst, finding.severity);  // a finding may hold several times in a message
  }
  return entry;
}

void Summary::add(const Entry& entry) {
  ++messages_;
  ++verdicts_[entry.verdict];
  if (domains_.size() < most_domains || domains_.contains(entry.domain)) {
    Domain& domain = domains_[entry.domain];
    ++domain.messages;
    if (entry.verdict == dmarc::Outcome::Pass) ++domain.passed;
  }
  for (const auto& [rule, severity] : entry.found) {
    FindingCount& count = findings_[rule->id];
    count.rule = rule;
    count.worst = std::max(count.worst, severity);
    ++count.messages;
  }
  if (!entry.seen) return;
  first_ = std::min(first_.value_or(*entry.seen), *entry.seen);
  last_ = std::max(last_.value_or(*entry.seen), *entry.seen);
}

std::string Summary::text(const std::string& note) const {
  std::string text = "\n==> Summary: " + counted(messages_) + (messages_ == 1 ? " message" : " messages");
  if (unreadable_ > 0) text += ", and " + counted(unreadable_) + " that could not be read";
  text += " <==\n";
  if (!note.empty()) text += "Note      " + escape::visible(note) + "\n";
  std::string label = "DMARC     ";
  for (const auto& [verdict, count] : verdicts_) {
    text += std::exchange(label, ", ") + std::string(dmarc::to_string(verdict)) + " " + counted(count);
  }
  if (!verdicts_.empty()) text += "\n";
  if (first_) text += "Received  first " + to_rfc3339(*first_) + ", last " + to_rfc3339(*last_) + "\n";
  label = "From      ";
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
            std::string(findings::to_string(count.worst)) + ": " + std::string(count.rule->title) + "\n";
  }
  return text + left_out(found.size());
}

}  // namespace alignmail::cli
