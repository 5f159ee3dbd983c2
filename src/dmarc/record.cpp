// SPDX-License-Identifier: Apache-2.0
// DMARC policy records (RFC 9989 sections 4.7 and 4.8; RFC 7489 sections 6.3 and 6.4).
//
// Nothing in a record but its first tag can make it vanish: what breaks the grammar is ignored
// in favour of the default and kept as a fault. Only the policy tags have a rule of their own
// (section 4.10.1), and it is applied last.
#include "dmarc/record.hpp"

#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/recent.hpp"
#include "base/tag_list.hpp"
#include "dmarc/report_uri.hpp"

namespace alignmail::dmarc {
namespace {

std::string shown(std::string_view text) { return "\"" + escape::visible_ascii(text.substr(0, 60)) + "\""; }

// What is known while the tags of one record are read.
struct Draft {
  Record record{};
  bool bad_policy = false;  // p, sp or np is there and not valid
  bool is_valid = true;     // without a fault that matters

  void fault(const Tag& tag, const std::string& expected) {
    record.faults.push_back({tag.offset, std::string(tag.name) + "=" + shown(tag.value) + ": expected " + expected});
  }
};

// Words of a value rule are plain ABNF strings, so letter case does not matter (RFC 5234
// section 2.3).
std::optional<Policy> policy_word(std::string_view word) {
  for (const Policy policy : {Policy::None, Policy::Quarantine, Policy::Reject}) {
    if (ascii::iequals(word, to_string(policy))) return policy;
  }
  return std::nullopt;
}

void read_policy(Draft& draft, const Tag& tag, std::optional<Policy>& target) {
  target = policy_word(tag.value);
  if (target) return;
  draft.bad_policy = true;
  draft.fault(tag, "none, quarantine or reject");
}

void read_mode(Draft& draft, const Tag& tag, Mode& target, bool& given) {
  const bool is_strict = ascii::iequals(tag.value, "s");
  if (!is_strict && !ascii::iequals(tag.value, "r")) return draft.fault(tag, "r or s");
  target = is_strict ? Mode::Strict : Mode::Relaxed;
  given = true;
}

void read_reports(Draft& draft, const Tag& tag, std::vector<std::string>& target) {
  for (const std::string_view part : ascii::split(tag.value, ',')) {
    ReportUri uri = read_report_uri(ascii::trim(part));
    if (!uri.fault.empty()) {
      draft.record.faults.push_back(
          {tag.offset, std::string(tag.name) + "=: " + shown(ascii::trim(part)) + " " + uri.fault});
    }
    if (!uri.size.empty()) draft.record.report_sizes.push_back(uri.size);
    if (!uri.uri.empty()) target.push_back(std::move(uri.uri));
  }
}

// dmarc-fo: each option once, and only one of "0" and "1".
void read_failure_options(Draft& draft, const Tag& tag) {
  std::vector<std::string> options;
  for (const std::string_view part : ascii::split(tag.value, ':')) {
    const std::string option = ascii::to_lower(ascii::trim(part));
    const bool is_known = option == "0" || option == "1" || option == "d" || option == "s";
    const bool repeats = std::find(options.begin(), options.end(), option) != options.end();
    const auto is_number = [](const std::string& other) { return other == "0" || other == "1"; };
    const bool excluded = is_number(option) && std::any_of(options.begin(), options.end(), is_number);
    if (!is_known || repeats || excluded) return draft.fault(tag, "0 or 1, d and s, divided by colons");
    options.push_back(option);
  }
  draft.record.failure_options = std::move(options);
}

void keep_obsolete(Draft& draft, const Tag& tag) {
  draft.record.obsolete_tags.push_back(std::string(tag.name) + "=" + escape::visible_ascii(tag.value.substr(0, 60)));
}

// RFC 7489 section 6.3. What is no percentage is ignored for the default; RFC 9989 ignores the tag, so it is no fault.
void read_percentage(Draft& draft, const Tag& tag) {
  keep_obsolete(draft, tag);
  const auto number = tag.value.size() <= 3 ? ascii::parse_number(tag.value) : std::nullopt;
  if (number && *number <= 100) draft.record.percentage = static_cast<int>(*number);
}

struct KnownTag {
  std::string_view name;
  bool in_rfc7489;
  void (*read)(Draft&, const Tag&);
};

constexpr KnownTag known_tags[] = {
    {"v", true, [](Draft&, const Tag&) {}},
    {"p", true, [](Draft& d, const Tag& t) { read_policy(d, t, d.record.policy); }},
    {"sp", true, [](Draft& d, const Tag& t) { read_policy(d, t, d.record.subdomain_policy); }},
    {"np", false, [](Draft& d, const Tag& t) { read_policy(d, t, d.record.nonexistent_policy); }},
    {"adkim", true,
     [](Draft& d, const Tag& t) { read_mode(d, t, d.record.dkim_alignment, d.record.dkim_alignment_given); }},
    {"aspf", true,
     [](Draft& d, const Tag& t) { read_mode(d, t, d.record.spf_alignment, d.record.spf_alignment_given); }},
    {"psd", false,
     [](Draft& d, const Tag& t) {
       const std::string value = ascii::to_lower(t.value);
       if (value != "y" && value != "n" && value != "u") return d.fault(t, "y, n or u");
       d.record.public_suffix = value.front();
     }},
    {"t", false,
     [](Draft& d, const Tag& t) {
       d.record.test_mode = ascii::iequals(t.value, "y");
       if (!d.record.test_mode && !ascii::iequals(t.value, "n")) d.fault(t, "y or n");
     }},
    {"fo", true, [](Draft&, const Tag&) {}},  // once it is known whether ruf is there
    {"rua", true, [](Draft& d, const Tag& t) { read_reports(d, t, d.record.aggregate_reports); }},
    {"ruf", true, [](Draft& d, const Tag& t) { read_reports(d, t, d.record.failure_reports); }},
    {"pct", true, read_percentage},
    {"rf", true, keep_obsolete},
    {"ri", true, keep_obsolete},
};

const KnownTag* find_known(std::string_view name, Standard standard) {
  const auto fits = [&](const KnownTag& known) {
    return known.name == name && (known.in_rfc7489 || standard == Standard::Rfc9989);
  };
  const auto* found = std::find_if(std::begin(known_tags), std::end(known_tags), fits);
  return found == std::end(known_tags) ? nullptr : found;
}

Draft read_tags(std::string_view text, Standard standard) {
  Draft draft;
  draft.record.text = text;
  const TagList list = parse_tag_list(text);
  std::set<std::string> seen;
  std::vector<RecordFault> harmless;
  const Tag* failure_options = nullptr;
  for (const Tag& tag : list.tags) {
    const std::string name = ascii::to_lower(tag.name);
    const KnownTag* known = find_known(name, standard);
    if (known == nullptr) {
      draft.record.unknown_tags.emplace_back(tag.name);
      continue;
    }
    if (!seen.insert(name).second) continue;  // the first counts; the list has named the fault
    if (name == "fo") failure_options = &tag;
    if (name != tag.name) harmless.push_back({tag.offset, shown(tag.name) + ": tags are written in lower case"});
    known->read(draft, tag);
  }
  for (const TagFault& fault : list.faults) draft.record.faults.push_back({fault.offset, fault.what});
  const auto read_options = [&] {
    if (failure_options != nullptr) read_failure_options(draft, *failure_options);
  };
  // Section 4.7: fo is ignored without ruf, whatever it says. A name in capitals is a tag as good as any, or one that
  // nobody knows.
  if (seen.contains("ruf")) read_options();
  draft.is_valid = draft.record.faults.empty();
  if (!seen.contains("ruf")) read_options();
  draft.record.faults.insert(draft.record.faults.end(), harmless.begin(), harmless.end());
  std::stable_sort(draft.record.faults.begin(), draft.record.faults.end(),
                   [](const RecordFault& a, const RecordFault& b) { return a.offset < b.offset; });
  auto& options = draft.record.failure_options;
  if (draft.record.failure_reports.empty()) options.clear();
  if (!draft.record.failure_reports.empty() && options.empty()) options.emplace_back("0");
  return draft;
}

}  // namespace

std::string_view to_string(Policy policy) {
  switch (policy) {
    case Policy::None: return "none";
    case Policy::Quarantine: return "quarantine";
    case Policy::Reject: return "reject";
  }
  return "";
}

std::string_view to_string(Mode mode) { return mode == Mode::Strict ? "strict" : "relaxed"; }

char tag_letter(Mode mode) { return mode == Mode::Strict ? 's' : 'r'; }

// Section 4.8: *WSP may stand around the equals sign and before the semicolon, nothing before
// the "v"; only "DMARC1" is case-sensitive.
bool is_record(std::string_view text) {
  const std::size_t end = text.find(';');
  const std::string_view first = text.substr(0, end);
  const std::size_t equals = first.find('=');
  if (equals == std::string_view::npos || first.empty() || ascii::is_space(first.front())) return false;
  if (first.find_first_of("\r\n") != std::string_view::npos) return false;  // no WSP
  return ascii::iequals(ascii::trim(first.substr(0, equals)), "v") && ascii::trim(first.substr(equals + 1)) == "DMARC1";
}

// Section 4.7: a record without p that is otherwise valid acts as p=none. Section 4.10.1: so
// does any other record without a valid p, sp or np, but only when it names somebody to report
// to; else DMARC is not applied. RFC 7489 section 6.6.3 has the second rule alone.
Reading read_record(std::string_view text, Standard standard) {
  Draft draft = read_tags(text, standard);
  Reading reading;
  const bool lacks_policy = !draft.record.policy && !draft.bad_policy;
  const bool may_lack_policy = standard == Standard::Rfc9989 && draft.is_valid;
  if (draft.bad_policy || lacks_policy) {
    draft.record.acts_as_none = !draft.record.aggregate_reports.empty() || (lacks_policy && may_lack_policy);
    if (!draft.record.acts_as_none) {
      reading.objection = std::string(lacks_policy ? "it has no p=" : "its policy is not valid") +
                          " and no valid rua= that would let it count as p=none";
    }
  }
  reading.record = std::move(draft.record);
  return reading;
}

std::shared_ptr<const Reading> recall_record(std::string_view text, Standard standard) {
  thread_local Recent<Reading> by_rfc9989;
  thread_local Recent<Reading> by_rfc7489;
  Recent<Reading>& recent = standard == Standard::Rfc9989 ? by_rfc9989 : by_rfc7489;
  return recent.find(text, [&] { return read_record(text, standard); });
}

Result<Record> parse_record(std::string_view text, Standard standard) {
  if (!is_record(text)) {
    return failure(Error::Kind::Malformed, shown(text) + " is no DMARC record: it does not begin with v=DMARC1");
  }
  Reading reading = read_record(text, standard);
  if (!reading.objection.empty()) {
    return failure(Error::Kind::Malformed, "the DMARC record cannot be applied: " + reading.objection);
  }
  return std::move(reading.record);
}

}  // namespace alignmail::dmarc
