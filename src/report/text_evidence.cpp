// SPDX-License-Identifier: Apache-2.0
// What the verdict rests on: shown with -v; every DNS answer with -vv.
#include <algorithm>
#include <array>
#include <cstdio>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/time.hpp"
#include "report/answers.hpp"
#include "report/expected.hpp"
#include "report/headline.hpp"
#include "report/text.hpp"

namespace alignmail::report {
namespace {

void heading(Page& page, std::string_view text) { page.blank().flow(text, 0, Paint::Bold).end_line(); }

// As one line: a field is folded with tabs as often as with spaces.
std::string on_one_line(std::string value) {
  value.resize(std::min<std::size_t>(value.size(), 1024));
  std::replace(value.begin(), value.end(), '\t', ' ');
  return value;
}

std::string result_of(const WhatIf& row) {
  const std::string legs = row.spf && row.dkim ? " spf dkim" : row.spf ? " spf" : row.dkim ? " dkim" : "";
  return std::string(to_string(row.outcome)) + legs + (row.in_force ? " *" : "");
}

// A line for each, where there is no room for the grid.
void print_what_if_list(Page& page, const Analysis& analysis) {
  for (const WhatIf& row : analysis.what_if) {
    page.column(2).prose(std::string(to_string(row.standard)) + " aspf=" + dmarc::tag_letter(row.spf_mode) +
                             " adkim=" + dmarc::tag_letter(row.dkim_mode) + " " + std::string(to_string(row.path)) +
                             ": " + result_of(row),
                         4);
  }
}

void print_what_if(Page& page, const Analysis& analysis) {
  if (analysis.what_if.empty()) return;
  heading(page, "What if (DMARC under other modes and on other ways)");
  if (page.is_narrow()) return print_what_if_list(page, analysis);
  page.column(2).put("standard  aspf adkim   direct         forwarded      mailing list", Paint::Dim).end_line();
  // Rows come path by path; the grid wants the three paths side by side.
  const std::size_t modes = 4;
  const std::size_t paths = 3;
  for (std::size_t block = 0; block + modes * paths <= analysis.what_if.size(); block += modes * paths) {
    for (std::size_t i = 0; i < modes; ++i) {
      const WhatIf& first = analysis.what_if[block + i];
      page.column(2).put(to_string(first.standard)).column(12);
      page.put(std::string(1, dmarc::tag_letter(first.spf_mode)) + "    " + dmarc::tag_letter(first.dkim_mode));
      for (std::size_t path = 0; path < paths; ++path) {
        const WhatIf& row = analysis.what_if[block + path * modes + i];
        page.column(25 + path * 15).put(result_of(row));
      }
      page.end_line();
    }
  }
}

void print_comparisons(Page& page, const Analysis& analysis) {
  if (analysis.comparisons.empty()) return;
  heading(page, "The receiver's word beside ours");
  for (const Comparison& row : analysis.comparisons) {
    page.put("  " + ascii::to_upper(row.method)).column(9);
    page.prose(row.domain + ": it said " + row.claimed + ", found " + row.observed, 11);
    if (!row.detail.empty()) page.column(9).prose(row.detail, 9);
  }
}

void print_envelope(Page& page, const trust::Envelope& envelope) {
  const auto known = [&](std::string_view what, const std::string& value, trust::EnvelopeSource source) {
    page.put("  ").put(what).column(14).flow(value, 14).put("  ");
    page.flow("from " + std::string(to_string(source)), 14, Paint::Dim).end_line();
  };
  heading(page, "The SMTP session, as far as it is known");
  const bool is_null = envelope.mail_from.is_null;
  if (envelope.mail_from_source != trust::EnvelopeSource::None)
    known("MAIL FROM", is_null ? "<>" : envelope.mail_from.text, envelope.mail_from_source);
  if (envelope.client_ip) known("client", envelope.client_ip->to_string(), envelope.client_ip_source);
  if (!envelope.helo.empty()) known("HELO", envelope.helo, envelope.helo_source);
}

void print_reported(Page& page, const trust::Assessment& assessment) {
  if (!assessment.reported.empty()) heading(page, "What the header reports");
  for (const trust::Reported& reported : assessment.reported) {
    page.put("  line " + std::to_string(reported.line)).column(12);
    page.prose(std::string(to_string(reported.kind)) + " " + reported.authserv_id.value_or("(no id)") + ": " +
                   std::string(to_string(reported.trust)),
               14);
    const std::string dialect = reported.dialect.empty() ? "" : "; in the dialect of " + reported.dialect;
    page.column(12).prose(reported.why + dialect, 12);
    for (const message::MethodResult& result : reported.results) {
      page.column(14).put(result.method + "=" + result.result).end_line();
    }
  }
  if (!assessment.hops.empty()) heading(page, "Received, top down");
  for (std::size_t i = 0; i < assessment.hops.size(); ++i) {
    const message::Received& hop = assessment.hops[i].received;
    const std::string address = hop.address ? " [" + hop.address->to_string() + "]" : "";
    const std::string date = hop.date ? to_rfc3339(*hop.date) : "no date";
    page.put("  line " + std::to_string(assessment.hops[i].line)).column(12);
    std::string line = date;
    line.append("  ").append(hop.from.empty() ? "-" : hop.from).append(address);
    line.append(" -> ").append(hop.by.empty() ? "-" : hop.by);
    if (assessment.boundary == i) line.append("  (the receiver's boundary)");
    page.prose(line, 14);
  }
}

// Why SES is taken for the sender or not, for whom it signed, and what does not fit together.
void print_recognition(Page& page, const Analysis& analysis) {
  const ses::Recognition& seen = analysis.ses;
  const auto line = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) page.column(2).put(label).column(18).prose(text, 20);
  };
  const auto signer = [&](std::size_t index) {
    const dkim::Signature& signature = *analysis.dkim[index].signature;
    const std::string kind = ses::is_easy_dkim_token(signature.selector_text) ? "Easy DKIM" : "a key of its own";
    return signature.domain_text + " (" + kind + ")";
  };
  line("because", seen.why);
  if (seen.mail_from_name) line("bounces to", seen.mail_from_name->text());
  for (const std::size_t index : seen.own_signatures) line("signed for", signer(index));
  if (seen.white_label) line("in its stead", signer(*seen.white_label) + " signs where SES signs with amazonses.com");
  if (seen.message_id_time) {
    const std::string difference =
        seen.clock_difference ? ", and t= differs by " + std::to_string(seen.clock_difference->count()) + " s" : "";
    line("accepted at", *seen.message_id_time + " by the Message-ID" + difference);
  }
  for (const std::string& contradiction : seen.contradictions) line("but", contradiction);
}

void print_ses(Page& page, const Analysis& analysis) {
  heading(page, "Amazon SES: " + std::string(to_string(analysis.ses.detected)) +
                    (analysis.ses.region.empty() ? "" : ", region " + analysis.ses.region) + ", MAIL FROM " +
                    std::string(to_string(analysis.ses.mail_from)));
  print_recognition(page, analysis);
  for (const ses::RegionEvidence& evidence : analysis.ses.evidence) {
    page.column(2).put(evidence.region).column(18).prose(evidence.source + ": " + evidence.value, 20);
  }
  const auto expected = expected_items(analysis.setup);
  if (!expected.empty()) page.put("  expected").column(18).prose(ascii::join(expected, ", "), 18);
  for (const ses::ChecklistRow& row : analysis.checklist) {
    page.put("  [" + std::string(to_string(row.status)) + "]")
        .column(18)
        .prose(row.name + " " + row.type + " " + row.expected, 20);
    for (const std::string& found : row.found) page.column(20).prose("found " + found, 22);
    if (!row.note.empty()) page.column(20).prose(row.note, 20);
    if (!row.check.empty()) page.column(20).put(row.check, Paint::Copy).end_line();
  }
}

}  // namespace

void print_findings(Page& page, const findings::Findings& found) {
  if (found.all.empty()) return;
  heading(page, "Findings");
  for (const findings::Finding& finding : found.all) {
    page.put("  " + std::string(finding.rule->id) + " " + std::string(to_string(finding.severity))).column(19);
    page.prose(finding.title + "." + (finding.caused_by.empty() ? "" : " Follows from " + finding.caused_by + "."), 19);
    for (const findings::EvidenceItem& item : finding.evidence.items) {
      const std::string place = item.line > 0 ? "line " + std::to_string(item.line) + ", " : "";
      page.column(19).flow(place + item.name + ":", 19, Paint::Dim).put(" ").prose(on_one_line(item.value), 21);
    }
  }
}

void print_dns(Page& page, const dns::Facts& facts, std::size_t waves) {
  heading(page, "DNS, " + std::to_string(facts.order().size()) + " answers in " + std::to_string(waves) +
                    (waves == 1 ? " wave" : " waves"));
  for (const dns::SharedFact& pinned : answers_by_name(facts)) {
    const dns::Question& question = pinned->question;
    const dns::Fact& fact = pinned->fact;
    std::string line =
        question.name.text() + " " + std::string(to_string(question.type)) + " " + std::string(to_string(fact.status));
    if (fact.alias) line += " CNAME " + fact.alias->text();
    if (fact.milliseconds) {
      std::array<char, 32> time{};
      std::snprintf(time.data(), time.size(), " %.1f ms", *fact.milliseconds);
      line += time.data();
    }
    if (!fact.server.empty()) line += " " + fact.server;
    page.column(2).prose(line, 6);
    for (const dns::RecordData& record : fact.records) page.column(6).prose(dns::to_string(record), 8);
  }
}

void print_evidence(Page& page, const Subject& subject, const Style& style) {
  const Analysis& analysis = subject.analysis;
  heading(page, "Evidence, judged as of " + judged_as_of(analysis));
  print_envelope(page, analysis.trust.envelope);
  print_spf_tree(page, analysis.spf);
  if (analysis.helo.domain) print_spf_tree(page, analysis.helo);
  for (const dkim::SignatureResult& result : analysis.dkim) {
    print_signature(page, result, *analysis.message, style);
  }
  print_dmarc(page, analysis.dmarc);
  print_dmarc(page, analysis.other_standard);
  print_what_if(page, analysis);
  print_comparisons(page, analysis);
  print_reported(page, analysis.trust);
  print_ses(page, analysis);
  print_findings(page, subject.findings);
  if (style.verbosity > 1) print_dns(page, subject.facts, subject.waves);
}

}  // namespace alignmail::report
