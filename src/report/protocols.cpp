// SPDX-License-Identifier: Apache-2.0
#include "report/protocols.hpp"

#include "report/json.hpp"
#include "report/protocol_words.hpp"
#include "report/summary.hpp"
#include "report/text.hpp"

namespace alignmail::report {
namespace {

std::string spf_text(const spf::Verdict& verdict, const Input& seen, const Style& style) {
  Page page(style);
  print_spf_tree(page, verdict, spf_answer(verdict));
  if (verdict.explanation) page.blank().put("The sender says: ", Paint::Dim).put(*verdict.explanation).end_line();
  print_overlay(page, seen);
  return page.take();
}

std::string dkim_text(const message::Message& message, std::span<const dkim::SignatureResult> signatures,
                      const Input& seen, const Style& style) {
  Page page(style);
  if (signatures.empty()) page.put("There is no DKIM-Signature.").end_line();
  for (const dkim::SignatureResult& signature : signatures) {
    print_signature(page, signature, message, style);
  }
  print_overlay(page, seen);
  return page.take();
}

std::string arc_text(const arc::Verdict& verdict, const Input& seen, const Style& style) {
  Page page(style);
  page.put("ARC", Paint::Bold).column(7).put(arc_answer(verdict.status));
  if (!verdict.reason.empty()) page.put(": ").prose(verdict.reason, 9);
  page.end_line();
  for (const arc::Set& set : verdict.sets) {
    page.put("  i=" + std::to_string(set.instance) + " " + set.sealer + ": cv=" + set.cv + ", seal " +
             std::string(dkim::to_string(set.seal)) + ", message signature " +
             std::string(dkim::to_string(set.signature)));
    page.end_line();
    if (!set.detail.empty()) page.column(6).prose(set.detail, 6);
  }
  print_overlay(page, seen);
  return page.take();
}

// The answer alone, and whether it is one of DNS as it is published.
std::string quiet(std::string_view answer, const Input& seen) {
  return std::string(answer) + std::string(overlay_mark(seen)) + "\n";
}

}  // namespace

bool has_protocol_form(std::string_view format) { return format == "text" || format == "json" || format == "ndjson"; }

std::string render_spf(const spf::Verdict& verdict, const Input& seen, std::string_view format, const Style& style) {
  if (format != "text") return spf_json(verdict, seen, format == "json");
  if (style.verbosity < 0) return quiet(spf_answer(verdict), seen);
  return spf_text(verdict, seen, style);
}

std::string render_dkim(const message::Message& message, std::span<const dkim::SignatureResult> signatures,
                        const Input& seen, std::string_view format, const Style& style) {
  if (format != "text") return dkim_json(message, signatures, seen, format == "json");
  if (style.verbosity >= 0) return dkim_text(message, signatures, seen, style);
  if (signatures.empty()) return quiet("none", seen);
  std::string words;
  for (const dkim::SignatureResult& signature : signatures) words += quiet(to_string(signature.status), seen);
  return words;
}

std::string render_arc(const arc::Verdict& verdict, const Input& seen, std::string_view format, const Style& style) {
  if (format != "text") return arc_json(verdict, seen, format == "json");
  if (style.verbosity < 0) return quiet(arc_answer(verdict.status), seen);
  return arc_text(verdict, seen, style);
}

std::string render_dmarc(const dmarc::Verdict& verdict, const dmarc::Verdict& other, const Input& seen,
                         std::string_view format, const Style& style) {
  if (format != "text") return dmarc_json(verdict, other, seen, format == "json");
  if (style.verbosity < 0) return quiet(dmarc_answer(verdict.outcome), seen);
  Page page(style);
  print_dmarc(page, verdict, dmarc_answer(verdict.outcome));
  print_dmarc(page, other, dmarc_answer(other.outcome));
  print_overlay(page, seen);
  return page.take();
}

}  // namespace alignmail::report
