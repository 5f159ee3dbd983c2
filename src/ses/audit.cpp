// SPDX-License-Identifier: Apache-2.0
#include "ses/audit.hpp"

#include <algorithm>

#include "ses/regions.hpp"

namespace alignmail::ses {
namespace {

// The TXT of version 1 of the API. Easy DKIM and BYODKIM verify the domain without it.
ChecklistRow audit_verification(const Setup& setup, dns::Inquiry& inquiry) {
  const auto& domain = setup.domain.value;
  std::optional<dns::Domain> owner;
  if (domain) {
    if (auto name = domain->with_prefix("_amazonses")) owner = *std::move(name);
  }
  ChecklistRow row = make_row("verification", owner, dns::Type::TXT);
  if (!setup.verification_token.known()) {
    set(row, RowStatus::NotNeeded, "DKIM verifies the domain; this record is needed only where a token was given out.");
    return row;
  }
  row.expected = setup.verification_token.value;
  if (!owner) return row;
  const dns::Answer answer = inquiry.ask(*owner, dns::Type::TXT);
  row.found = answer.texts();
  if (is_unanswered(row, answer.status)) return row;
  if (std::find(row.found.begin(), row.found.end(), row.expected) != row.found.end()) {
    set(row, RowStatus::Ok);
    return row;
  }
  if (!row.found.empty()) {
    blame(row, RowStatus::Different, Problem::Missing, "Another token stands there; several may stand side by side.");
    return row;
  }
  for (const dns::Domain& doubled : doubled_names(*owner, *domain)) {
    const auto texts = inquiry.ask(doubled, dns::Type::TXT).texts();
    if (std::find(texts.begin(), texts.end(), row.expected) == texts.end()) continue;
    row.found_at = doubled;
    row.problems.push_back(Problem::Missing);  // at the name where it is looked for
    blame(row, RowStatus::Misplaced, Problem::DoubledName, "It stands at " + doubled.text() + ".");
    return row;
  }
  blame(row, RowStatus::Missing, Problem::Missing, "Easy DKIM does without it.");
  return row;
}

ChecklistRow audit_apex(const Setup& setup, dns::Inquiry& inquiry) {
  ChecklistRow row = make_row("apex_spf", setup.domain.value, dns::Type::TXT);
  set(row, RowStatus::NotNeeded, "Receivers look at the SPF record of the MAIL FROM domain, never at this one.");
  if (!setup.domain.value) return row;
  const dns::Answer answer = inquiry.ask(*setup.domain.value, dns::Type::TXT, dns::Need::Speculative);
  row.answer = answer.status;
  row.found = spf_records(answer);
  if (row.found.size() > 1) {
    blame(row, RowStatus::Duplicate, Problem::SeveralRecords,
          "SES does without it; for others that send under this name two records are as good as none.");
  }
  if (std::any_of(row.found.begin(), row.found.end(), names_ses) && setup.mail_from.value != setup.domain.value) {
    row.problems.push_back(Problem::NotConsulted);
    if (row.found.size() == 1)
      row.note = "include:amazonses.com does nothing here: receivers look at the SPF record of the MAIL FROM domain.";
  }
  return row;
}

// Where a record would have to go: the identity, which speaks for the names below it too.
std::optional<dns::Domain> policy_owner(const Setup& setup, const dmarc::Discovery* policy) {
  const auto& identity = setup.domain.value;
  std::optional<dns::Domain> domain = identity;
  if (policy && policy->policy_domain) {
    domain = policy->policy_domain;
  } else if (policy && (!identity || !policy->author.is_within(*identity))) {
    domain = policy->author;
  }
  if (!domain) return std::nullopt;
  auto owner = domain->with_prefix("_dmarc");
  if (!owner) return std::nullopt;
  return *std::move(owner);
}

// The owner aims at more than what is in force, which t=y or pct=0 may weaken too.
void compare_policy(ChecklistRow& row, const Setup& setup, const dmarc::Discovery& policy) {
  if (!setup.policy.known() || !policy.policy) return;
  const auto is_weaker = [&](dmarc::Policy aim) {
    return dmarc::to_string(aim) == setup.policy.value && *policy.policy < aim;
  };
  if (!is_weaker(dmarc::Policy::Quarantine) && !is_weaker(dmarc::Policy::Reject)) return;
  const bool is_test = policy.stated_policy != policy.policy;
  const std::string stated(dmarc::to_string(policy.stated_policy.value_or(*policy.policy)));
  const std::string tag = policy.policy_tag.empty() ? "p" : policy.policy_tag;
  blame(row, RowStatus::Different, Problem::WeakerPolicy,
        "In force is " + tag + "=" + stated +
            (is_test ? " with " + policy.weakened_by + ", which receivers treat as one step less" : "") +
            ", weaker than the p=" + setup.policy.value + " that is expected.");
}

ChecklistRow audit_policy(const Setup& setup, const dmarc::Discovery* policy) {
  ChecklistRow row = make_row("dmarc", policy_owner(setup, policy), dns::Type::TXT);
  row.expected = "v=DMARC1; p=" + (setup.policy.known() ? setup.policy.value : std::string("none"));
  if (!policy) {
    set(row, RowStatus::NotChecked, "There is no single author domain whose policy could be looked up.");
    return row;
  }
  if (policy->pending) return row;
  for (const dmarc::Step& step : policy->walk) {
    if (row.owner == step.name) row.found = step.records;
    if (row.owner == step.name && step.by_alias) row.note = "The record is reached through a CNAME, which works.";
  }
  if (policy->record) {
    row.found = {policy->record->text};
    row.answer = dns::Status::Found;
    set(row, RowStatus::Ok, row.note);
    compare_policy(row, setup, *policy);
  } else if (policy->failure != dns::Status::Found) {
    (void)is_unanswered(row, policy->failure);
  } else if (policy->several_records) {
    row.answer = dns::Status::Found;
    blame(row, RowStatus::Duplicate, Problem::SeveralRecords, "Several records are as good as none.");
  } else if (!policy->broken_record.empty()) {
    row.answer = dns::Status::Found;
    row.found = {policy->broken_record};
    blame(row, RowStatus::Different, Problem::Unreadable, "The record cannot be read, which is as good as none.");
  } else {
    row.answer = dns::Status::NxDomain;
    blame(row, RowStatus::Missing, Problem::Missing);
  }
  return row;
}

}  // namespace

ChecklistRow make_row(std::string_view id, const std::optional<dns::Domain>& owner, dns::Type type) {
  ChecklistRow row;
  row.id = id;
  row.type = dns::to_string(type);
  row.owner = owner;
  if (!owner) return row;
  row.name = owner->text();
  // A name from a message goes into a command only when a shell sees nothing in it.
  if (owner->is_host_like()) row.check = "dig +short " + row.type + " " + row.name;
  return row;
}

bool is_unanswered(ChecklistRow& row, dns::Status status) {
  row.answer = status;
  if (dns::is_answer(status)) return false;
  row.status = RowStatus::NotChecked;
  if (status != dns::Status::Pending) row.note = "DNS gave no answer (" + std::string(dns::to_string(status)) + ").";
  return true;
}

void set(ChecklistRow& row, RowStatus status, std::string note) {
  row.status = status;
  row.note = std::move(note);
}

void blame(ChecklistRow& row, RowStatus status, Problem problem, std::string note) {
  row.problems.push_back(problem);
  set(row, status, std::move(note));
}

std::vector<dns::Domain> doubled_names(const dns::Domain& name, const dns::Domain& identity) {
  std::vector<dns::Domain> names;
  if (auto doubled = identity.with_prefix(name.text())) names.push_back(*std::move(doubled));
  if (identity.label_count() <= 2) return names;
  if (auto doubled = identity.parent().with_prefix(name.text())) names.push_back(*std::move(doubled));
  return names;
}

std::string as_record(const dns::Domain& name) { return name.text() + "."; }

std::string region_of(const Setup& setup) { return setup.region.known() ? setup.region.value : std::string(); }

std::string hosted_zone(const Setup& setup) {
  if (setup.hosted_zone.known()) return setup.hosted_zone.value;
  const std::string keys_of = setup.parent_region.empty() ? region_of(setup) : setup.parent_region;
  const Region* region = find_region(keys_of);
  return region && !region->dkim_zone.empty() ? std::string(region->dkim_zone) : "dkim.amazonses.com";
}

std::vector<ChecklistRow> audit(const Setup& setup, const Sighting& sighting, const dmarc::Discovery* policy,
                                dns::Inquiry& inquiry) {
  std::vector<ChecklistRow> rows;
  if (sighting.detected != Detected::Yes && !setup.is_given()) return rows;
  rows.push_back(audit_verification(setup, inquiry));
  for (ChecklistRow& row : audit_dkim(setup, inquiry)) rows.push_back(std::move(row));
  for (ChecklistRow& row : audit_mail_from(setup, sighting, inquiry)) rows.push_back(std::move(row));
  rows.push_back(audit_apex(setup, inquiry));
  rows.push_back(audit_policy(setup, policy));
  return rows;
}

}  // namespace alignmail::ses
