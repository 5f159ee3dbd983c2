// SPDX-License-Identifier: Apache-2.0
// Whether p=reject could be published: what each row of the checklist says against it, in words.
#include <algorithm>

#include "alignmail/domain_audit.hpp"
#include "base/ascii.hpp"

namespace alignmail {
namespace {

using ses::ChecklistRow;
using ses::Problem;
using ses::RowStatus;

// What stands against it, by kind. What is certain decides before what is not known.
struct Against {
  std::vector<std::string> wrong{};
  std::vector<std::string> missing{};
  std::vector<std::string> open{};
};

// What the rows of one kind are about, however many they are.
std::string what_they_are(const std::vector<const ChecklistRow*>& rows) {
  const ChecklistRow& row = *rows.front();
  if (rows.size() > 1) return std::to_string(rows.size()) + " DKIM records";
  if (row.id.starts_with("dkim")) return "the DKIM record " + row.name;
  if (row.id == "mail_from_mx") return "the MX record of " + row.name;
  if (row.id == "mail_from_spf") return "the SPF record of " + row.name;
  return "the DMARC record " + row.name;
}

bool is_no_answer(const ChecklistRow& row) {
  return row.owner && row.answer != dns::Status::Pending && !dns::is_answer(row.answer);
}

void weigh_rows(RowStatus status, const std::vector<const ChecklistRow*>& rows, Against& against) {
  const std::string what = what_they_are(rows);
  const bool one = rows.size() == 1;
  switch (status) {
    case RowStatus::Ok:
    case RowStatus::NotNeeded: break;
    case RowStatus::NotChecked:
      if (is_no_answer(*rows.front())) against.open.push_back("DNS did not answer for " + what);
      break;
    case RowStatus::Missing: against.missing.push_back(what + (one ? " is missing" : " are missing")); break;
    case RowStatus::Misplaced:
      against.wrong.push_back(what + (one ? " stands at a doubled name" : " stand at doubled names"));
      break;
    case RowStatus::Duplicate: against.wrong.push_back(what + " is there more than once"); break;
    case RowStatus::Different:
      // The question is whether more could be asked for, so less than that is no fault.
      if (rows.front()->has(Problem::WeakerPolicy)) break;
      if (rows.front()->has(Problem::WrongPreference)) {
        against.missing.push_back(what + " does not have preference 10");
      } else {
        against.wrong.push_back(what + (one ? " is not as expected" : " are not as expected"));
      }
      break;
  }
}

// Row by row, but the rows of DKIM together where they share their fate.
void weigh_checklist(std::span<const ChecklistRow> checklist, Against& against) {
  std::vector<std::pair<RowStatus, std::vector<const ChecklistRow*>>> groups;
  for (const ChecklistRow& row : checklist) {
    if (row.id == "verification" || row.id == "apex_spf" || row.has(Problem::Unused)) continue;
    const auto joins = [&](const auto& group) {
      return group.first == row.status && row.id.starts_with("dkim") && group.second.front()->id.starts_with("dkim");
    };
    const auto group = std::find_if(groups.begin(), groups.end(), joins);
    if (group == groups.end()) {
      groups.emplace_back(row.status, std::vector{&row});
    } else {
      group->second.push_back(&row);
    }
  }
  for (const auto& [status, rows] : groups) weigh_rows(status, rows, against);
}

void weigh_dkim(const Analysis& audit, Against& against) {
  const ses::Setup& setup = audit.setup;
  if (setup.dkim_kind.value == "none" || setup.is_address) {
    against.missing.push_back("SES does not sign for " + audit.author->text());
    return;
  }
  bool any_ok = false;
  bool any_key = false;
  for (const ChecklistRow& row : audit.checklist) {
    const bool is_ok = row.id.starts_with("dkim") && row.status == RowStatus::Ok;
    any_ok = any_ok || is_ok;
    any_key = any_key || (is_ok && !row.has(Problem::KeyMissing));
  }
  if (any_ok && !any_key) against.missing.emplace_back("no key stands behind the DKIM records");
  const std::size_t known = setup.tokens.value.size();
  if (setup.dkim_kind.value != "byodkim" && known < 3) {
    against.open.push_back(known == 0 ? "nobody named the three DKIM tokens"
                                      : "only " + std::to_string(known) + " of the three DKIM tokens " +
                                            (known == 1 ? "is" : "are") + " known");
  }
}

void weigh_mail_from(const Analysis& audit, Against& against) {
  const ses::MailFrom kind = audit.ses.mail_from;
  const ChecklistRow* mx = ses::find_row(audit.checklist, "mail_from_mx");
  if (kind == ses::MailFrom::Default) {
    const bool stands = mx != nullptr && mx->suggestion && mx->suggestion->prepared();
    against.missing.push_back(stands ? "SES is not told to use the MAIL FROM " + mx->name + ", so SPF cannot align"
                                     : "no custom MAIL FROM is set up, so SPF cannot align");
  } else if (kind == ses::MailFrom::Unknown) {
    against.open.emplace_back("no custom MAIL FROM is named or found at the usual names");
  }
  if (mx != nullptr && mx->has(Problem::OutsideIdentity)) {
    against.wrong.push_back(mx->name + " is not a subdomain of the identity");
  }
}

// What the rows do not show: an SPF record that breaks while it is evaluated.
void weigh_spf(const Analysis& audit, Against& against) {
  const ChecklistRow* row = ses::find_row(audit.checklist, "mail_from_spf");
  if (!audit.setup.mail_from.value || row == nullptr || row->status != RowStatus::Ok) return;
  if (audit.spf.status == spf::Status::PermError) {
    against.wrong.push_back("SPF of " + audit.spf.domain->text() + " ends in permerror");
  } else if (audit.spf.status == spf::Status::TempError || audit.spf.reason == spf::Reason::NotAnswered) {
    against.open.push_back("SPF of " + audit.spf.domain->text() + " could not be evaluated");
  }
}

// Strict modes that the domains of the set-up cannot meet.
void weigh_modes(const Analysis& audit, Against& against) {
  for (const dmarc::Alignment& alignment : audit.dmarc.alignments) {
    const bool is_spf = alignment.identifier.method == dmarc::Method::Spf;
    if (is_spf && !audit.setup.mail_from.value) continue;
    const std::string& name = alignment.identifier.domain.text();
    if (alignment.in_force == dmarc::Mode::Strict && alignment.aligned_relaxed && !alignment.aligned_strict) {
      against.missing.push_back(std::string(is_spf ? "aspf=s" : "adkim=s") + " keeps " + (is_spf ? "SPF" : "DKIM") +
                                " from counting, since " + name + " is not " + audit.author->text() + " itself");
    } else if (alignment.relation == dmarc::Relation::None && audit.dmarc.discovery->record) {
      against.wrong.push_back(name + " and " + audit.author->text() + " are two organizations for DMARC");
    }
  }
}

// The set-up of SES tells nothing of who else sends under the name, and that mail is refused too.
std::string others_unknown(const Analysis& audit) {
  const auto& discovery = audit.dmarc.discovery;
  if (!discovery || !discovery->record || discovery->policy == dmarc::Policy::Reject) return "";
  const std::string who =
      " That is the mail of SES: who else sends as " + audit.author->text() + " is not known here. ";
  return who + (discovery->record->aggregate_reports.empty()
                    ? "Only aggregate reports tell, and the record asks for none: add rua= first."
                    : "Read the aggregate reports (rua=) first.");
}

std::string sentence_of(const Analysis& audit, Standing standing, const std::vector<std::string>& reasons) {
  const std::string because = reasons.empty() ? "" : ": " + ascii::join(reasons, "; ");
  const auto& discovery = audit.dmarc.discovery;
  const bool published = discovery && discovery->policy == dmarc::Policy::Reject;
  if (standing == Standing::Unknown) return "It is not known whether the domain is ready for p=reject" + because + ".";
  if (standing != Standing::Ready) {
    const bool one_leg = audit.dmarc.counts(dmarc::Method::Dkim) != audit.dmarc.counts(dmarc::Method::Spf);
    const std::string leg = audit.dmarc.counts(dmarc::Method::Dkim) ? "DKIM" : "SPF";
    return "Not ready for p=reject" + std::string(published ? ", which is in force already" : "") + because + "." +
           (one_leg ? " Only " + leg + " would carry the mail." : "");
  }
  std::string text = "Ready for p=reject: SPF (" + audit.spf.domain->text() + ") and DKIM (" +
                     audit.setup.domain.value->text() + ") both align, so either may fail.";
  text += others_unknown(audit);
  if (!audit.setup.other_senders.empty()) {
    text += " Mail that others send for it (" + ascii::join(audit.setup.other_senders, ", ") + ") is not looked at.";
  }
  return text;
}

}  // namespace

std::string_view to_string(Standing standing) {
  switch (standing) {
    case Standing::Ready: return "ready";
    case Standing::Incomplete: return "incomplete";
    case Standing::Broken: return "broken";
    case Standing::Unknown: return "unknown";
  }
  return "";
}

Readiness readiness(const Analysis& audit) {
  Against against;
  const auto& discovery = audit.dmarc.discovery;
  const bool passes = audit.dmarc.outcome == dmarc::Outcome::Pass;  // then a parent carries it
  if (discovery && discovery->author_exists == dns::Status::NxDomain && !passes) {
    against.wrong.push_back(audit.author->text() + " does not exist in DNS");
  }
  weigh_checklist(audit.checklist, against);
  weigh_dkim(audit, against);
  weigh_mail_from(audit, against);
  weigh_spf(audit, against);
  weigh_modes(audit, against);
  if (!audit.setup.not_ready.empty())
    against.missing.push_back("SES says: " + ascii::join(audit.setup.not_ready, ", "));
  const bool both = audit.dmarc.counts(dmarc::Method::Spf) && audit.dmarc.counts(dmarc::Method::Dkim);
  Readiness result;
  for (auto* list : {&against.wrong, &against.missing, &against.open}) {
    result.reasons.insert(result.reasons.end(), list->begin(), list->end());
  }
  if (!against.wrong.empty()) {
    result.standing = Standing::Broken;
  } else if (!against.missing.empty()) {
    result.standing = Standing::Incomplete;
  } else if (!against.open.empty() || !both) {
    result.standing = Standing::Unknown;
  } else {
    result.standing = Standing::Ready;
  }
  result.sentence = sentence_of(audit, result.standing, result.reasons);
  return result;
}

}  // namespace alignmail
