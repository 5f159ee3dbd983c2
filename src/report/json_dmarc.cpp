// SPDX-License-Identifier: Apache-2.0
// checks.dmarc under the standard that governs and the other one beside it, what_if, and the
// chain of seals in checks.arc.
#include "report/json_parts.hpp"

namespace alignmail::report::json {
namespace {

Json mode_letter(bool has_record, dmarc::Mode mode) {
  return has_record ? Json(std::string(1, dmarc::tag_letter(mode))) : Json();
}

Json policy_or_null(const std::optional<dmarc::Policy>& policy) {
  return policy ? Json(dmarc::to_string(*policy)) : Json();
}

// The keys that both standards share.
Json verdict(const dmarc::Verdict& dmarc) {
  const auto& discovery = dmarc.discovery;
  const auto* record = discovery && discovery->record ? &*discovery->record : nullptr;
  const bool spf = dmarc.counts(dmarc::Method::Spf);
  const bool dkim = dmarc.counts(dmarc::Method::Dkim);
  return members({{"observed", dmarc_word(dmarc.outcome)},
                  {"reason", text_or_null(dmarc::explained(dmarc))},
                  {"standard", dmarc::to_string(dmarc.standard)},
                  {"record", record ? text(record->text) : Json()},
                  {"record_domain", discovery ? name_or_null(discovery->policy_domain) : Json()},
                  {"p", policy_or_null(record ? record->policy : std::nullopt)},
                  {"policy", policy_or_null(discovery ? discovery->policy : std::nullopt)},
                  {"policy_tag", discovery ? text_or_null(discovery->policy_tag) : Json()},
                  {"aspf", mode_letter(record != nullptr, dmarc.spf_mode)},
                  {"adkim", mode_letter(record != nullptr, dmarc.dkim_mode)},
                  {"test_mode", yes_no(record && record->test_mode)},
                  {"organizational_domain", discovery ? name_or_null(discovery->organizational_domain) : Json()},
                  {"legs", legs(spf, dkim)},
                  {"walk", walk(discovery.get())}});
}

}  // namespace

// Without an observation the word of RFC 8601 is missing: the schema's checks say not_checked.
Json dmarc_word(dmarc::Outcome outcome) {
  return outcome == dmarc::Outcome::Unknown ? Json("not_checked") : Json(dmarc::to_string(outcome));
}

Json legs(bool spf, bool dkim) {
  Json list = Json::array();
  if (spf) list.push_back("spf");
  if (dkim) list.push_back("dkim");
  return list;
}

Json walk(const dmarc::Discovery* discovery) {
  Json list = Json::array();
  if (!discovery) return list;
  for (const dmarc::Step& step : discovery->walk) {
    const Json record = step.records.empty() ? Json() : text(step.records.front());
    Json object = members({{"name", step.name.text()}, {"status", dns::to_string(step.status)}, {"record", record}});
    if (step.records.size() > 1) object["records"] = texts(step.records);
    if (step.by_alias) object["by_alias"] = "yes";
    list.push_back(std::move(object));
  }
  return list;
}

Json dmarc_check(const Analysis& analysis) {
  Json object = members({{"claimed", claimed_word(analysis.dmarc_claim())}});
  append(object, verdict(analysis.dmarc));
  const bool other_is_old = analysis.other_standard.standard == dmarc::Standard::Rfc7489;
  object["under_rfc7489"] = verdict(other_is_old ? analysis.other_standard : analysis.dmarc);
  object["under_rfc7489"].erase("walk");
  if (!other_is_old) {
    object["under_rfc9989"] = verdict(analysis.other_standard);
    object["under_rfc9989"].erase("walk");
  }
  return object;
}

Json what_if(const Analysis& analysis) {
  Json list = Json::array();
  for (const WhatIf& row : analysis.what_if) {
    list.push_back(members({{"aspf", std::string(1, dmarc::tag_letter(row.spf_mode))},
                            {"adkim", std::string(1, dmarc::tag_letter(row.dkim_mode))},
                            {"path", to_string(row.path)},
                            {"standard", dmarc::to_string(row.standard)},
                            {"dmarc", dmarc::to_string(row.outcome)},
                            {"legs", legs(row.spf, row.dkim)},
                            {"in_force", yes_no(row.in_force)}}));
  }
  return list;
}

Json arc_check(const Analysis& analysis) {
  const auto claims = analysis.trust.claims("arc");
  const arc::Verdict& arc = analysis.arc;
  const bool checked = arc.status != arc::Status::NotChecked && !arc.pending;
  return members({{"claimed", claimed_word(claims.empty() ? nullptr : claims.front())},
                  {"observed", checked ? arc::to_string(arc.status) : "not_checked"},
                  {"instances", arc.instances},
                  {"failed_instance", arc.failed_instance ? Json(*arc.failed_instance) : Json()},
                  {"reason", text_or_null(arc.reason)},
                  {"sets", arc_sets(arc)}});
}

Json arc_sets(const arc::Verdict& verdict) {
  Json list = Json::array();
  for (const arc::Set& set : verdict.sets) {
    list.push_back(members({{"instance", set.instance},
                            {"sealer", text_or_null(set.sealer)},
                            {"cv", text_or_null(set.cv)},
                            {"seal", dkim::to_string(set.seal)},
                            {"signature", dkim::to_string(set.signature)},
                            {"detail", text_or_null(set.detail)}}));
  }
  return list;
}

}  // namespace alignmail::report::json
