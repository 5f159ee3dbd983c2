// SPDX-License-Identifier: Apache-2.0
// One signature: what it rests on, what it will survive, and the octets that were hashed.
#include "base/ascii.hpp"
#include "dkim/canonicalize.hpp"
#include "dkim/copied.hpp"
#include "dkim/survival.hpp"
#include "report/text.hpp"

namespace alignmail::report {
namespace {

constexpr std::size_t label_width = 7;
constexpr std::size_t detail_column = 9;
constexpr std::size_t shown_lines = 12;    // of the canonical body
constexpr std::size_t shown_octets = 400;  // of one canonical line

std::string hashes_of(const dkim::SignatureResult& result) {
  std::string text = "header signature " + std::string(to_string(result.header_hash)) + ", body hash " +
                     std::string(to_string(result.body_hash));
  return result.key ? text + ", key " + std::to_string(result.key->bits) + " bits" : text;
}

void print_copies(Page& page, const message::Message& message, const dkim::Signature& signature) {
  for (const dkim::CopiedDifference& difference : dkim::copied_differences(message, signature)) {
    const std::string now = difference.field != nullptr ? std::string(ascii::trim(difference.field->body)) : "(none)";
    print_detail(page, "z= says " + difference.copy.name + ": " + std::string(ascii::trim(difference.copy.value)) +
                           "; here it is " + now);
  }
}

void print_survival(Page& page, const message::Message& message, const dkim::Signature& signature) {
  std::string survives;
  std::string breaks;
  for (const dkim::Survival& row : dkim::foresee_changes(message, signature)) {
    std::string& list = row.survives ? survives : breaks;
    list += (list.empty() ? "" : "; ") + std::string(row.change) + " (" + row.why + ")";
  }
  print_detail(page, "survives: " + survives);
  print_detail(page, "breaks by: " + breaks);
  const std::vector<std::string> open = dkim::not_oversigned(message, signature);
  if (!open.empty()) print_detail(page, "could be added once more unnoticed: " + ascii::join(open, " "));
}

// Each line between quotes, so that every blank shows; the line end as it was hashed.
void print_lines(Page& page, std::string_view canonical, std::size_t most) {
  std::size_t count = 0;
  while (!canonical.empty() && count++ < most) {
    const std::size_t end = canonical.find("\r\n");
    const std::string_view line = canonical.substr(0, end);
    std::string shown(line.substr(0, shown_octets));
    if (line.size() > shown_octets) shown += " ... " + std::to_string(line.size() - shown_octets) + " octets more";
    page.column(detail_column + 2).put("\"" + shown + (end == std::string_view::npos ? "\"" : "\\r\\n\"")).end_line();
    canonical.remove_prefix(end == std::string_view::npos ? canonical.size() : end + 2);
  }
}

void print_canonical(Page& page, const message::Message& message, const dkim::Signature& signature) {
  const std::string header =
      dkim::header_input(message.fields(), signature.signed_fields, message.fields()[signature.field],
                         signature.header_canonicalization, message.line_ending());
  print_detail(page, "the header as it is hashed, " + std::to_string(header.size()) + " octets:");
  print_lines(page, header, signature.signed_fields.size() + 1 + 2 * shown_lines);
  if (message.body_state() != message::Body::Present) return;
  std::string body;
  std::uint64_t total = 0;
  dkim::canonicalize_body(message.body(), message.line_ending(), signature.body_canonicalization,
                          [&](std::string_view piece) {
                            total += piece.size();
                            const std::size_t room = shown_lines * shown_octets - body.size();
                            body += piece.substr(0, std::min(piece.size(), room));
                          });
  print_detail(page, "the body as it is hashed, " + std::to_string(total) + " octets, the first " +
                         std::to_string(shown_lines) + " lines:");
  print_lines(page, body, shown_lines);
}

}  // namespace

void print_signature(Page& page, const dkim::SignatureResult& result, const message::Message& message,
                     const Style& style) {
  const dkim::Signature& signature = *result.signature;
  page.put("DKIM", Paint::Bold).column(label_width);
  page.prose("d=" + signature.domain_text + " s=" + signature.selector_text + " a=" + signature.algorithm +
                 " c=" + signature.canonicalization_text() + ": " + std::string(to_string(result.status)) + ", " +
                 (result.detail.empty() ? std::string(to_string(result.reason)) : result.detail),
             label_width);
  print_detail(page, hashes_of(result));
  if (result.key) {
    for (const dns::Domain& alias : result.key->chain) print_detail(page, "key by alias " + alias.text());
  }
  print_detail(page, "signed: " + ascii::join(signature.signed_fields, " "));
  if (result.body_hash == dkim::Check::Mismatch) {
    print_detail(page, "bh= " + signature.body_hash_text + ", computed " + result.computed_body_hash);
  }
  if (result.diagnosis) page.column(detail_column).prose(result.diagnosis->description, detail_column);
  if (style.verbosity < 1 || signature.field >= message.fields().size()) return;
  print_copies(page, message, signature);
  if (result.status == dkim::Status::Pass) print_survival(page, message, signature);
  if (result.status == dkim::Status::Fail || style.verbosity > 1) print_canonical(page, message, signature);
}

}  // namespace alignmail::report
