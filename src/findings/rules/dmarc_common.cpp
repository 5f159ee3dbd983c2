// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/dmarc_common.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"

namespace alignmail::findings {
namespace {

// Neither is in force: the one that asks for less does the least harm. What cannot be read comes last.
int strength_of(const std::string& record) {
  const auto parsed = dmarc::parse_record(record);
  constexpr int unreadable = 9;
  return parsed ? static_cast<int>(parsed->policy.value_or(dmarc::Policy::None)) : unreadable;
}

}  // namespace

const dmarc::Discovery* discovery_of(const Analysis& analysis) {
  return analysis.author && analysis.dmarc.discovery ? &*analysis.dmarc.discovery : nullptr;
}

const dmarc::Record* record_of(const Analysis& analysis) {
  const dmarc::Discovery* discovery = discovery_of(analysis);
  return discovery != nullptr && discovery->record ? &*discovery->record : nullptr;
}

std::vector<EvidenceItem> walk_items(const dmarc::Discovery& discovery) {
  std::vector<EvidenceItem> items;
  for (const dmarc::Step& step : discovery.walk) {
    const std::string found =
        step.records.empty() ? std::string(dns::to_string(step.status)) : ascii::join(step.records, " | ");
    items.push_back(dns_item(step.name.text(), dns::Type::TXT, found));
  }
  return items;
}

std::vector<EvidenceItem> record_item(const dmarc::Discovery& discovery) {
  return {dns_item(dmarc_name(*discovery.policy_domain).text(), dns::Type::TXT, discovery.record->text)};
}

bool stands_right(const Analysis& analysis, const dmarc::Step& overlooked) {
  const dmarc::Discovery* discovery = discovery_of(analysis);
  return discovery != nullptr && std::any_of(discovery->walk.begin(), discovery->walk.end(),
                                             [&](const dmarc::Step& step) { return step.name == overlooked.name; });
}

std::string first_record(const dns::Domain& domain) { return "v=DMARC1; p=none; rua=mailto:dmarc@" + domain.text(); }

std::string with_tag(const std::string& record, std::string_view tag, std::string_view value) {
  const std::string wanted = std::string(tag) + "=" + std::string(value);
  std::vector<std::string> kept;
  bool is_there = value.empty();
  for (const std::string_view part : ascii::split(record, ';')) {
    const std::string_view text = ascii::trim(part);
    if (text.empty()) continue;
    if (!ascii::iequals(ascii::trim(text.substr(0, text.find('='))), tag)) {
      kept.emplace_back(text);
    } else if (!is_there) {
      kept.push_back(wanted);
      is_there = true;
    }
  }
  // p= goes right behind v= (RFC 7489 wants it there); the others may as well.
  if (!is_there) kept.insert(kept.begin() + (kept.empty() ? 0 : 1), wanted);
  return ascii::join(kept, "; ");
}

std::string warning_of_policy(const std::string& record) {
  const auto parsed = dmarc::parse_record(record);
  if (!parsed || !parsed->policy || *parsed->policy == dmarc::Policy::None) return "";
  return "The policy p=" + std::string(to_string(*parsed->policy)) +
         " takes effect with it. Not sure that all of your mail passes? Then begin with p=none.";
}

Fix keep_one_record(const dmarc::Step& step) {
  const auto& records = step.records;
  const auto is_weaker = [](const std::string& a, const std::string& b) { return strength_of(a) < strength_of(b); };
  const auto [kept, strongest] = std::minmax_element(records.begin(), records.end(), is_weaker);
  const bool differ = is_weaker(*kept, *strongest);
  std::vector<std::string> others;
  for (const std::string& record : records) {
    if (&record != &*kept) others.push_back(record);
  }
  Fix fix = one_step_fix("Keep one DMARC record and delete the others",
                         std::string(differ ? "The one with the weakest policy" : "The first") +
                             " is kept here; choose the one that says what you want.",
                         {txt_change(Operation::Replace, step.name, *kept, std::move(others))});
  fix.note = warning_of_policy(*kept);
  return fix;
}

Fix relax_alignment(const Analysis& analysis) {
  using dmarc::Mode;
  const dmarc::Discovery& discovery = *analysis.dmarc.discovery;
  const auto& rows = analysis.dmarc.alignments;
  const auto relaxed_only = [](const dmarc::Alignment& row) {
    return row.identifier.method == dmarc::Method::Dkim && row.aligned_relaxed && !row.aligned_strict &&
           row.identifier.authenticated != dmarc::Authenticated::No;
  };
  const dmarc::Alignment* spf = analysis.spf_alignment();
  std::string mended = discovery.record->text;
  std::vector<std::string> tags;
  if (analysis.dmarc.spf_mode == Mode::Strict && spf != nullptr && spf->relation != dmarc::Relation::Exact)
    tags.emplace_back("aspf");
  if (analysis.dmarc.dkim_mode == Mode::Strict && !analysis.dmarc.counts(dmarc::Method::Dkim) &&
      std::any_of(rows.begin(), rows.end(), relaxed_only))
    tags.emplace_back("adkim");
  for (std::string& tag : tags) {
    mended = with_tag(mended, tag, "");
    tag += "=s";
  }
  return one_step_fix(
      "Remove " + listed(tags) + " from the DMARC record",
      tags.size() == 1 ? "The same record without it:" : "The same record without them:",
      {txt_change(Operation::Replace, dmarc_name(*discovery.policy_domain), mended, {discovery.record->text})});
}

std::map<std::string, std::string> dmarc_names(const dmarc::Discovery& discovery) {
  const dns::Domain& where = discovery.policy_domain ? *discovery.policy_domain : discovery.author;
  return {{"domain", where.text()}, {"name", dmarc_name(where).text()}};
}

}  // namespace alignmail::findings
