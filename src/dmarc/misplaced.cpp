// SPDX-License-Identifier: Apache-2.0
// Records that were meant to apply, and stand where nobody looks.
#include "alignmail/dmarc.hpp"
#include "dmarc/correct.hpp"

namespace alignmail::dmarc {
namespace {

void look_at(const dns::Domain& name, dns::Inquiry& inquiry, std::vector<Step>& found) {
  const dns::Answer answer = inquiry.ask(name, dns::Type::TXT);
  Step step{.name = name, .status = answer.status, .by_alias = !answer.chain.empty()};
  for (std::string& text : answer.texts()) {
    if (is_record(text)) step.records.push_back(std::move(text));
  }
  if (!step.records.empty()) found.push_back(std::move(step));
}

// At the right name, and none by its first octets: section 4.10 discards it without a word.
void look_for_malformed(const dns::Domain& domain, dns::Inquiry& inquiry, std::vector<Step>& found) {
  const auto name = domain.with_prefix("_dmarc");
  if (!name) return;
  const dns::Answer answer = inquiry.ask(*name, dns::Type::TXT);
  Step step{.name = *name, .status = answer.status, .by_alias = !answer.chain.empty()};
  for (std::string& text : answer.texts()) {
    if (is_meant_as_record(text)) step.records.push_back(std::move(text));
  }
  if (!step.records.empty()) found.push_back(std::move(step));
}

}  // namespace

std::vector<Step> misplaced_records(const Discovery& discovery, dns::Inquiry& inquiry) {
  std::vector<Step> found;
  if (discovery.record || discovery.pending || dns::is_temporary(discovery.failure)) return found;
  std::vector<dns::Domain> domains{discovery.author};
  const auto& organization = discovery.organizational_domain;
  if (organization && *organization != discovery.author) domains.push_back(*organization);
  for (const dns::Domain& domain : domains) {
    if (discovery.broken_record.empty() && !discovery.several_records) look_for_malformed(domain, inquiry, found);
    look_at(domain, inquiry, found);
    // A panel that adds the zone's name by itself turns _dmarc.example.com into this.
    if (const auto doubled = domain.with_prefix("_dmarc." + domain.text())) look_at(*doubled, inquiry, found);
  }
  return found;
}

}  // namespace alignmail::dmarc
