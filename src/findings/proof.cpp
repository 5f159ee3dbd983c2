// SPDX-License-Identifier: Apache-2.0
#include "findings/proof.hpp"

#include <algorithm>

namespace alignmail::findings {
namespace {

// Lays one change over what stands at the name today. False while that is not known yet.
bool lay(const RecordChange& change, dns::Layer& layer, dns::Inquiry& inquiry) {
  const auto today = inquiry.look(change.name, change.type);
  if (!today) return false;
  std::vector<dns::RecordData> records;
  for (const dns::RecordData& record : today->records) {
    if (change.ends_wildcard) break;
    const dns::Txt* txt = std::get_if<dns::Txt>(&record);
    const std::string text = txt != nullptr ? txt->joined() : dns::to_string(record);
    if (std::find(change.was.begin(), change.was.end(), text) == change.was.end()) records.push_back(record);
  }
  const bool known = std::find(records.begin(), records.end(), change.data) != records.end();
  if (change.operation != Operation::Delete && !known) records.push_back(change.data);
  layer.set(change.name, change.type, std::move(records));
  return true;
}

}  // namespace

std::optional<Proof> prove(const Fix& fix, const JudgeAgain& again, dns::Inquiry& inquiry) {
  if (!fix.unprovable.empty()) return Proof{.caveat = fix.unprovable};
  dns::Layer layer;
  bool complete = true;
  for (const FixStep& step : fix.steps) {
    for (const RecordChange& change : step.records) complete = lay(change, layer, inquiry) && complete;
  }
  if (!complete) return std::nullopt;
  if (layer.empty() && !fix.assumed_mail_from) return std::nullopt;
  std::vector<const dns::Layer*> layers = {&layer};
  layers.insert(layers.end(), inquiry.layers().begin(), inquiry.layers().end());
  dns::Inquiry second(inquiry.facts(), layers);
  const Analysis analysis = again(second, {.mail_from = fix.assumed_mail_from});
  inquiry.join(second);
  if (second.has_pending_need()) return std::nullopt;
  Proof proof{.outcome = analysis.dmarc.outcome,
              .spf = analysis.dmarc.counts(dmarc::Method::Spf),
              .dkim = analysis.dmarc.counts(dmarc::Method::Dkim),
              .spf_status = analysis.spf.status};
  if (analysis.spf.domain && layer.find({*analysis.spf.domain, dns::Type::TXT}))
    proof.spf_lookups = analysis.spf.worst_case_lookups;
  if (fix.assumed_mail_from) {
    const std::string name = fix.assumed_mail_from->substr(fix.assumed_mail_from->rfind('@') + 1);
    proof.caveat = analysis.message ? "as if SES had used the MAIL FROM " + name + " for this message"
                                    : "as soon as SES uses the MAIL FROM " + name;
  }
  return proof;
}

}  // namespace alignmail::findings
