// SPDX-License-Identifier: Apache-2.0
// The CNAME of one token of Easy DKIM.
//
// One TXT question tells everything: it meets the CNAME on its way (one hop), and the key behind
// it. What stands at the doubled name is asked along with it.
#include <algorithm>

#include "base/ascii.hpp"
#include "ses/audit_dkim.hpp"
#include "ses/traces.hpp"

namespace alignmail::ses {
namespace {

// What stands in a zone of SES behind the token: nothing, or the region whose zone it is and
// whether it is a cell of it. The three forms are those that AWS documents.
struct SesZone {
  std::string region{};  // empty for dkim.amazonses.com
  bool is_cell = false;
};
std::optional<SesZone> ses_zone(const dns::Domain& target) {
  const auto labels = target.labels();
  const std::size_t count = labels.size();
  if (count < 4 || count > 6 || !parse_ses_name(target.suffix(2))) return std::nullopt;
  if (count == 4) return labels[1] == "dkim" ? std::optional(SesZone{}) : std::nullopt;
  const std::string_view region = labels[count - 3];
  if (!is_region_name(region) || labels[count - 4] != "dkim") return std::nullopt;
  return SesZone{std::string(region), count == 6};
}

std::string_view first_label(const dns::Domain& name) { return name.labels().front(); }

// Whether SES is known to keep no key where the CNAME should lead.
bool lacks_key(const Expectation& expected, dns::Inquiry& inquiry) {
  if (!expected.target) return false;
  const dns::Answer at_ses = inquiry.ask(*expected.target, dns::Type::TXT);
  return dns::is_answer(at_ses.status) && !first_key(at_ses);
}

// The right token in some other zone of SES: it works when a key stands there.
void judge_other_zone(ChecklistRow& row, const Expectation& expected, const SesZone& zone, const dns::Answer& key,
                      dns::Inquiry& inquiry) {
  if (key.status == dns::Status::Pending) {
    row.status = RowStatus::NotChecked;
    row.answer = dns::Status::Pending;
    return;
  }
  const bool is_cell_of_region = zone.is_cell && (expected.region.empty() || zone.region == expected.region);
  if (!first_key(key) && dns::is_answer(key.status) && !is_cell_of_region) {
    blame(row, RowStatus::Different, Problem::WrongZone, "No key stands in that zone; the identity's zone is another.");
    return;
  }
  if (expected.is_zone_given) {
    if (first_key(key)) row.problems.push_back(Problem::OtherZone);
    if (lacks_key(expected, inquiry)) row.problems.push_back(Problem::KeyMissing);
    blame(row, RowStatus::Different, Problem::WrongZone, "SES says that the identity's keys are in another zone.");
    return;
  }
  blame(row, RowStatus::Ok, Problem::OtherZone,
        zone.is_cell
            ? "It ends in the zone of a cell, as SES gives it out for some identities."
            : "It ends in another zone of SES than the region's, as replicas of an identity do, and a key is there.");
}

void judge_foreign_target(ChecklistRow& row, const Expectation& expected, const dns::Domain& target) {
  const auto appended = expected.target ? expected.identity.with_prefix(expected.target->text())
                                        : Result<dns::Domain>(failure(Error::Kind::Malformed, ""));
  if (appended && *appended == target) {
    blame(row, RowStatus::Different, Problem::TargetDoubled,
          "The name of the zone was appended to the target: it needs a final dot, or the provider adds the zone.");
  } else if (first_label(target) == expected.token) {
    blame(row, RowStatus::Different, Problem::WrongZone, "The token is right, the zone behind it is none of SES.");
  } else if (ses_zone(target)) {
    blame(row, RowStatus::Different, Problem::WrongTarget, "It points to another token.");
  } else {
    blame(row, RowStatus::Different, Problem::WrongTarget, "It does not point to SES.");
  }
}

void judge_alias(ChecklistRow& row, const Expectation& expected, const dns::Domain& target, const dns::Answer& key,
                 dns::Inquiry& inquiry) {
  row.answer = dns::Status::Found;
  row.found = {as_record(target)};
  const bool by_way =
      expected.target && std::find(key.chain.begin(), key.chain.end(), *expected.target) != key.chain.end();
  if (target == expected.target || (by_way && first_key(key))) {
    set(row, RowStatus::Ok);
    if (target != expected.target) row.note = "It leads to SES by way of another name.";
    if (dns::is_answer(key.status) && !first_key(key)) {
      blame(row, RowStatus::Ok, Problem::KeyMissing, "No key stands behind it; SES may not have put one there yet.");
    }
    return;
  }
  const auto zone = ses_zone(target);
  if (zone && first_label(target) == expected.token) return judge_other_zone(row, expected, *zone, key, inquiry);
  judge_foreign_target(row, expected, target);
}

bool is_target_text(const std::string& text, const Expectation& expected) {
  const auto name = dns::Domain::parse(ascii::trim(text));
  return name && (expected.target == *name || ses_zone(*name));
}

// Records of the type TXT itself, where a CNAME should be.
void judge_texts(ChecklistRow& row, const Expectation& expected, const dns::Answer& answer, dns::Inquiry& inquiry) {
  row.found = answer.texts();
  row.answer = answer.status;
  const auto holds_target = [&](const std::string& text) { return is_target_text(text, expected); };
  if (std::any_of(row.found.begin(), row.found.end(), holds_target)) {
    blame(row, RowStatus::Different, Problem::TxtInsteadOfCname,
          "The target stands in a TXT record; the type must be CNAME.");
    return;
  }
  const auto key = first_key(answer);
  if (!key || !expected.target) {
    blame(row, RowStatus::Different, Problem::OtherRecordType,
          "A TXT record takes the name, so no CNAME can stand there.");
    return;
  }
  const dns::Answer at_ses = inquiry.ask(*expected.target, dns::Type::TXT);
  if (is_unanswered(row, at_ses.status)) return;
  if (first_key(at_ses) == key) {
    blame(row, RowStatus::Ok, Problem::Flattened,
          "The provider publishes the key itself instead of the CNAME; it is the right one.");
  } else {
    blame(row, RowStatus::Different, Problem::WrongKey,
          "A key stands there instead of the CNAME, and it is not the one of SES.");
  }
}

bool is_misplaced(ChecklistRow& row, const Expectation& expected, dns::Inquiry& inquiry) {
  for (const dns::Domain& doubled : doubled_names(expected.name, expected.identity)) {
    const auto fact = inquiry.look(doubled, dns::Type::TXT);
    if (!fact || !fact->alias || first_label(*fact->alias) != expected.token) continue;
    row.found_at = doubled;
    row.found = {as_record(*fact->alias)};
    blame(row, RowStatus::Misplaced, Problem::DoubledName,
          "It stands at " + doubled.text() + ": the provider appends the zone, which was typed in too.");
    return true;
  }
  return false;
}

// Guides that write "_token._domainkey" for any token get it typed so.
std::optional<dns::Domain> underscored(const Expectation& expected) {
  auto name = expected.identity.with_prefix("_" + expected.token + "._domainkey");
  return name ? std::optional(*std::move(name)) : std::nullopt;
}

std::string note_of_absence(const Expectation& expected, dns::Inquiry& inquiry) {
  const auto name = underscored(expected);
  const auto fact = name ? inquiry.look(*name, dns::Type::TXT) : std::nullopt;
  if (!fact || !fact->alias || first_label(*fact->alias) != expected.token) return "";
  return "One stands at " + name->text() + ": the underscore before the token does not belong there.";
}

// Neither a CNAME nor a TXT: nothing, or a record of some other type.
void judge_absence(ChecklistRow& row, const Expectation& expected, dns::Status status, dns::Inquiry& inquiry) {
  row.answer = status;
  if (is_misplaced(row, expected, inquiry)) return;
  if (status == dns::Status::NoData) {
    for (const dns::Type type : {dns::Type::A, dns::Type::AAAA, dns::Type::MX}) {
      const auto fact = inquiry.look(expected.name, type);
      if (!fact || fact->records.empty()) continue;
      row.found = {std::string(dns::to_string(type)) + " " + dns::to_string(fact->records.front())};
      blame(row, RowStatus::Different, Problem::OtherRecordType,
            "The name is taken by a record of type " + std::string(dns::to_string(type)) + ".");
      return;
    }
  }
  blame(row, RowStatus::Missing, Problem::Missing, note_of_absence(expected, inquiry));
  if (lacks_key(expected, inquiry)) row.problems.push_back(Problem::KeyMissing);
}

}  // namespace

ChecklistRow audit_token(std::string_view id, const Expectation& expected, dns::Inquiry& inquiry) {
  ChecklistRow row = make_row(id, expected.name, dns::Type::CNAME);
  if (expected.target) row.expected = as_record(*expected.target);
  const auto fact = inquiry.look(expected.name, dns::Type::TXT);
  const dns::Answer answer = inquiry.ask(expected.name, dns::Type::TXT);
  for (const dns::Domain& doubled : doubled_names(expected.name, expected.identity)) {
    inquiry.foresee(doubled, dns::Type::TXT);
  }
  if (!fact) return row;
  if (fact->alias) {
    judge_alias(row, expected, *fact->alias, answer, inquiry);
  } else if (fact->status == dns::Status::Found) {
    judge_texts(row, expected, answer, inquiry);
  } else if (dns::is_answer(fact->status)) {
    judge_absence(row, expected, fact->status, inquiry);
  } else {
    // The CNAME itself may be told while what stands behind it cannot be reached.
    (void)is_unanswered(row, fact->status);
    const auto alias = inquiry.look(expected.name, dns::Type::CNAME);
    const auto* target = alias && !alias->records.empty() ? std::get_if<dns::Domain>(&alias->records.front()) : nullptr;
    if (target) judge_alias(row, expected, *target, answer, inquiry);
  }
  return row;
}

}  // namespace alignmail::ses
