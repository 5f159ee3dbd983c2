// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/input_limits.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "findings/evidence.hpp"
#include "message/encoded_word.hpp"

namespace alignmail::findings {
namespace {

using message::AddressDefect;
using message::DefectKind;
using Words = std::vector<std::string>;

constexpr std::size_t most_named = 4;  // fields with long lines

std::string number(std::size_t value) { return std::to_string(value); }
std::string mebibytes(std::size_t octets) { return number(octets >> 20) + " MiB"; }
std::string kibibytes(std::size_t octets) { return number(octets >> 10) + " KiB"; }

std::string at(const message::Field& field) {
  constexpr std::size_t longest = 40;
  const std::string name(field.name.substr(0, longest));
  return name + (field.name.size() > longest ? "..." : "") + " (line " + number(field.line) + ")";
}

std::string first_of(std::string_view what, std::size_t all, std::size_t most) {
  return "of " + number(all) + " " + std::string(what) + " the first " + number(most) + " were read";
}

// What trust/ leaves unread because there is too much of it.
void add_unread_fields(const message::Message& message, Words& words) {
  constexpr std::array<std::string_view, 4> results = {"Authentication-Results", "ARC-Authentication-Results",
                                                       "Received-SPF", "X-Original-Authentication-Results"};
  std::size_t reported = 0;
  std::size_t hops = 0;
  for (const message::Field& field : message.fields()) {
    if (field.is("Received")) ++hops;
    if (std::any_of(results.begin(), results.end(), [&](auto name) { return field.is(name); })) ++reported;
  }
  if (reported > limits::results_fields)
    words.push_back(first_of("fields with results", reported, limits::results_fields));
  if (hops > limits::received_hops) words.push_back(first_of("Received fields", hops, limits::received_hops));
}

void add_unread_header(const message::Message& message, Words& words) {
  if (message.find_defect(DefectKind::HeaderTooLong) != nullptr) {
    words.push_back("a header of more than " + mebibytes(limits::header_octets) + ": the fields behind that");
  }
  if (const message::Defect* const defect = message.find_defect(DefectKind::FieldTooLong)) {
    words.push_back("a field of more than " + kibibytes(limits::field_octets) + " (line " + number(defect->line) + ")");
  }
  if (message.find_defect(DefectKind::TooManyFields) != nullptr) {
    words.push_back("the fields behind the first " + number(limits::fields));
  }
}

// Within one field that was read.
void add_unread_parts(const Analysis& analysis, Words& words) {
  for (std::size_t i = 0; i < analysis.from_lists.size(); ++i) {
    const message::AddressList& list = analysis.from_lists[i];
    const std::string where = at(*analysis.from_fields[i]) + ": ";
    if (list.has(AddressDefect::TooManyAddresses)) {
      words.push_back(where + "addresses, groups or comments after the first " + number(limits::addresses));
    }
    if (list.has(AddressDefect::NestingTooDeep)) {
      words.push_back(where + "comments that nest deeper than " + number(limits::comment_nesting));
    }
    if (list.has(AddressDefect::TooManyEncodedWords)) {
      words.push_back(where + "encoded-words after the first " + number(limits::encoded_words));
    }
  }
  const message::Field* const subject = analysis.message->find_first("Subject");
  bool is_cut = false;
  constexpr std::size_t shortest_word = 8;
  // So many do not fit into fewer octets, and nearly every message is spared the work.
  if (subject != nullptr && subject->body.size() > limits::encoded_words * shortest_word) {
    (void)message::decode_encoded_words(ascii::unfold(subject->body), &is_cut);
  }
  if (is_cut) words.push_back(at(*subject) + ": encoded-words after the first " + number(limits::encoded_words));
  for (const trust::Reported& reported : analysis.trust.reported) {
    for (const std::string& cut : reported.cut) {
      words.push_back(at(analysis.message->fields()[reported.field]) + ": " + cut);
    }
  }
}

void add_unevaluated(const Analysis& analysis, Words& words) {
  std::size_t unevaluated = 0;
  for (const dkim::SignatureResult& signature : analysis.dkim) {
    if (!signature.evaluated) ++unevaluated;
    const std::string& copies = signature.signature->copied_fields;
    if (static_cast<std::size_t>(std::count(copies.begin(), copies.end(), '|')) >= limits::copied_fields) {
      words.push_back("copies of fields in z= after the first " + number(limits::copied_fields));
    }
    if (signature.reason == dkim::Reason::TooManyNames) {
      words.push_back("a signature names more than " + number(limits::signed_names) + " fields in h=");
    }
  }
  if (unevaluated > 0) {
    words.push_back(number(unevaluated) + (unevaluated == 1 ? " signature was" : " signatures were") +
                    " not evaluated (the ceiling is " + number(limits::signatures_verified) + ")");
  }
  if (analysis.arc.limit_reached) {
    words.push_back("ARC sets after the first " + number(limits::arc_sets) + ", or more than " +
                    number(limits::arc_key_lookups) + " keys of theirs");
  }
  const auto& record = analysis.dmarc.discovery ? analysis.dmarc.discovery->record : std::nullopt;
  if (!record || analysis.report_destinations.size() < limits::report_destinations) return;
  const auto is_mail = [](const std::string& uri) { return ascii::istarts_with(uri, "mailto:"); };
  const auto& all = record->aggregate_reports;
  const auto& single = record->failure_reports;
  const auto wanted = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), is_mail) +
                                               std::count_if(single.begin(), single.end(), is_mail));
  if (wanted > limits::report_destinations) {
    words.push_back(first_of("addresses for DMARC reports", wanted, limits::report_destinations));
  }
}

// Its results stand below its Received, too, where nothing of it went over a wire.
bool is_by_receiver(const Analysis& analysis, std::size_t field) {
  const auto& reported = analysis.trust.reported;
  return std::any_of(reported.begin(), reported.end(),
                     [&](const trust::Reported& r) { return r.field == field && r.trust == trust::Trust::Trusted; });
}

bool has_long_line(std::string_view raw, char line_end) {
  for (const std::string_view line : ascii::split(raw, line_end)) {
    const std::size_t octets = line.size() - (line.ends_with('\r') ? 1 : 0);
    if (octets > limits::line_octets) return true;
  }
  return false;
}

}  // namespace

std::vector<Evidence> limit_reached(const Analysis& analysis) {
  Words words = analysis.limits;
  add_unread_fields(*analysis.message, words);
  add_unread_header(*analysis.message, words);
  add_unread_parts(analysis, words);
  add_unevaluated(analysis, words);
  const std::string& cut = analysis.cut_search;
  if (words.empty() && cut.empty()) return {};
  const bool is_search_alone = words.empty();
  if (!cut.empty()) words.push_back(cut);
  constexpr std::size_t most_items = 20;  // as many fields as a message likes may each be over a ceiling
  Evidence evidence{.values = {{"limits", listed(words)}}};
  for (std::size_t i = 0; i < std::min(words.size(), most_items); ++i) {
    evidence.items.push_back(computed_item("limit", words[i]));
  }
  if (is_search_alone) {
    // That happens to honest mail, too: a long text in several parts that somebody rewrote.
    evidence.severity = Severity::Info;
    evidence.why = "What changed in the body was not found, and more could have been tried: " + cut +
                   ". That the body changed is certain all the same.";
    evidence.fix = Fix{.summary = "Compare what was received with what was sent, or send a shorter test message"};
  }
  return {evidence};
}

// Of the header only what the sender wrote: fields that the receiver put on top went over no wire.
std::vector<Evidence> long_lines(const Analysis& analysis) {
  const message::Message& message = *analysis.message;
  // Who copied a header may have joined its lines.
  if (message.is_headers_only() || message.find_defect(DefectKind::LongLine) == nullptr) return {};
  Evidence evidence;
  Words words;
  const char line_end = message.line_ending() == message::LineEnding::Cr ? '\r' : '\n';
  const auto& boundary = analysis.trust.boundary;
  const std::size_t begin = boundary ? analysis.trust.hops[*boundary].field + 1 : 0;
  for (std::size_t i = begin; i < message.fields().size() && words.size() < most_named; ++i) {
    const message::Field& field = message.fields()[i];
    if (is_by_receiver(analysis, i) || !has_long_line(field.raw, line_end)) continue;
    words.push_back(at(field));
    evidence.items.push_back(header_item(field));
  }
  for (const message::Defect& defect : message.defects()) {
    if (defect.kind != DefectKind::LongLine || defect.in_header) continue;
    words.push_back(number(defect.count) + (defect.count == 1 ? " line" : " lines") + " of the body (line " +
                    number(defect.line) + ")");
    evidence.items.push_back({.kind = EvidenceKind::Header,
                              .name = "body",
                              .value = number(defect.count) + " over " + number(limits::line_octets) + " octets",
                              .line = defect.line});
  }
  if (words.empty()) return {};
  evidence.values = {{"lines", listed(words)}};
  return {evidence};
}

}  // namespace alignmail::findings
