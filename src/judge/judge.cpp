// SPDX-License-Identifier: Apache-2.0
// The order of the protocols. Nothing here waits: what DNS has not told yet is noted in the
// inquiry, and the next round judges again.
#include <algorithm>

#include "alignmail/analysis.hpp"
#include "base/limits.hpp"
#include "dkim/diagnose.hpp"
#include "dkim/memo.hpp"
#include "dkim/verify.hpp"
#include "judge/author.hpp"
#include "judge/dns_trouble.hpp"
#include "judge/excerpt.hpp"
#include "judge/recall.hpp"
#include "judge/reconcile.hpp"
#include "judge/sender.hpp"
#include "message/redacted.hpp"
#include "ses/names.hpp"

namespace alignmail {

struct Judge::State {
  State(std::shared_ptr<const message::Message> message_to_judge, Options given_options)
      : message(std::move(message_to_judge)),
        options(std::make_unique<const Options>(std::move(given_options))),
        verifier(*message),
        authors(judge::find_authors(*message)),
        assessment(trust::assess(*message, options->given, options->suffixes)) {}

  std::shared_ptr<const message::Message> message;
  std::unique_ptr<const Options>
      options;  // in a block of its own: one that holds all of State is too large for the C library's cache
  dkim::Verifier verifier;
  judge::Authors authors;  // what does not depend on facts is found once
  trust::Assessment assessment;
};

namespace {

using dmarc::Authenticated;

void set_time(Analysis& analysis, const Options& options) {
  if (options.at) {
    analysis.judged_at = *options.at;
    analysis.at_source = AtSource::Option;
  } else if (analysis.trust.received_at) {
    analysis.judged_at = *analysis.trust.received_at;
    analysis.at_source = AtSource::Received;
  } else {
    analysis.judged_at = options.now;
    analysis.at_source = AtSource::Clock;
  }
}

// SPF of one identity. Without a connecting address nothing can be said, which is not "none".
spf::Verdict check_spf(const spf::Request& request, dns::Inquiry& inquiry) {
  if (request.ip && request.domain) return spf::check_host(request, inquiry);
  spf::Verdict verdict{.identity = request.identity, .domain = request.domain, .ip = request.ip};
  verdict.reason = request.domain ? spf::Reason::NotAnswered : spf::Reason::NoDomain;
  verdict.detail = request.domain ? "the address that connected is not known" : "no domain is given to check";
  return verdict;
}

void judge_spf(Analysis& analysis, dns::Inquiry& inquiry) {
  const trust::Envelope& envelope = analysis.trust.envelope;
  const message::ReversePath& path = envelope.mail_from;
  const bool is_told = envelope.mail_from_source == trust::EnvelopeSource::Option ||
                       envelope.mail_from_source == trust::EnvelopeSource::Environment;
  const spf::Request helo = judge::helo_request(envelope.client_ip, envelope.helo, analysis.judged_at);
  spf::Request mail_from = judge::mail_from_request(helo, path, is_told);
  if (envelope.mail_from_source == trust::EnvelopeSource::None) mail_from.domain.reset();
  analysis.spf = check_spf(mail_from, inquiry);
  if (envelope.mail_from_source == trust::EnvelopeSource::None) {
    const bool has_path = analysis.message->find_first("Return-Path") != nullptr;
    if (envelope.is_sender_unproven) {
      analysis.spf.detail = "the sender may have written the " +
                            std::string(has_path ? "Return-Path" : "results that name MAIL FROM") +
                            "; MAIL FROM is not known";
    }
    if (envelope.is_path_emptied) analysis.spf.detail = "the Return-Path is empty; MAIL FROM is not known";
    if (envelope.is_sender_unproven || envelope.is_path_emptied || analysis.is_excerpt)
      analysis.spf.reason = spf::Reason::NotAnswered;
  }
  if (message::is_redacted(*analysis.message, path.domain)) {
    analysis.spf.reason = spf::Reason::NotAnswered;
    analysis.spf.detail = "the domain of MAIL FROM was taken out of the text that was given";
  }
  analysis.helo = check_spf(helo, inquiry);
}

// An alias that leads in a circle is no passing trouble: asking again brings the same.
bool loops_alone(const Analysis& analysis) {
  const auto& troubles = analysis.dns_trouble;
  const auto loops = [](const DnsTrouble& trouble) { return trouble.loops; };
  return !troubles.empty() && std::all_of(troubles.begin(), troubles.end(), loops);
}

Authenticated authenticated_by_spf(const Analysis& analysis) {
  const spf::Verdict& verdict = analysis.spf;
  switch (verdict.reason) {
    case spf::Reason::Pending:
    case spf::Reason::NotAnswered: return Authenticated::Unknown;
    default: break;
  }
  if (verdict.status == spf::Status::TempError && !loops_alone(analysis)) return Authenticated::Unknown;
  return verdict.status == spf::Status::Pass ? Authenticated::Yes : Authenticated::No;
}

Authenticated authenticated(dkim::Status status) {
  switch (status) {
    case dkim::Status::Pass: return Authenticated::Yes;
    case dkim::Status::TempError:
    case dkim::Status::NotChecked: return Authenticated::Unknown;
    case dkim::Status::Fail:
    case dkim::Status::Policy:
    case dkim::Status::PermError: return Authenticated::No;
  }
  return Authenticated::No;
}

// What SPF and DKIM vouch for, or failed to. Only MAIL FROM counts (RFC 9989 section 4.4.2).
std::vector<dmarc::Identifier> identifiers(const Analysis& analysis) {
  std::vector<dmarc::Identifier> result;
  result.reserve(analysis.dkim.size() + 1);
  if (analysis.spf.domain) {
    result.push_back({.method = dmarc::Method::Spf,
                      .domain = *analysis.spf.domain,
                      .authenticated = authenticated_by_spf(analysis),
                      .could_change = analysis.spf.status == spf::Status::TempError});
  }
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) {
    const dkim::SignatureResult& signature = analysis.dkim[i];
    if (!signature.signature->domain || judge::is_taken_out(analysis, *signature.signature->domain)) continue;
    result.push_back({.method = dmarc::Method::Dkim,
                      .domain = *signature.signature->domain,
                      .authenticated = authenticated(signature.status),
                      .could_change = signature.status == dkim::Status::TempError,
                      .signature = i});
  }
  return result;
}

// Without one clear author DMARC cannot apply, whatever the candidates would get. One whose name was taken out of the
// text is clear to all who have the message.
dmarc::Verdict unclear_author(const Analysis& analysis, dmarc::Standard standard) {
  dmarc::Verdict verdict{.standard = standard, .outcome = dmarc::Outcome::PermError};
  if (judge::is_author_redacted(analysis)) {
    verdict.outcome = dmarc::Outcome::Unknown;
    verdict.reason = "the author's domain was taken out of the text that was given (line " +
                     std::to_string(analysis.from_fields.front()->line) + ")";
    return verdict;
  }
  verdict.reason = analysis.from_fields.empty() ? "there is no From field, so there is no author domain"
                                                : "readers could disagree on who the author is";
  return verdict;
}

void judge_policy(Analysis& analysis, const Options& options, dns::Inquiry& inquiry) {
  const std::vector<dmarc::Identifier> candidates = identifiers(analysis);
  if (!analysis.author) {
    for (Author& author : analysis.authors) {
      if (!author.domain) continue;
      author.verdict = dmarc::check(*author.domain, options.standard, candidates, options.suffixes, inquiry);
    }
    analysis.dmarc = unclear_author(analysis, options.standard);
    analysis.other_standard = unclear_author(analysis, judge::other_than(options.standard));
    return;
  }
  const auto policy = judge::recall_policy(*analysis.author, options.standard, candidates, options.suffixes, inquiry);
  analysis.dmarc = analysis.authors.front().verdict = policy->dmarc;
  analysis.other_standard = policy->other_standard;
  analysis.report_destinations = policy->report_destinations;
  analysis.misplaced_records = policy->misplaced_records;
  analysis.what_if = policy->what_if;
}

void judge_ses(Analysis& analysis, const Options& options, dns::Inquiry& inquiry) {
  analysis.ses = ses::recognize(*analysis.message, analysis.trust, analysis.dkim, analysis.author);
  // Nearly every SPF record that SES mail meets leads there: asked ahead, it costs no wave of its own.
  if (analysis.ses.detected != ses::Detected::No) inquiry.foresee(ses::amazonses(), dns::Type::TXT);
  const std::string address = analysis.author ? analysis.authors.front().mailbox.address() : "";
  analysis.setup = ses::complete(options.setup, analysis.ses, analysis.dkim, analysis.author, address);
  analysis.checklist =
      judge::recall_checklist(analysis.setup, analysis.ses.sighting(), analysis.dmarc.discovery, inquiry);
}

std::string search_in_words(dkim::Cut cut) {
  switch (cut) {
    case dkim::Cut::None: return "";
    case dkim::Cut::LongBody:
      return "a body of more than " + std::to_string(dkim::body_search_octets >> 20) +
             " MiB is not searched in every way for what changed in it";
    case dkim::Cut::Work:
      return "the search for what changed in a body stops after " + std::to_string(dkim::search_work_octets >> 20) +
             " MiB of hashing, and " + std::to_string(dkim::search_in_parts_octets >> 20) + " MiB inside of parts";
  }
  return "";
}

std::vector<dns::Domain> domains_of(const std::vector<Author>& authors) {
  std::vector<dns::Domain> result;
  for (const Author& author : authors) {
    if (author.domain) result.push_back(*author.domain);
  }
  return result;
}

}  // namespace

Judge::Judge(std::shared_ptr<const message::Message> message, Options options)
    : state_(std::make_unique<State>(std::move(message), std::move(options))) {}
Judge::~Judge() = default;
Judge::Judge(Judge&&) noexcept = default;

const Options& Judge::options() const { return *state_->options; }

Analysis Judge::judge(dns::Inquiry& inquiry, const Assumption& assumption) {
  Analysis analysis{.message = state_->message};
  const judge::Authors& authors = state_->authors;
  analysis.from_fields = authors.fields;
  analysis.from_lists = authors.lists;
  analysis.authors = authors.authors;
  analysis.author = authors.domain;
  analysis.author_ambiguous = authors.ambiguous;
  if (authors.limit_reached) {
    analysis.limits.push_back("authors (domains, or From fields) after the first " +
                              std::to_string(limits::authors_judged));
  }
  analysis.trust = state_->assessment;
  if (assumption.mail_from) analysis.trust.envelope.mail_from = message::parse_reverse_path(*assumption.mail_from);
  analysis.dns_trouble = judge::find_trouble(inquiry.facts());
  for (std::string& limit : judge::find_oversized(inquiry.facts())) analysis.limits.push_back(std::move(limit));
  set_time(analysis, *state_->options);
  analysis.is_excerpt = judge::is_excerpt(*state_->message, analysis.trust);
  judge_spf(analysis, inquiry);
  analysis.dkim = state_->verifier.verify(inquiry, analysis.judged_at, domains_of(analysis.authors));
  analysis.cut_search = search_in_words(state_->verifier.memo().cut_search());
  analysis.arc = arc::evaluate(*state_->message, state_->verifier, inquiry, analysis.judged_at);
  judge_policy(analysis, *state_->options, inquiry);
  judge::reopen(analysis, analysis.dmarc);
  judge::reopen(analysis, analysis.other_standard);
  judge_ses(analysis, *state_->options, inquiry);
  analysis.comparisons = judge::reconcile(analysis, analysis.limits);
  if (!inquiry.layers().empty()) judge::blame_layers(analysis.comparisons);
  for (const Comparison& comparison : analysis.comparisons) {
    if (comparison.method == "dmarc") analysis.agreement = comparison.agreement;
  }
  return analysis;
}

}  // namespace alignmail
