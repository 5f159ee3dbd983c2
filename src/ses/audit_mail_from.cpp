// SPDX-License-Identifier: Apache-2.0
// The records of a custom MAIL FROM: one MX, which SES checks, and SPF, which it does not.
#include <algorithm>

#include "ses/audit.hpp"
#include "ses/names.hpp"
#include "ses/regions.hpp"

namespace alignmail::ses {
namespace {

// Where the region is not known no name stands that somebody could copy as it is.
std::string expected_mx(const std::string& region) {
  if (region.empty()) return std::to_string(mx_preference) + " " + feedback_host("<region>") + ".";
  return dns::to_string(dns::Mx{mx_preference, *dns::Domain::parse(feedback_host(region))});
}

// A MAIL FROM must be a subdomain of the identity. What a message shows SES has accepted, so only
// a given one can be wrong; and an inferred identity may stand below the real one.
bool is_outside(const Setup& setup) {
  const auto& name = setup.mail_from.value;
  const auto& identity = setup.domain.value;
  if (!setup.mail_from.given() || !name || !identity) return false;
  if (setup.domain.given() || identity->label_count() <= 2) return !name->is_within(*identity) || *name == *identity;
  return !name->is_within(identity->parent());
}

// SES used it for this message, and it has nothing to do with the identity: that of another one was meant or taken.
bool is_of_other_identity(const Setup& setup) {
  const auto& name = setup.mail_from.value;
  const auto& identity = setup.domain.value;
  return !setup.mail_from.given() && name && identity && !name->is_within(*identity) &&
         !identity->is_within(name->parent());
}

// Whatever else the name is used for: SES wants it for itself.
std::vector<std::string> other_use(const dns::Domain& name, const std::vector<dns::Mx>& exchanges,
                                   dns::Inquiry& inquiry) {
  std::vector<std::string> uses;
  for (const dns::Type type : {dns::Type::A, dns::Type::AAAA}) {
    const auto fact = inquiry.look(name, type, dns::Need::Speculative);
    if (!fact) continue;
    if (fact->alias) return {"CNAME " + as_record(*fact->alias)};
    for (const dns::RecordData& record : fact->records) {
      uses.push_back(std::string(dns::to_string(type)) + " " + dns::to_string(record));
    }
  }
  if (exchanges.size() < 2) return uses;
  for (const dns::Mx& mx : exchanges) {
    if (!mx.exchange || !region_by_feedback_host(mx.exchange->text())) uses.push_back("MX " + dns::to_string(mx));
  }
  return uses;
}

void judge_exchanges(ChecklistRow& row, const std::vector<dns::Mx>& exchanges, const std::string& region) {
  const auto right =
      std::find_if(exchanges.begin(), exchanges.end(), [&](const dns::Mx& mx) { return is_feedback_host(mx, region); });
  if (exchanges.size() > 1) {
    blame(row, RowStatus::Duplicate, Problem::SeveralMx, "SES accepts exactly one MX here.");
  }
  if (right == exchanges.end()) {
    const dns::Mx& first = exchanges.front();
    const Region* other = first.exchange ? region_by_feedback_host(first.exchange->text()) : nullptr;
    row.problems.push_back(other ? Problem::WrongRegion : Problem::NotSes);
    if (exchanges.size() == 1) {
      set(row, RowStatus::Different,
          other ? "It names " + std::string(other->name) + ", the identity is in " + region + "."
                : std::string("It does not name SES."));
    }
    return;
  }
  if (exchanges.size() > 1) return;
  if (right->preference != mx_preference) {
    blame(row, RowStatus::Different, Problem::WrongPreference, "SES asks for the preference 10.");
  } else {
    set(row, RowStatus::Ok, region.empty() ? "Nothing tells the region, so any of SES will do." : "");
  }
}

ChecklistRow audit_mx(const Setup& setup, dns::Inquiry& inquiry) {
  const dns::Domain& name = *setup.mail_from.value;
  const std::string region = region_of(setup);
  ChecklistRow row = make_row("mail_from_mx", name, dns::Type::MX);
  row.expected = expected_mx(region);
  const dns::Answer answer = inquiry.ask(name, dns::Type::MX);
  const std::vector<dns::Mx> exchanges = answer.exchanges();
  row.other_use = other_use(name, exchanges, inquiry);
  for (const dns::Mx& mx : exchanges) row.found.push_back(dns::to_string(mx));
  if (is_outside(setup)) row.problems.push_back(Problem::OutsideIdentity);
  if (is_unanswered(row, answer.status)) return row;
  if (!row.other_use.empty()) row.problems.push_back(Problem::InUse);
  if (!exchanges.empty()) {
    judge_exchanges(row, exchanges, region);
    return row;
  }
  for (const dns::Domain& doubled : doubled_names(name, setup.domain.value.value_or(name))) {
    const auto there = inquiry.ask(doubled, dns::Type::MX).exchanges();
    if (there.empty() || !is_feedback_host(there.front(), region)) continue;
    row.found_at = doubled;
    row.found = {dns::to_string(there.front())};
    row.problems.push_back(Problem::Missing);  // at the name where it is looked for
    blame(row, RowStatus::Misplaced, Problem::DoubledName, "It stands at " + doubled.text() + ".");
    return row;
  }
  blame(row, RowStatus::Missing, Problem::Missing, "Without it SES falls back to its own MAIL FROM.");
  return row;
}

void judge_spf(ChecklistRow& row, Reach reach) {
  switch (reach) {
    case Reach::Yes: set(row, RowStatus::Ok); break;
    case Reach::ByList:
      blame(row, RowStatus::Ok, Problem::Flattened,
            "It lists addresses of SES instead of naming it, and these change.");
      break;
    case Reach::No:
      blame(row, RowStatus::Different, Problem::LacksSes, "The record does not authorize amazonses.com.");
      break;
    case Reach::Unknown: set(row, RowStatus::NotChecked, "DNS gave no answer for what the record includes."); break;
    case Reach::Pending: row.answer = dns::Status::Pending; break;
  }
}

ChecklistRow audit_spf(const Setup& setup, const Sighting& sighting, dns::Inquiry& inquiry) {
  const dns::Domain& name = *setup.mail_from.value;
  ChecklistRow row = make_row("mail_from_spf", name, dns::Type::TXT);
  row.expected = mail_from_spf;
  const dns::Answer answer = inquiry.ask(name, dns::Type::TXT);
  row.found = spf_records(answer);
  if (is_unanswered(row, answer.status)) return row;
  if (row.found.size() > 1) {
    blame(row, RowStatus::Duplicate, Problem::SeveralRecords, "Only one v=spf1 record may stand at a name.");
    return row;
  }
  if (row.found.size() == 1) {
    judge_spf(row, reach_of_ses(row.found.front(), sighting.address, inquiry));
    return row;
  }
  for (const dns::Domain& doubled : doubled_names(name, setup.domain.value.value_or(name))) {
    const auto there = spf_records(inquiry.ask(doubled, dns::Type::TXT));
    if (there.empty()) continue;
    row.found_at = doubled;
    row.found = there;
    row.problems.push_back(Problem::Missing);  // at the name where it is looked for
    blame(row, RowStatus::Misplaced, Problem::DoubledName, "It stands at " + doubled.text() + ".");
    return row;
  }
  blame(row, RowStatus::Missing, Problem::Missing, "SES does not check this record and says SUCCESS without it.");
  return row;
}

// SES uses its own: say where another one could stand, or stands already.
void judge_default(ChecklistRow& row, const Suggestion* suggestion, bool stands) {
  row.problems.push_back(Problem::Unused);
  if (stands) {
    set(row, RowStatus::Ok, "It is right already; SES has not been told to use this name.");
  } else {
    set(row, RowStatus::Missing,
        suggestion ? "No custom MAIL FROM is in use, so SPF cannot align; this name would do."
                   : "No custom MAIL FROM is in use, so SPF cannot align.");
  }
}

// No custom MAIL FROM is known of.
std::vector<ChecklistRow> without_name(const Setup& setup, const Sighting& sighting, dns::Inquiry& inquiry) {
  const bool is_default = sighting.mail_from == MailFrom::Default;
  const std::string region = region_of(setup);
  std::optional<Suggestion> suggestion;
  if (is_default && setup.domain.value) suggestion = suggest_mail_from(*setup.domain.value, region, inquiry);
  const auto owner = suggestion ? std::optional(suggestion->name) : std::nullopt;
  ChecklistRow mx = make_row("mail_from_mx", owner, dns::Type::MX);
  ChecklistRow spf = make_row("mail_from_spf", owner, dns::Type::TXT);
  mx.expected = expected_mx(region);
  spf.expected = mail_from_spf;
  for (ChecklistRow* row : {&mx, &spf}) {
    row->suggestion = suggestion;
    if (!is_default) set(*row, RowStatus::NotChecked, "Nothing tells which MAIL FROM SES uses.");
  }
  if (!is_default) return {std::move(mx), std::move(spf)};
  const Suggestion* known = suggestion ? &*suggestion : nullptr;
  judge_default(mx, known, known && known->has_mx);
  judge_default(spf, known, known && known->has_spf);
  if (known && (known->has_mx || known->has_spf)) {
    const dns::Answer answer = inquiry.ask(known->name, dns::Type::MX);
    mx.answer = answer.status;
    for (const dns::Mx& exchange : answer.exchanges()) mx.found.push_back(dns::to_string(exchange));
    spf.found = spf_records(inquiry.ask(known->name, dns::Type::TXT));
    spf.answer = dns::Status::Found;
  }
  return {std::move(mx), std::move(spf)};
}

}  // namespace

std::vector<ChecklistRow> audit_mail_from(const Setup& setup, const Sighting& sighting, dns::Inquiry& inquiry) {
  if (!setup.mail_from.value) return without_name(setup, sighting, inquiry);
  ChecklistRow mx = audit_mx(setup, inquiry);
  // All of the name is an alias, or an MX beside that of SES takes in somebody's mail.
  const auto is_others = [](const std::string& use) { return use.starts_with("CNAME ") || use.starts_with("MX "); };
  const bool is_unfit = is_of_other_identity(setup) || mx.has(Problem::NotSes) || mx.has(Problem::OutsideIdentity) ||
                        std::any_of(mx.other_use.begin(), mx.other_use.end(), is_others);
  if (is_unfit && setup.domain.value) {
    mx.suggestion = suggest_mail_from(*setup.domain.value, region_of(setup), inquiry);
    if (mx.suggestion && mx.suggestion->name == setup.mail_from.value) mx.suggestion.reset();
  }
  return {std::move(mx), audit_spf(setup, sighting, inquiry)};
}

}  // namespace alignmail::ses
