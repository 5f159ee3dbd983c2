// SPDX-License-Identifier: Apache-2.0
// The text that was given: repairs, broken syntax, and what was cut short.
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/input_attached.hpp"
#include "findings/rules/input_limits.hpp"
#include "findings/rules/input_missing.hpp"

namespace alignmail::findings {
namespace {

using message::DefectKind;

std::vector<Evidence> repaired(const Analysis& analysis) {
  Evidence evidence;
  std::vector<std::string> words;
  const bool is_rewritten = analysis.message->is_rewritten();
  std::vector<std::string> lost;
  if (is_rewritten) lost.emplace_back("every DKIM and ARC signature (not checked, which is not a failure)");
  for (const message::Repair& repair : analysis.message->repairs()) {
    words.push_back(message::in_words(repair));
    const std::string_view also = message::lost_by(repair);
    if (!also.empty()) lost.emplace_back(also);
    const std::string quote = repair.quote.empty() ? "" : ": " + repair.quote;
    evidence.items.push_back({.kind = EvidenceKind::Header,
                              .name = "repair " + repair.id,
                              .value = words.back() + quote,
                              .line = repair.line});
  }
  if (words.empty()) return {};
  std::string effect = lost.empty() ? "" : "No longer usable: " + listed(lost) + ".";
  if (!is_rewritten) {
    effect +=
        std::string(effect.empty() ? "" : " ") +
        "The message below is read and checked as it stands; where a signature fails, the copying may have broken it.";
  }
  evidence.values = {{"repairs", listed(words)}, {"effect", effect}};
  return {evidence};
}

// One finding for all defects of the kinds.
template <std::size_t N>
std::vector<Evidence> defects(const Analysis& analysis, const std::array<DefectKind, N>& kinds,
                              std::string_view article = "") {
  Evidence evidence;
  std::vector<std::string> words;
  for (const DefectKind kind : kinds) {
    const message::Defect* defect = analysis.message->find_defect(kind);
    if (defect == nullptr) continue;
    const std::string what(message::to_string(kind));
    words.push_back(std::string(article) + what + " (line " + std::to_string(defect->line) + ")");
    evidence.items.push_back({.kind = EvidenceKind::Header,
                              .name = what,
                              .value = std::to_string(defect->count) + " time" + (defect->count == 1 ? "" : "s"),
                              .line = defect->line});
  }
  if (words.empty()) return {};
  evidence.values = {{"defects", listed(words)}};
  return {evidence};
}

std::vector<Evidence> line_endings(const Analysis& analysis) {
  if (analysis.message->line_ending() != message::LineEnding::Mixed) return {};
  return defects(analysis, std::array{DefectKind::BareLf, DefectKind::BareCr});
}

std::vector<Evidence> control_characters(const Analysis& analysis) {
  return defects(analysis, std::array{DefectKind::Nul, DefectKind::ControlCharacter}, "a ");
}

// Fields of which RFC 5322 section 3.6 and RFC 2045 section 3 allow one; From has its own finding.
constexpr std::array<std::string_view, 12> singletons = {
    "Date",        "Sender",     "Reply-To", "To",           "Cc",           "Message-ID",
    "In-Reply-To", "References", "Subject",  "MIME-Version", "Content-Type", "Content-Transfer-Encoding"};

std::vector<Evidence> duplicate_field(const Analysis& analysis) {
  std::vector<Evidence> found;
  const RepeatedNames repeated(*analysis.message);
  for (const std::string_view name : singletons) {
    if (repeated.count(name) == 0) continue;
    std::vector<EvidenceItem> items = header_items(*analysis.message, name);
    if (items.size() > 4) items.resize(4);
    found.push_back(
        {.items = std::move(items), .values = {{"field", std::string(name)}, {"domain", std::string(name)}}});
  }
  return found;
}

std::vector<Evidence> header_syntax(const Analysis& analysis) {
  return defects(analysis,
                 std::array{DefectKind::LeadingContinuation, DefectKind::SpaceBeforeColon, DefectKind::FoldedName,
                            DefectKind::BlankContinuation, DefectKind::NoColon, DefectKind::BadName});
}

// Whom the hidden message names as its sender; empty where it does not say so in SMTP.
std::string hidden_sender(const message::Message& message, const message::Defect& defect) {
  constexpr std::size_t looked_at = 1024;
  constexpr std::string_view command = "MAIL FROM:<";
  const std::string_view text = message.octets().substr(defect.offset, looked_at);
  const std::size_t at = ascii::to_upper(text).find(command);
  if (at == std::string::npos) return "";
  const std::string_view rest = text.substr(at + command.size());
  const std::string_view address = rest.substr(0, std::min(rest.find('>'), rest.size()));
  const bool is_plain = std::all_of(address.begin(), address.end(), [](char c) { return c > ' ' && c < 0x7F; });
  return is_plain && address.size() < rest.size() ? std::string(address) : "";
}

std::vector<Evidence> smuggling(const Analysis& analysis) {
  std::vector<Evidence> found = defects(analysis, std::array{DefectKind::Smuggling});
  for (Evidence& evidence : found) {
    const message::Defect* defect = analysis.message->find_defect(DefectKind::Smuggling);
    const std::string sender = hidden_sender(*analysis.message, *defect);
    evidence.values["sender"] = sender.empty() ? "" : " That message names " + sender + " as its sender.";
    evidence.goes_first = true;
    evidence.fix = Fix{.summary = "Do not trust this message: its body hides another one"};
    evidence.fix->steps = {{.text = "If the mail server is yours, make sure that it refuses bare line feeds."}};
  }
  return found;
}

constexpr Rule rules[] = {
    {.id = "INPUT001",
     .slug = "input-repaired",
     .severity = Severity::Info,
     .title = "The pasted text was repaired",
     .why = "Repaired: {repairs}. {effect}",
     .explanation =
         "Text that went through a mail program, a web page or a chat on its way here is no longer what was "
         "signed. It is repaired as far as its meaning goes: what the receiver reported, the domains, and the "
         "live look-ups in DNS stay good; signatures are not checked, and none is called wrong. What only stood "
         "above a whole message, such as a mail program's summary or a byte order mark, is set aside, and the message "
         "is checked in full.",
     .fix = "For a full check, give the message as a file: Show original, then Download",
     .references = {"RFC 5322 section 2.2", "RFC 6376 section 5.3"},
     .find = repaired},
    {.id = "INPUT002",
     .slug = "input-line-endings",
     .severity = Severity::Warning,
     .title = "Line ends are mixed where readers may disagree",
     .why = "The message has {defects} beside proper line ends. Servers differ in where such lines end, so "
            "signatures may hold for one and break for another.",
     .explanation =
         "Lines in mail end with CR LF. A lone CR or LF is changed by some servers and kept by others, which "
         "breaks DKIM, and it is used to smuggle a second message.",
     .fix = "Send with CR LF line ends only",
     .references = {"RFC 5322 section 2.3", "RFC 6376 section 5.3"},
     .find = line_endings},
    {.id = "INPUT003",
     .slug = "input-control-characters",
     .severity = Severity::Warning,
     .title = "The header holds control characters",
     .why = "The header holds {defects}. Some programs stop reading there, others go on, and so they see different "
            "senders.",
     .explanation =
         "NUL and other control characters have no place in a header. They are a sign of broken software or of an "
         "attempt to deceive.",
     .fix = "Remove the control characters; if you did not write them, distrust the message",
     .references = {"RFC 5322 section 2.2", "RFC 5322 section 4"},
     .find = control_characters},
    {.id = "INPUT004",
     .slug = "input-duplicate-field",
     .severity = Severity::Warning,
     .title = "A field that may stand once stands more than once",
     .why = "There is more than one {field} field. Mail programs show one or the other, and a DKIM signature may "
            "cover only the one that is not shown.",
     .explanation =
         "RFC 5322 allows fields such as Subject, Date and To once. A second one added after signing can replace "
         "what people see without breaking the signature.",
     .fix = "Send each of these fields once",
     .references = {"RFC 5322 section 3.6", "RFC 6376 section 8.15"},
     .find = duplicate_field},
    {.id = "INPUT005",
     .slug = "input-header-syntax",
     .severity = Severity::Warning,
     .title = "The header breaks the syntax of mail",
     .why = "The header has {defects}. Programs read such lines differently, or stop reading the header there.",
     .explanation =
         "A header line is a name, a colon and a value; longer values go on in lines that begin with white space. "
         "Anything else is read one way here and another way there.",
     .fix = "Mend the program that writes this header",
     .references = {"RFC 5322 section 2.2", "RFC 5322 section 4.5"},
     .find = header_syntax},
    {.id = "INPUT006",
     .slug = "input-truncated",
     .severity = Severity::Warning,
     .title = "The text ends too early",
     .why = "The text ends inside {field}, so what was there is not known and is not judged.",
     .explanation = "A message that was cut off while it was copied or stored cannot be verified. What is left is "
                    "read as far as it goes.",
     .fix = "Get the whole message, best as a file",
     .references = {"RFC 5322 section 2.1"},
     .find = truncated},
    {.id = "INPUT007",
     .slug = "input-smuggling",
     .severity = Severity::Error,
     .title = "The body hides SMTP commands or a second message",
     .why = "The body holds {defects}. A server that reads line ends loosely would take what follows for another "
            "message.{sender}",
     .explanation =
         "SMTP smuggling uses a lone dot between odd line ends, followed by commands, to slip a forged message past "
         "a server. No honest message contains it.",
     .fix = "Do not trust this message; make sure that your server refuses bare line feeds",
     .references = {"RFC 5321 section 4.1.1.4"},
     .find = smuggling},
    {.id = "INPUT008",
     .slug = "input-redacted",
     .severity = Severity::Warning,
     .title = "A domain that alignment needs was taken out of the text",
     .why = "Alignment stops at {field}{line}: a placeholder stands there for the author's domain, with which "
            "everything else is compared.",
     .explanation =
         "People take names out of a header before they show it. Alignment is a comparison of names: without the "
         "domain in From, in d= or in the return path nothing can be said of it. A local part may stay hidden.",
     .fix = "Put the domain back, and leave the local part out if you like",
     .references = {"RFC 9989 section 4.4"},
     .find = redacted},
    {.id = "INPUT009",
     .slug = "input-attached-message",
     .severity = Severity::Info,
     .title = "Another message is attached to this one",
     .why = "The message carries {others}. This report is about the message around it: who sent it on, not who wrote "
            "what is attached. To judge that, save it as a file and give the file.",
     .explanation =
         "Mail programs forward a message as an attachment, and bounces and abuse reports carry the message that they "
         "are about. What is attached has a header and signatures of its own; the signatures of the one prove nothing "
         "for the other. Bodies over 1 MiB are not searched for it.",
     .fix = "If the attached message is meant, save it as a file and give that file",
     .references = {"RFC 2046 section 5.2.1", "RFC 6522 section 3"},
     .find = attached_message},
    {.id = "INPUT010",
     .slug = "input-long-line",
     .severity = Severity::Warning,
     .title = "Lines are longer than mail may carry",
     .why = "Over 998 octets long: {lines}. A server on the way may break such a line or refuse the mail, and a broken "
            "line fails DKIM.",
     .explanation =
         "A line of mail has at most 998 octets before its line end. Many servers carry longer ones as they are; "
         "others break them, which changes the body after it was signed, and some refuse the message.",
     .fix = "Send text as quoted-printable or base64, and fold long fields of the header",
     .references = {"RFC 5322 section 2.1.1", "RFC 5321 section 4.5.3.1.6", "RFC 2045 section 6.7"},
     .find = long_lines},
    {.id = "LIMIT001",
     .slug = "limit-reached",
     .severity = Severity::Warning,
     .title = "A ceiling cut the analysis short",
     .why = "Not everything was evaluated: {limits}. What was left out counts as unknown, never as a pass.",
     .explanation = "Ceilings on sizes and numbers keep hostile messages from costing more than they should. Honest "
                    "mail does not come near them.",
     .fix = "Look at the message with care: honest mail does not reach these sizes",
     .references = {"RFC 6376 section 6.1", "RFC 7208 section 4.6.4"},
     .find = limit_reached},
};

}  // namespace

std::span<const Rule> input_rules() { return rules; }

}  // namespace alignmail::findings
