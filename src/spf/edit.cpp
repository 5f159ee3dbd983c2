// SPDX-License-Identifier: Apache-2.0
#include "spf/edit.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "spf/record.hpp"

namespace alignmail::spf {
namespace {

// How much "all" with this qualifier turns away.
int strictness(Qualifier qualifier) {
  switch (qualifier) {
    case Qualifier::Pass: return 0;
    case Qualifier::Neutral: return 1;
    case Qualifier::SoftFail: return 2;
    case Qualifier::Fail: return 3;
  }
  return 0;
}

// What the records to be merged bring, as normal text.
class Merger {
 public:
  void add(const std::string& text) {
    if (!is_spf_record(text)) return;
    const Record record = parse_record(text).record;
    const bool has_all = record.find(Kind::All) != nullptr;
    for (const ParsedTerm& term : record.terms) add_term(record, term, has_all);
  }

  std::string render() {
    // A lone redirect says what to make of everybody else; no "all" does.
    const bool keeps_redirect = redirects_.size() == 1 && !all_ && terms_.empty();
    if (!keeps_redirect) {
      for (const std::string& target : redirects_) append("include:" + target);
    }
    std::string out = "v=spf1";
    for (const std::string& term : terms_) out += " " + term;
    if (keeps_redirect) out += " redirect=" + redirects_.front();
    if (all_) out += " " + (*all_ == Qualifier::Pass ? "+" : std::string(to_string(*all_))) + "all";
    if (!exp_.empty()) out += " " + exp_;
    return out;
  }

 private:
  void add_term(const Record& record, const ParsedTerm& term, bool has_all) {
    switch (term.kind) {
      case Kind::All:
        if (!all_ || strictness(term.qualifier) < strictness(*all_)) all_ = term.qualifier;
        break;
      case Kind::Redirect: {
        const std::string target = to_text(record, term).substr(std::string_view("redirect=").size());
        const bool is_new = std::find(redirects_.begin(), redirects_.end(), target) == redirects_.end();
        if (!has_all && is_new) redirects_.push_back(target);
        break;
      }
      case Kind::Exp:
        if (exp_.empty()) exp_ = to_text(record, term);
        break;
      default: append(to_text(record, term));
    }
  }

  void append(std::string text) {
    if (seen_.insert(text).second) terms_.push_back(std::move(text));
  }

  std::vector<std::string> terms_{};
  std::set<std::string> seen_{};
  std::vector<std::string> redirects_{};
  std::string exp_{};
  std::optional<Qualifier> all_{};
};

}  // namespace

std::string merge_records(std::span<const std::string> records) {
  Merger merger;
  for (const std::string& record : records) merger.add(record);
  return merger.render();
}

std::string with_include(const std::string& text, const dns::Domain& domain) {
  return with_mechanism(text, "include:" + domain.text());
}

std::string with_mechanism(const std::string& text, const std::string& mechanism) {
  if (!is_spf_record(text)) return text;
  const Record record = parse_record(text).record;
  const auto is_same = [&](const ParsedTerm& term) { return to_text(record, term) == mechanism; };
  const ParsedTerm* all = record.find(Kind::All);
  const auto same = std::find_if(record.terms.begin(), record.terms.end(), is_same);
  if (same != record.terms.end()) {
    // Behind "all" nothing is reached (section 5.1), so it has to come forward.
    const bool is_reached = all == nullptr || same->offset < all->offset;
    return is_reached ? text : with_term(without_term(text, same->offset), mechanism, all->offset);
  }
  const ParsedTerm* before = all;
  if (before == nullptr) before = record.find(Kind::Redirect);
  return with_term(text, mechanism, before == nullptr ? text.size() : before->offset);
}

std::string with_term(const std::string& record, const std::string& term, std::size_t offset) {
  if (offset > 0 && offset < record.size()) return record.substr(0, offset) + term + " " + record.substr(offset);
  return record.substr(0, record.find_last_not_of(' ') + 1) + " " + term;
}

std::string with_ending(const std::string& text, Qualifier qualifier) {
  if (!is_spf_record(text)) return text;
  const Record record = parse_record(text).record;
  const std::string all = (qualifier == Qualifier::Pass ? "+" : std::string(to_string(qualifier))) + "all";
  std::string out = "v=spf1";
  bool is_ended = false;
  for (const ParsedTerm& term : record.terms) {
    if (term.kind == Kind::Redirect) continue;
    if (term.kind != Kind::All)
      out += " " + std::string(record.written(term));
    else if (!std::exchange(is_ended, true))
      out += " " + all;
  }
  return is_ended ? out : out + " " + all;
}

std::string without_term(const std::string& record, std::size_t offset) {
  if (offset == 0 || offset >= record.size()) return record;
  const std::size_t end = std::min(record.find(' ', offset), record.size());
  const std::size_t before = record.find_last_not_of(' ', offset - 1) + 1;
  return record.substr(0, before) + record.substr(end);
}

}  // namespace alignmail::spf
