// SPDX-License-Identifier: Apache-2.0
// Who sent it, and the matrix: what was said, what was found, whether it aligns.
#include <algorithm>

#include "base/ascii.hpp"
#include "message/redacted.hpp"
#include "report/headline.hpp"
#include "report/matrix_rows.hpp"
#include "report/text.hpp"

namespace alignmail::report {
namespace {

constexpr std::size_t said_column = 8;
constexpr std::size_t now_column = 18;
constexpr std::size_t domain_column = 28;
constexpr std::size_t relaxed_column = 49;
constexpr std::size_t strict_column = 61;

// Capitals for the mode in force: YES, NO; "?" where it is not known.
std::string answer_text(const MatrixRow& row, dmarc::Mode mode) {
  std::string word(answer(row, mode));
  if (!is_in_force(row, mode)) return word;
  word = ascii::to_upper(word);
  return (word.size() < 3 ? word + std::string(3 - word.size(), ' ') : word) + " (*)";
}

Paint paint_of(const std::string& word) {
  if (word.starts_with("YES")) return Paint::Good;
  if (word.starts_with("NO ")) return Paint::Bad;
  if (word.starts_with("?")) return Paint::Risk;
  return Paint::Plain;
}

Paint paint_of_result(const std::string& word) {
  if (word == "pass") return Paint::Good;
  if (word == "-" || word == "none" || word == "unknown" || word == "no body") return Paint::Plain;
  return word == "temperr" ? Paint::Risk : Paint::Bad;
}

// A mark in front of the word where the screen can show one; the word carries the meaning.
std::string marked(const std::string& word, const Page& page) {
  if (!page.is_unicode()) return word;
  const std::string lower = ascii::to_lower(word);
  if (lower.starts_with("yes")) return "\u2713 " + word;
  return (lower.starts_with("no") ? "\u2717 " : "  ") + word;
}

// The answers in their columns, or named where the page is too narrow for columns.
void print_answers(Page& page, const MatrixRow& row) {
  const std::string relaxed = answer_text(row, dmarc::Mode::Relaxed);
  const std::string strict = answer_text(row, dmarc::Mode::Strict);
  if (page.is_narrow()) {
    page.end_line().column(said_column).put("relaxed ").put(marked(relaxed, page), paint_of(relaxed));
    page.put("  strict ").put(marked(strict, page), paint_of(strict)).end_line();
    return;
  }
  if (page.position() >= relaxed_column) page.end_line();
  page.column(relaxed_column).put(marked(relaxed, page), paint_of(relaxed));
  page.column(strict_column).put(marked(strict, page), paint_of(strict)).end_line();
}

// Where a screen takes ASCII only, a name as DNS has it says more than its escapes would.
std::string author_address(const message::Message& message, const message::Mailbox& mailbox, const Page& page) {
  if (message::is_redacted(message, mailbox.domain)) return "(taken out)";
  const bool is_plain = std::all_of(mailbox.domain.begin(), mailbox.domain.end(), ascii::is_printable);
  const auto domain = dns::Domain::parse_international(mailbox.domain);
  if (is_plain || page.is_unicode() || !domain) return shorten_address(mailbox.address());
  return shorten_address(mailbox.local_part + "@" + domain->text());
}

// A name in its own script with the one in DNS beside it, where the screen can.
std::string both_labels(const dns::Domain& domain, const Page& page) {
  const std::string own_script = domain.unicode();
  if (!page.is_unicode() || own_script == domain.text()) return domain.text();
  return own_script + " (" + domain.text() + ")";
}

// The domain where it belongs, or on a line of its own.
void print_domain(Page& page, const std::string& domain) {
  if (page.is_narrow()) {
    page.end_line().column(said_column).put(domain);
  } else {
    page.column(domain_column).put(domain);
  }
}

void print_row(Page& page, const MatrixRow& row) {
  page.put(" " + row.method).column(said_column).put(row.said, paint_of_result(row.said));
  page.column(now_column).put(row.now, paint_of_result(row.now));
  print_domain(page, row.domain);
  print_answers(page, row);
}

void print_who(Page& page, const Analysis& analysis, const std::string& list) {
  std::vector<std::pair<std::string, std::string>> parts;
  std::vector<std::string> authors;
  for (const message::AddressList& addresses : analysis.from_lists) {
    for (const message::Mailbox& mailbox : addresses.mailboxes)
      authors.push_back(author_address(*analysis.message, mailbox, page));
  }
  constexpr std::size_t shown = 3;
  if (authors.empty()) authors.emplace_back("(nobody)");
  for (std::size_t i = 0; i < std::min(authors.size(), shown); ++i) parts.emplace_back("From", authors[i]);
  if (!list.empty()) {
    parts.emplace_back("Via list", list);
  } else if (const message::Field* to = analysis.message->find_first("To")) {
    const message::AddressList addresses = message::parse_addresses(to->body);
    if (!addresses.mailboxes.empty())
      parts.emplace_back("To", author_address(*analysis.message, addresses.mailboxes.front(), page));
  }
  if (!analysis.trust.receiver.empty()) parts.emplace_back("Checked by", analysis.trust.receiver);
  std::size_t length = 0;
  for (const auto& [label, value] : parts) length += label.size() + 2 + page.columns_of(value);
  // A gap of four columns where there is room, three where that saves the line.
  const std::size_t gap = length + 4 * (parts.size() - 1) <= page.width() ? 4 : 3;
  const bool one_line = length + gap * (parts.size() - 1) <= page.width();
  for (const auto& [label, value] : parts) {
    if (page.position() > 0) page.put(std::string(gap, ' '));
    page.put(label, Paint::Dim).put("  ");
    if (one_line) {
      page.put(value);
    } else {
      page.flow(value, 2).end_line();
    }
  }
  if (page.position() > 0) page.end_line();
}

void print_heads(Page& page, const Analysis& analysis) {
  const std::string whose =
      "aligned with " + (analysis.author ? both_labels(*analysis.author, page) : "the author") + "?";
  const bool fits = !page.is_narrow() && relaxed_column + page.columns_of(whose) <= page.width();
  if (!fits) {
    const std::size_t length = std::min(page.columns_of(whose), page.width());
    page.column(page.is_narrow() ? 0 : page.width() - length).shown_as_is(whose, Paint::Dim);
  }
  page.column(said_column).put("receiver", Paint::Dim).column(now_column).put("checked", Paint::Dim);
  if (!page.is_narrow()) page.column(domain_column).put("this proves", Paint::Dim);
  if (fits) page.column(relaxed_column).put(whose, Paint::Dim);
  page.end_line().column(said_column).put("said", Paint::Dim).column(now_column).put("now", Paint::Dim);
  if (!page.is_narrow()) {
    page.column(domain_column).put("domain", Paint::Dim).column(relaxed_column).put("relaxed", Paint::Dim);
    page.column(strict_column).put("strict", Paint::Dim);
  }
  page.end_line();
}

}  // namespace

void print_matrix(Page& page, const Subject& subject) {
  const Analysis& analysis = subject.analysis;
  print_who(page, analysis, mailing_list(analysis));
  page.blank();
  print_heads(page, analysis);
  for (const MatrixRow& row : matrix_rows(analysis)) print_row(page, row);
  const std::string said = claimed_dmarc(analysis);
  const std::string now = outcome_word(analysis.dmarc.outcome);
  page.put(" DMARC").column(said_column).put(said, paint_of_result(said)).column(now_column);
  page.put(now, paint_of_result(now));
  print_domain(page, policy_text(analysis.dmarc));
  if (page.is_narrow() || page.position() >= relaxed_column) page.end_line();
  page.column(page.is_narrow() ? said_column : relaxed_column);
  page.put(analysis.dmarc.discovery && analysis.dmarc.discovery->record ? "(*) = what your record asks"
                                                                        : "(*) = the default",
           Paint::Dim);
  page.end_line();
}

}  // namespace alignmail::report
