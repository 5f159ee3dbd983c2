// SPDX-License-Identifier: Apache-2.0
// What Amazon SES shows, what was expected of DNS and where each expectation comes from.
#include "report/json_parts.hpp"

namespace alignmail::report::json {
namespace {

Json item(Json value, ses::Origin origin) {
  return members({{"value", std::move(value)}, {"origin", ses::to_string(origin)}});
}

Json region_evidence(const std::vector<ses::RegionEvidence>& evidence) {
  Json list = Json::array();
  for (const ses::RegionEvidence& trace : evidence) {
    list.push_back(members({{"source", trace.source}, {"region", text(trace.region)}, {"value", text(trace.value)}}));
  }
  return list;
}

}  // namespace

Json expected_setup(const ses::Setup& setup) {
  const bool known = setup.domain.known() || setup.region.known() || setup.mail_from.known() ||
                     setup.dkim_kind.known() || setup.tokens.known() || setup.verification_token.known() ||
                     setup.policy.known();
  if (!known) return {};
  return members(
      {{"domain", item(name_or_null(setup.domain.value), setup.domain.origin)},
       {"region", item(text_or_null(setup.region.value), setup.region.origin)},
       {"mail_from", item(name_or_null(setup.mail_from.value), setup.mail_from.origin)},
       {"dkim", members({{"kind", item(text_or_null(setup.dkim_kind.value), setup.dkim_kind.origin)},
                         {"tokens", item(texts(setup.tokens.value), setup.tokens.origin)},
                         {"hosted_zone", item(text_or_null(setup.hosted_zone.value), setup.hosted_zone.origin)}})},
       {"verification_token", item(text_or_null(setup.verification_token.value), setup.verification_token.origin)},
       {"policy", item(text_or_null(setup.policy.value), setup.policy.origin)},
       {"other_senders", texts(setup.other_senders)},
       {"not_ready", texts(setup.not_ready)}});
}

Json checklist(std::span<const ses::ChecklistRow> rows) {
  Json list = Json::array();
  for (const ses::ChecklistRow& row : rows) {
    Json object = members({{"id", row.id}, {"name", text(row.name)}, {"type", row.type}});
    if (!row.expected.empty()) object["expected"] = text(row.expected);
    object["found"] = texts(row.found);
    object["status"] = ses::to_string(row.status);
    if (!row.note.empty()) object["note"] = text(row.note);
    if (!row.check.empty()) object["check"] = row.check;
    list.push_back(std::move(object));
  }
  return list;
}

Json ses(const Analysis& analysis) {
  const ses::Recognition& seen = analysis.ses;
  const auto signer = [&](const std::optional<std::size_t>& index) {
    return index ? text(analysis.dkim[*index].signature->domain_text) : Json();
  };
  Json identities = Json::array();
  for (const std::size_t index : seen.own_signatures) identities.push_back(signer(index));
  return members({{"detected", ses::to_string(seen.detected)},
                  {"region", text_or_null(seen.region)},
                  {"mail_from", ses::to_string(seen.mail_from)},
                  {"sent_at", optional_text(seen.message_id_time)},
                  {"why", text_or_null(seen.why)},
                  {"mail_from_domain", name_or_null(seen.mail_from_name)},
                  {"signed_for", std::move(identities)},
                  {"white_label", signer(seen.white_label)},
                  {"clock_difference", seen.clock_difference ? Json(seen.clock_difference->count()) : Json()},
                  {"contradictions", texts(seen.contradictions)},
                  {"region_evidence", region_evidence(seen.evidence)},
                  {"expected", expected_setup(analysis.setup)},
                  {"checklist", checklist(analysis.checklist)}});
}

}  // namespace alignmail::report::json
