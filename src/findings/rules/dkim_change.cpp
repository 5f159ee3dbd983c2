// SPDX-License-Identifier: Apache-2.0
// What was changed after signing: the reason why a signature broke, with its proof.
#include <algorithm>
#include <array>

#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/dkim_common.hpp"
#include "findings/rules/dkim_copy.hpp"
#include "findings/rules/dkim_other_key.hpp"

namespace alignmail::findings {
namespace {

using dkim::Change;
using dkim::Check;
using dkim::SignatureResult;

// A hash shortened in its middle, for a report of 80 columns.
std::string short_hash(const std::string& hash) {
  return hash.size() <= 12 ? hash : hash.substr(0, 4) + "..." + hash.substr(hash.size() - 4);
}

// "without these 4 lines bh = ... matches", and the lines themselves.
std::vector<std::string> exhibit_of(const SignatureResult& result) {
  const dkim::Diagnosis& diagnosis = *result.diagnosis;
  if (diagnosis.body_hash.empty()) return {};
  const std::string undone = diagnosis.has_more          ? "with all that undone"
                             : diagnosis.line_count == 0 ? "with the change undone"
                             : diagnosis.line_count == 1
                                 ? "without this line"
                                 : "without these " + std::to_string(diagnosis.line_count) + " lines";
  const std::string received = "body as received";
  const std::size_t width = std::max(undone.size(), received.size()) + 1;
  std::vector<std::string> lines;
  lines.push_back("    " + received + std::string(width - received.size(), ' ') +
                  "bh = " + short_hash(result.computed_body_hash) + "   does not match");
  lines.push_back("    " + undone + std::string(width - undone.size(), ' ') +
                  "bh = " + short_hash(diagnosis.body_hash) + "   matches the signature");
  constexpr std::size_t shown = 6;
  for (std::size_t i = 0; i < std::min(diagnosis.lines.size(), shown); ++i)
    lines.push_back("    | " + diagnosis.lines[i]);
  if (diagnosis.line_count > shown) lines.emplace_back("    | ...");
  return lines;
}

// One evidence for all signatures that the same change broke: it is one event. The signature that
// could carry DMARC speaks for the others.
template <class Matches>
std::vector<Evidence> broken_together(const Analysis& analysis, Matches matches) {
  std::vector<std::string> domains;
  Evidence evidence;
  const SignatureResult* speaker = nullptr;
  bool counts = false;
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) {
    const SignatureResult& result = analysis.dkim[i];
    if (!result.evaluated || !matches(result)) continue;
    domains.push_back(result.signature->domain_text);
    evidence.items.push_back(header_item(*analysis.message, result.signature->field));
    evidence.items.push_back(
        computed_item("body hash of " + result.signature->domain_text,
                      "bh=" + result.signature->body_hash_text + ", computed " + result.computed_body_hash));
    if (speaker == nullptr || (!counts && can_count(analysis, i))) speaker = &result;
    counts = counts || can_count(analysis, i);
  }
  if (speaker == nullptr) return {};
  evidence.values = signature_values(*speaker);
  evidence.values["domains"] = listed(domains);
  if (speaker->diagnosis) {
    evidence.values["description"] = speaker->diagnosis->description;
    const bool is_all = speaker->diagnosis->line_count > 0 && !speaker->diagnosis->has_more;
    evidence.values["undone"] = is_all ? "leave out what was added" : "undo all that";
    evidence.exhibit = exhibit_of(*speaker);
  }
  if (!counts) evidence.severity = Severity::Info;
  return {evidence};
}

std::vector<Evidence> explained_by(const Analysis& analysis, std::initializer_list<Change> changes) {
  return broken_together(analysis, [&](const SignatureResult& r) {
    return r.diagnosis && std::find(changes.begin(), changes.end(), r.diagnosis->change) != changes.end();
  });
}

bool is_explained(const SignatureResult& result) {
  return result.diagnosis && result.diagnosis->change != Change::None;
}

// A field and what became of it: no other finding tells of that.
bool is_of_a_field(const SignatureResult& result) {
  return is_explained(result) &&
         (result.diagnosis->change == Change::FieldAdded || result.diagnosis->change == Change::FieldReplaced);
}

// The body may be gone as a whole, which is said and cannot be proved.
bool is_described(const Evidence& evidence) { return evidence.values.count("description") > 0; }

std::vector<Evidence> body_changed(const Analysis& analysis) {
  std::vector<Evidence> found = broken_together(
      analysis, [](const SignatureResult& r) { return r.body_hash == Check::Mismatch && !is_explained(r); });
  for (Evidence& evidence : found) {
    if (is_described(evidence)) {
      tell_of_missing_body(analysis, evidence);
    } else {
      blame_copy(analysis, evidence);
    }
  }
  return found;
}

std::vector<Evidence> headers_changed(const Analysis& analysis) {
  const bool after_check = analysis.header_breaks_two_keys();
  std::vector<const SignatureResult*> broken;
  std::vector<Evidence> found = broken_together(analysis, [&](const SignatureResult& r) {
    if (r.header_hash != Check::Mismatch) return false;
    if (is_explained(r) && !is_of_a_field(r)) return false;
    // What the receiver found good was not changed on the way: the key was, which is a finding of its own. Keys change
    // one at a time, though.
    const bool is_key_changed = r.body_hash != Check::Mismatch && !after_check && was_seen_passing(analysis, r);
    if (!is_explained(r) && is_key_changed) return false;
    broken.push_back(&r);
    return true;
  });
  const bool was_passing = std::any_of(analysis.dkim.begin(), analysis.dkim.end(), [&](const SignatureResult& r) {
    return r.header_hash == Check::Mismatch && was_seen_passing(analysis, r);
  });
  for (Evidence& evidence : found) {
    const auto description = evidence.values.find("description");
    if (description == evidence.values.end()) {
      if (!after_check || !was_passing) {
        blame_key(analysis, broken, evidence);
        continue;
      }
      evidence.why = "The receiver found the header as it was signed, and here the signatures of " +
                     evidence.values["domains"] +
                     " no longer fit it: somebody changed it behind that check, or while it was saved or copied. Your "
                     "key and DNS are fine.";
      evidence.fix = Fix{.summary = "Test with the message as the receiver saved it"};
      continue;
    }
    evidence.why = description->second + " The signature of " + evidence.values["domains"] +
                   " covers it. Your key and DNS are fine.";
    evidence.fix = Fix{.summary = "Send the test straight to a mailbox, and find the server that changes the header"};
  }
  return found;
}

// Two messages that were pasted one below the other: what follows the first begins like a header.
bool begins_like_header(const Analysis& analysis) {
  return std::any_of(analysis.dkim.begin(), analysis.dkim.end(), [](const SignatureResult& r) {
    if (!r.diagnosis || r.diagnosis->change != Change::TextAppended || r.diagnosis->lines.empty()) return false;
    const std::string& line = r.diagnosis->lines.front();
    return line.starts_with("Delivered-To:") || line.starts_with("Received:") || line.starts_with("Return-Path:");
  });
}

std::vector<Evidence> footer_added(const Analysis& analysis) {
  std::vector<Evidence> found = explained_by(analysis, {Change::TextAppended, Change::TextPrepended});
  for (Evidence& evidence : found) {
    if (begins_like_header(analysis)) {
      evidence.fix = Fix{.summary = "If two messages were pasted, give them one by one"};
      continue;
    }
    // No list does that.
    if (analysis.message->find_defect(message::DefectKind::Smuggling) != nullptr) {
      evidence.fix = Fix{.summary = "Nothing in DNS or SES: what was added hides another message"};
      continue;
    }
    Fix fix{.summary = "Nothing in DNS or SES: test with a direct mail"};
    fix.steps.push_back({.text =
                             "To judge your set-up, send the test straight to a mailbox, not via a list or a gateway "
                             "that adds text."});
    fix.note =
        "If your people post to lists, ask the list to rewrite From: under p=quarantine or p=reject such mail is "
        "quarantined or rejected.";
    evidence.fix = std::move(fix);
  }
  return found;
}

std::vector<Evidence> subject_tagged(const Analysis& analysis) { return explained_by(analysis, {Change::SubjectTag}); }
std::vector<Evidence> line_endings(const Analysis& analysis) {
  std::vector<Evidence> found = explained_by(analysis, {Change::LineEndings});
  for (Evidence& evidence : found) tell_of_altered_copy(analysis, evidence);
  return found;
}
bool is_any(const Analysis& analysis, Change change) {
  return std::any_of(analysis.dkim.begin(), analysis.dkim.end(),
                     [&](const SignatureResult& r) { return r.diagnosis && r.diagnosis->change == change; });
}

std::vector<Evidence> reencoded(const Analysis& analysis) {
  std::vector<Evidence> found = explained_by(analysis, {Change::TrailingSpace, Change::FromQuoting, Change::DotStuffing,
                                                        Change::TransferEncoding, Change::LongLines, Change::Links});
  for (Evidence& evidence : found) {
    if (is_any(analysis, Change::Links)) {
      evidence.fix = Fix{.summary = "Nothing in DNS or SES: the gateway checks links for its users"};
    } else if (is_any(analysis, Change::LongLines)) {
      evidence.fix = Fix{.summary = "Encode the body (quoted-printable, base64), so that no line is over 998 octets"};
    }
    if (!is_any(analysis, Change::Links)) tell_of_altered_copy(analysis, evidence);
  }
  return found;
}
std::vector<Evidence> wrong_canonicalization(const Analysis& analysis) {
  return explained_by(analysis, {Change::OtherCanonicalization, Change::FinalNewline});
}

constexpr Rule rules[] = {
    {.id = "DKIM006",
     .slug = "dkim-body-changed",
     .severity = Severity::Error,
     .title = "The body was changed after it was signed",
     .why = "The body does not fit the hash in the signature of {domains}, and none of the changes that were tried "
            "explains it. Your key and DNS are fine: somebody changed the text on the way, or the file was changed "
            "when it was saved.",
     .explanation =
         "A DKIM signature holds a hash of the body. Gateways, virus scanners, lists and mail programs that rewrite "
         "the body break it.",
     .fix = "Send a test straight to a mailbox, and find the server that changes the text",
     .references = {"RFC 6376 section 3.7", "RFC 6376 section 6.1.3"},
     .find = body_changed},
    {.id = "DKIM007",
     .slug = "dkim-headers-changed",
     .severity = Severity::Error,
     .title = "A signature does not fit the header fields it covers",
     .why = "The signature of {domains} does not fit the header fields it covers, or was made with another key than "
            "the one in DNS.",
     .explanation = "The signature covers the fields named in h=. When one of them is rewritten on the way, or the "
                    "key in DNS is not the one that signed, it no longer fits.",
     .fix = "Send a test straight to a mailbox; if it fails there too, publish the key that signs",
     .references = {"RFC 6376 section 3.7", "RFC 6376 section 6.1.3"},
     .find = headers_changed},
    {.id = "DKIM008",
     .slug = "dkim-footer-added",
     .severity = Severity::Error,
     .title = "Text was added to the body after it was signed",
     .why = "{description} So the body no longer fits its DKIM fingerprint. Your key and DNS are fine: {undone}, and "
            "the fingerprint fits again.",
     .explanation =
         "Mailing lists and gateways add footers and banners. The body hash then differs. That it fits again without "
         "the added text proves what happened.",
     .fix = "Send the test straight to a mailbox, not via the list",
     .references = {"RFC 6376 section 3.7", "RFC 6377 section 3"},
     .find = footer_added},
    {.id = "DKIM009",
     .slug = "dkim-subject-tagged",
     .severity = Severity::Error,
     .title = "A tag was put into the Subject after signing",
     .why = "{description} Your key and DNS are fine.",
     .explanation = "Lists and gateways put tags such as [list] or [EXTERNAL] into the Subject, which the signature "
                    "covers. That the signature fits without the tag proves it.",
     .fix = "Send the test straight to a mailbox, not via the list or gateway",
     .references = {"RFC 6376 section 3.7", "RFC 6377 section 3"},
     .find = subject_tagged},
    {.id = "DKIM022",
     .slug = "dkim-line-endings-changed",
     .severity = Severity::Error,
     .title = "The line ends were changed after signing",
     .why = "{description} Only line ends changed, no words.",
     .explanation = "A server or program rewrote the line ends. Signatures count every octet of the body under "
                    "simple canonicalization.",
     .fix = "Sign messages that have CR LF line ends only, and save them unchanged",
     .references = {"RFC 6376 section 5.3"},
     .find = line_endings},
    {.id = "DKIM024",
     .slug = "dkim-reencoded",
     .severity = Severity::Error,
     .title = "The body was re-encoded after signing",
     .why = "{description}",
     .explanation = "Some programs quote lines that begin with From, double dots, strip spaces at line ends, break "
                    "lines that are too long, rewrite links, or change the transfer encoding. With the change undone "
                    "the hash fits: that is the proof.",
     .fix = "Find the program that stores or forwards the message and have it change nothing",
     .references = {"RFC 6376 section 5.3", "RFC 6376 section 3.4.3"},
     .find = reencoded},
    {.id = "DKIM025",
     .slug = "dkim-wrong-canonicalization",
     .severity = Severity::Error,
     .title = "The signature fits under another canonicalization than it names",
     .why = "{description}",
     .explanation = "c= says how spaces and line ends are treated before hashing, and l= how much of the body is. The "
                    "signer used another way than it wrote down.",
     .fix = "Mend the program that signs so that c= and l= say what it does",
     .references = {"RFC 6376 section 3.4", "RFC 6376 section 3.5"},
     .find = wrong_canonicalization},
};

}  // namespace

std::span<const Rule> dkim_change_rules() { return rules; }

}  // namespace alignmail::findings
