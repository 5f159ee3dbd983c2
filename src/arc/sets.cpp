// SPDX-License-Identifier: Apache-2.0
#include "arc/sets.hpp"

#include <algorithm>
#include <limits>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/tag_list.hpp"
#include "dkim/arc_comments.hpp"
#include "message/structured.hpp"

namespace alignmail::arc {
namespace {

std::string shown(std::uint64_t instance) { return "i=" + std::to_string(instance); }

// How a set differs from one field of each kind; empty when it does not.
std::string incompleteness(const Members& members) {
  struct Kind {
    std::string_view name;
    std::size_t count;
  };
  const Kind kinds[] = {{"ARC-Authentication-Results", members.results.size()},
                        {"ARC-Message-Signature", members.signatures.size()},
                        {"ARC-Seal", members.seals.size()}};
  for (const Kind& kind : kinds) {
    if (kind.count == 0) return " has no " + std::string(kind.name);
    if (kind.count > 1) return " has " + std::to_string(kind.count) + " fields " + std::string(kind.name);
  }
  return {};
}

// Section 3.9: position = 1*2DIGIT. A longer number is one over 50, unless it is made longer by zeros.
std::optional<std::uint64_t> position_of(std::string_view digits) {
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), ascii::is_digit)) return std::nullopt;
  if (digits.size() > 2 && digits.front() == '0') return std::nullopt;
  return ascii::parse_number(digits).value_or(std::numeric_limits<std::uint64_t>::max());
}

}  // namespace

std::optional<std::uint64_t> instance_of(std::string_view field_body, Place place) {
  const std::string plain = message::without_comments(field_body, ';');
  if (place == Place::First && !foreign_octet(plain.substr(0, plain.find(';') + 1)).empty()) return std::nullopt;
  for (const std::string_view part : ascii::split(plain, ';')) {
    const std::size_t equals = part.find('=');
    const bool is_instance = equals != std::string_view::npos && ascii::trim(part.substr(0, equals)) == "i";
    if (is_instance) return position_of(ascii::trim(part.substr(equals + 1)));
    if (place == Place::First) break;
  }
  return std::nullopt;
}

Sets collect_sets(const message::Message& message) {
  Sets sets;
  const auto fields = message.fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    std::vector<std::size_t> Members::*kind = nullptr;
    Place place = Place::Anywhere;
    if (fields[i].is("ARC-Seal")) {
      kind = &Members::seals;
    } else if (fields[i].is("ARC-Message-Signature")) {
      kind = &Members::signatures;
    } else if (fields[i].is("ARC-Authentication-Results")) {
      kind = &Members::results;
      place = Place::First;
    } else {
      continue;
    }
    const bool is_seal = kind == &Members::seals;
    const std::string plain = is_seal ? dkim::blank_comments(fields[i].body, dkim::SignatureKind::ArcSeal) : "";
    if (const auto instance = instance_of(is_seal ? std::string_view(plain) : fields[i].body, place)) {
      (sets.by_instance[*instance].*kind).push_back(i);
    } else {
      sets.without_instance.push_back(i);
    }
  }
  return sets;
}

std::optional<StructureFault> find_structure_fault(const Sets& sets, const std::vector<Set>& chain) {
  if (!sets.without_instance.empty()) return StructureFault{0, "an ARC field has no instance"};
  std::uint32_t expected = 1;
  for (const auto& [instance, members] : sets.by_instance) {
    if (instance != expected) {
      return StructureFault{expected, instance == 0 ? "an ARC field has i=0" : shown(expected) + " is missing"};
    }
    const std::string fault = incompleteness(members);
    if (!fault.empty()) return StructureFault{expected, shown(instance) + fault};
    ++expected;
  }
  for (const Set& set : chain) {
    const std::string_view due = set.instance == 1 ? "none" : "pass";
    if (set.cv != due) {
      return StructureFault{set.instance, shown(set.instance) + " says cv=" + escape::visible(set.cv.substr(0, 20)) +
                                              " and must say cv=" + std::string(due)};
    }
  }
  return std::nullopt;
}

}  // namespace alignmail::arc
