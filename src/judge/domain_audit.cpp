// SPDX-License-Identifier: Apache-2.0
// The mail that SES would send for a domain, judged before it is sent.
//
// Three things stand in for a message: the MAIL FROM that is set up, an address out of SES's own
// SPF record, and a signature for the identity that fits as soon as its keys can be found.
#include "alignmail/domain_audit.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/ascii.hpp"
#include "judge/dns_trouble.hpp"
#include "judge/recall.hpp"
#include "ses/names.hpp"

namespace alignmail {
namespace {

using dmarc::Authenticated;
using ses::ChecklistRow;
using ses::RowStatus;

// The first address that SES permits itself. Which one hardly matters: a record that names
// amazonses.com permits all of them.
std::optional<IpAddress> address_of_ses(dns::Inquiry& inquiry) {
  for (const std::string& text : inquiry.ask(ses::amazonses(), dns::Type::TXT).texts()) {
    if (!ascii::istarts_with(text, "v=spf1 ")) continue;
    for (const std::string_view term : ascii::split(text, ' ')) {
      if (!ascii::istarts_with(term, "ip4:")) continue;
      const std::string_view network = term.substr(4);
      if (auto address = IpAddress::parse(network.substr(0, network.find('/')))) return *address;
    }
  }
  return std::nullopt;
}

// What is expected, and whether DNS has told all it can add.
std::pair<ses::Setup, bool> expected_setup(const dns::Domain& domain, const Options& options,
                                           const Assumption& assumption, dns::Inquiry& inquiry) {
  ses::Setup setup = ses::complete(options.setup, {}, {}, domain);
  if (!setup.domain.value || setup.domain.value == domain) setup.domain = {domain, ses::Origin::Given};
  if (assumption.mail_from) {
    const auto assumed = dns::Domain::parse(assumption.mail_from->substr(assumption.mail_from->rfind('@') + 1));
    if (assumed) setup.mail_from = {*assumed, ses::Origin::Given};
  }
  const bool is_settled = ses::infer_from_dns(setup, inquiry);
  return {std::move(setup), is_settled};
}

// SES uses its own MAIL FROM where the set-up is given and no other one is named or found.
ses::MailFrom mail_from_of(const ses::Setup& setup, bool is_none_found) {
  if (setup.mail_from.value) return ses::MailFrom::Custom;
  return setup.default_mail_from || is_none_found ? ses::MailFrom::Default : ses::MailFrom::Unknown;
}

std::optional<dns::Domain> envelope_domain(const Analysis& analysis) {
  if (analysis.setup.mail_from.value) return analysis.setup.mail_from.value;
  if (analysis.ses.mail_from != ses::MailFrom::Default) return std::nullopt;
  if (!analysis.setup.region.known()) return ses::amazonses();
  auto name = dns::Domain::parse(ses::default_mail_from(analysis.setup.region.value));
  if (!name) return std::nullopt;
  return *std::move(name);
}

void check_spf(Analysis& analysis, dns::Inquiry& inquiry) {
  const auto address = address_of_ses(inquiry);
  analysis.spf.domain = envelope_domain(analysis);
  analysis.spf.ip = address;
  if (!analysis.spf.domain) return;
  if (!address) {
    analysis.spf.reason = spf::Reason::NotAnswered;
    analysis.spf.detail = "DNS does not tell from which addresses SES sends";
    return;
  }
  const std::string& name = analysis.spf.domain->text();
  analysis.spf = spf::check_host({.ip = address,
                                  .domain = analysis.spf.domain,
                                  .sender = "postmaster@" + name,
                                  .helo = ses::amazonses().text(),
                                  .now = analysis.judged_at},
                                 inquiry);
}

// SES does without the record of the domain itself; whoever else sends under the name does not.
void check_apex(const Analysis& analysis, std::vector<ChecklistRow>& checklist, dns::Inquiry& inquiry) {
  const auto row =
      std::find_if(checklist.begin(), checklist.end(), [](const ChecklistRow& r) { return r.id == "apex_spf"; });
  if (row == checklist.end() || !row->owner || row->found.size() != 1) return;
  // One that no record lists will do as well: what is broken is broken for it.
  const IpAddress address = address_of_ses(inquiry).value_or(*IpAddress::parse("192.0.2.1"));
  const spf::Verdict spf = spf::check_host({.ip = address,
                                            .domain = row->owner,
                                            .sender = "postmaster@" + row->owner->text(),
                                            .helo = row->owner->text(),
                                            .now = analysis.judged_at},
                                           inquiry);
  if (spf.status != spf::Status::PermError) return;
  row->problems.push_back(ses::Problem::Unreadable);
  row->note = "It ends in permerror (" + spf.detail + "), so SPF proves nothing for others that send under this name.";
}

// SES takes a custom MAIL FROM only while its MX is right.
Authenticated by_spf(const Analysis& analysis) {
  const ChecklistRow* mx = ses::find_row(analysis.checklist, "mail_from_mx");
  if (analysis.setup.mail_from.value && mx != nullptr) {
    if (mx->status == RowStatus::NotChecked) return Authenticated::Unknown;
    if (mx->status != RowStatus::Ok && !mx->has(ses::Problem::WrongPreference)) return Authenticated::No;
  }
  switch (analysis.spf.reason) {
    case spf::Reason::Pending:
    case spf::Reason::NotAnswered:
    case spf::Reason::DnsFailure: return Authenticated::Unknown;
    default: break;
  }
  return analysis.spf.status == spf::Status::Pass ? Authenticated::Yes : Authenticated::No;
}

// SES signs with each of its keys in turn, so all of them must be found.
Authenticated by_dkim(const Analysis& analysis) {
  bool any_key = false;
  bool any_open = false;
  for (const ChecklistRow& row : analysis.checklist) {
    if (!row.id.starts_with("dkim") || row.status == RowStatus::NotNeeded) continue;
    const bool is_ok = row.status == RowStatus::Ok;
    if (!is_ok && row.status != RowStatus::NotChecked) return Authenticated::No;
    any_key = any_key || (is_ok && !row.has(ses::Problem::KeyMissing));
    any_open = any_open || !is_ok;
  }
  if (any_open) return Authenticated::Unknown;
  return any_key ? Authenticated::Yes : Authenticated::No;
}

std::vector<dmarc::Identifier> identifiers(const Analysis& analysis) {
  std::vector<dmarc::Identifier> result;
  if (analysis.spf.domain) {
    result.push_back({.method = dmarc::Method::Spf, .domain = *analysis.spf.domain, .authenticated = by_spf(analysis)});
  }
  if (analysis.setup.domain.value) {
    result.push_back(
        {.method = dmarc::Method::Dkim, .domain = *analysis.setup.domain.value, .authenticated = by_dkim(analysis)});
  }
  return result;
}

}  // namespace

Analysis audit_domain(const dns::Domain& domain, const Options& options, dns::Inquiry& inquiry,
                      const Assumption& assumption) {
  Analysis analysis;
  analysis.author = domain;
  analysis.judged_at = options.at.value_or(options.now);
  analysis.at_source = options.at ? AtSource::Option : AtSource::Clock;
  analysis.dns_trouble = judge::find_trouble(inquiry.facts());
  analysis.limits = judge::find_oversized(inquiry.facts());
  bool is_settled = false;
  std::tie(analysis.setup, is_settled) = expected_setup(domain, options, assumption, inquiry);
  analysis.ses.why = "there is no message to tell";
  analysis.ses.mail_from = mail_from_of(analysis.setup, is_settled && options.setup.is_given());
  check_spf(analysis, inquiry);
  const dmarc::Discovery discovery = dmarc::discover(domain, options.standard, options.suffixes, inquiry);
  std::vector<ChecklistRow> checklist = ses::audit(analysis.setup, analysis.ses.sighting(), &discovery, inquiry);
  check_apex(analysis, checklist, inquiry);
  analysis.checklist = std::move(checklist);
  analysis.report_destinations = dmarc::report_destinations(discovery, options.suffixes, inquiry);
  analysis.misplaced_records = dmarc::misplaced_records(discovery, inquiry);
  const std::vector<dmarc::Identifier> candidates = identifiers(analysis);
  analysis.dmarc = dmarc::evaluate(discovery, dmarc::align(discovery, candidates, options.suffixes, inquiry));
  analysis.other_standard =
      dmarc::check(domain, judge::other_than(options.standard), candidates, options.suffixes, inquiry);
  return analysis;
}

}  // namespace alignmail
