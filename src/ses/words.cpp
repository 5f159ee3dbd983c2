// SPDX-License-Identifier: Apache-2.0
// The words of the report (report-v1.schema.json).
#include <algorithm>

#include "alignmail/ses.hpp"

namespace alignmail::ses {

std::string_view to_string(Detected detected) {
  switch (detected) {
    case Detected::No: return "no";
    case Detected::Yes: return "yes";
    case Detected::Unknown: return "unknown";
  }
  return "";
}

std::string_view to_string(MailFrom mail_from) {
  switch (mail_from) {
    case MailFrom::Unknown: return "unknown";
    case MailFrom::Default: return "default";
    case MailFrom::Custom: return "custom";
  }
  return "";
}

std::string_view to_string(Origin origin) {
  switch (origin) {
    case Origin::Given: return "given";
    case Origin::Inferred: return "inferred";
    case Origin::Absent: return "absent";
  }
  return "";
}

std::string_view to_string(RowStatus status) {
  switch (status) {
    case RowStatus::Ok: return "ok";
    case RowStatus::Missing: return "missing";
    case RowStatus::Different: return "different";
    case RowStatus::Duplicate: return "duplicate";
    case RowStatus::Misplaced: return "misplaced";
    case RowStatus::NotNeeded: return "not_needed";
    case RowStatus::NotChecked: return "not_checked";
  }
  return "";
}

std::string_view to_string(Problem problem) {
  switch (problem) {
    case Problem::Missing: return "missing";
    case Problem::DoubledName: return "doubled_name";
    case Problem::WrongTarget: return "wrong_target";
    case Problem::TargetDoubled: return "target_doubled";
    case Problem::WrongZone: return "wrong_zone";
    case Problem::OtherZone: return "other_zone";
    case Problem::OtherRecordType: return "other_record_type";
    case Problem::TxtInsteadOfCname: return "txt_instead_of_cname";
    case Problem::Flattened: return "flattened";
    case Problem::WrongKey: return "wrong_key";
    case Problem::KeyRevoked: return "key_revoked";
    case Problem::KeyMissing: return "key_missing";
    case Problem::SeveralMx: return "several_mx";
    case Problem::NotSes: return "not_ses";
    case Problem::WrongRegion: return "wrong_region";
    case Problem::WrongPreference: return "wrong_preference";
    case Problem::OutsideIdentity: return "outside_identity";
    case Problem::InUse: return "in_use";
    case Problem::LacksSes: return "lacks_ses";
    case Problem::SeveralRecords: return "several_records";
    case Problem::Unreadable: return "unreadable";
    case Problem::NotConsulted: return "not_consulted";
    case Problem::Unused: return "unused";
    case Problem::WeakerPolicy: return "weaker_policy";
  }
  return "";
}

bool ChecklistRow::has(Problem problem) const {
  return std::find(problems.begin(), problems.end(), problem) != problems.end();
}

const ChecklistRow* find_row(std::span<const ChecklistRow> rows, std::string_view id) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const ChecklistRow& row) { return row.id == id; });
  return found == rows.end() ? nullptr : &*found;
}

bool Setup::is_given() const {
  return domain.given() || region.given() || mail_from.given() || dkim_kind.given() || tokens.given() ||
         hosted_zone.given() || verification_token.given() || policy.given() || !other_senders.empty() ||
         !not_ready.empty() || !candidates.empty();
}

}  // namespace alignmail::ses
