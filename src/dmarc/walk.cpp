// SPDX-License-Identifier: Apache-2.0
#include "dmarc/walk.hpp"

#include <algorithm>
#include <array>

namespace alignmail::dmarc {
namespace {

constexpr std::size_t most_labels_after_first = 7;  // section 4.10 step 4
// Four marks each: more than that many unknown names and nothing is concluded.
constexpr std::size_t most_unknown_names = 3;

Mark mark_of_record(const Record& record) {
  switch (record.public_suffix) {
    case 'n': return Mark::NotSuffix;
    case 'y': return Mark::Suffix;
    default: return Mark::Plain;
  }
}

bool ends_walk(Mark mark) { return mark == Mark::NotSuffix || mark == Mark::Suffix; }

// Step 2: what does not begin with the version is discarded; several records, all of them.
Level read_answer(const dns::Domain& domain, dns::Domain name, const dns::Answer& answer, Standard standard) {
  Level level{domain, Step{.name = std::move(name), .status = answer.status, .by_alias = !answer.chain.empty()}};
  if (!dns::is_answer(answer.status)) return level;
  for (std::string& text : answer.texts()) {
    if (is_record(text)) level.step.records.push_back(std::move(text));
  }
  level.mark = Mark::NoRecord;
  if (level.step.records.size() == 1) {
    level.reading = recall_record(level.step.records.front(), standard);
    level.mark = mark_of_record(level.reading->record);
  }
  return level;
}

}  // namespace

std::optional<Level> look_up(const dns::Domain& domain, Standard standard, dns::Inquiry& inquiry, dns::Need need) {
  auto name = domain.with_prefix("_dmarc");
  if (!name) return std::nullopt;
  const dns::Answer answer = inquiry.ask(*name, dns::Type::TXT, need);
  return read_answer(domain, std::move(*name), answer, standard);
}

std::vector<dns::Domain> walk_names(const dns::Domain& start) {
  std::vector<dns::Domain> names{start};
  for (std::size_t left = std::min(start.label_count() - 1, most_labels_after_first); left > 0; --left) {
    names.push_back(start.suffix(left));
  }
  return names;
}

Walk walk(const dns::Domain& start, dns::Inquiry& inquiry, dns::Need need) {
  Walk result{start};
  for (const dns::Domain& domain : walk_names(start)) {
    if (!result.levels.empty() && ends_walk(result.levels.back().mark)) break;
    auto level = look_up(domain, Standard::Rfc9989, inquiry, need);
    if (level) result.levels.push_back(std::move(*level));
  }
  return result;
}

Selection select(const Walk& walk, const MarkOf& mark_of) {
  Selection selection{walk.start};
  std::optional<std::size_t> suffix;
  bool decided = false;
  for (std::size_t i = 0; i < walk.levels.size() && !decided; ++i) {
    const Level& level = walk.levels[i];
    const Mark mark = mark_of(level);
    if (mark == Mark::NoRecord) continue;
    decided = ends_walk(mark);
    // Rule 2 leaves out the name where the walk started: a public suffix that sends mail is its
    // own organization.
    if (mark == Mark::Suffix && level.domain != walk.start) {
      suffix = i;
      selection.organization = walk.start.suffix(level.domain.label_count() + 1);
    } else {
      selection.organization = level.domain;
    }
  }
  // Section 4.10.1: the author domain, its organization, its public suffix.
  const auto stands_at = [&](const dns::Domain& domain) {
    const auto found = std::find_if(walk.levels.begin(), walk.levels.end(), [&](const Level& level) {
      return level.domain == domain && mark_of(level) != Mark::NoRecord;
    });
    return found == walk.levels.end() ? std::nullopt
                                      : std::optional(static_cast<std::size_t>(found - walk.levels.begin()));
  };
  selection.record = stands_at(walk.start);
  if (!selection.record) selection.record = stands_at(selection.organization);
  if (!selection.record) selection.record = suffix;
  return selection;
}

bool for_each_case(const std::vector<const Walk*>& walks, const std::function<void(const MarkOf&)>& each) {
  std::vector<dns::Domain> unknown;
  for (const Walk* walk : walks) {
    for (const Level& level : walk->levels) {
      const bool seen = std::find(unknown.begin(), unknown.end(), level.domain) != unknown.end();
      if (level.mark == Mark::Unknown && !seen) unknown.push_back(level.domain);
    }
  }
  if (unknown.size() > most_unknown_names) return false;
  constexpr std::array marks{Mark::NoRecord, Mark::Plain, Mark::NotSuffix, Mark::Suffix};
  std::size_t cases = 1;
  for (std::size_t i = 0; i < unknown.size(); ++i) cases *= marks.size();
  for (std::size_t number = 0; number < cases; ++number) {
    each([&](const Level& level) {
      if (level.mark != Mark::Unknown) return level.mark;
      std::size_t rest = number;
      for (auto name = unknown.begin(); *name != level.domain; ++name) rest /= marks.size();
      return marks.at(rest % marks.size());
    });
  }
  return true;
}

dns::Status first_failure(const Walk& walk) {
  dns::Status status = dns::Status::Found;
  for (const Level& level : walk.levels) {
    if (level.mark != Mark::Unknown) continue;
    if (level.step.status == dns::Status::Pending) return dns::Status::Pending;
    if (status == dns::Status::Found) status = level.step.status;
  }
  return status;
}

}  // namespace alignmail::dmarc
