// SPDX-License-Identifier: Apache-2.0
// The author: one address in one From field, or nobody knows whose policy applies.
#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/from_shown.hpp"
#include "message/redacted.hpp"

namespace alignmail::findings {
namespace {

std::vector<EvidenceItem> from_items(const Analysis& analysis) {
  std::vector<EvidenceItem> items;
  for (const message::Field* field : analysis.from_fields) items.push_back(header_item(*field));
  return items;
}

// The verdict that each candidate would have alone.
std::vector<EvidenceItem> with_candidates(const Analysis& analysis) {
  std::vector<EvidenceItem> items = from_items(analysis);
  for (const Author& author : analysis.authors) {
    items.push_back(computed_item(author.mailbox.address(),
                                  author.domain ? "alone: DMARC " + std::string(to_string(author.verdict.outcome))
                                                : "its domain cannot be read"));
  }
  return items;
}

std::vector<Evidence> missing(const Analysis& analysis) {
  if (!analysis.from_fields.empty()) return {};
  Evidence evidence{.items = header_items(*analysis.message, "Sender")};
  if (analysis.message->is_headers_only() || analysis.message->is_rewritten()) {
    evidence.why = "What was given holds no From field, so nobody knows whose DMARC policy applies.";
    evidence.fix = Fix{.summary = "Copy the whole header, From and all, or give the message as it was saved"};
  }
  return {evidence};
}

std::vector<Evidence> multiple_fields(const Analysis& analysis) {
  if (analysis.from_fields.size() < 2) return {};
  return {{.items = with_candidates(analysis), .values = {{"count", std::to_string(analysis.from_fields.size())}}}};
}

std::vector<Evidence> multiple_domains(const Analysis& analysis) {
  if (analysis.from_fields.size() != 1 || analysis.authors.size() < 2) return {};
  std::vector<std::string> names;
  for (const Author& author : analysis.authors) names.push_back(author.mailbox.domain);
  return {{.items = with_candidates(analysis), .values = {{"domains", listed(names)}}}};
}

// Where programs that rewrite From keep the author's address.
constexpr std::string_view keeps_author[] = {"X-Original-From", "Reply-To", "X-Original-Sender"};

// The field that names an author of this domain; null when there is none.
const message::Field* original_author(const message::Message& message, const dns::Domain& domain) {
  for (const std::string_view name : keeps_author) {
    for (const message::Field* field : message.find_all(name)) {
      for (const message::Mailbox& mailbox : message::parse_addresses(field->body).mailboxes) {
        const auto at = dns::Domain::parse(mailbox.domain);
        if (at && at->is_within(domain)) return field;
      }
    }
  }
  return nullptr;
}

// A list in From, a signature of the old author that no longer fits, and that author in another field.
std::vector<Evidence> rewritten_by_list(const Analysis& analysis) {
  const message::Message& message = *analysis.message;
  const bool is_list = message.find_first("List-Id") != nullptr || message.find_first("List-Post") != nullptr;
  if (!is_list || !analysis.author) return {};
  for (const dkim::SignatureResult& result : analysis.dkim) {
    const auto& signer = result.signature->domain;
    if (!signer || result.status == dkim::Status::Pass) continue;
    if (signer->is_within(*analysis.author) || analysis.author->is_within(*signer)) continue;
    const message::Field* const kept = original_author(message, *signer);
    if (kept == nullptr) continue;
    std::vector<EvidenceItem> items = from_items(analysis);
    items.push_back(header_item(*kept));
    items.push_back(header_item(message, result.signature->field));
    return {{.items = std::move(items),
             .values = {
                 {"list", analysis.author->text()}, {"author", signer->text()}, {"field", std::string(kept->name)}}}};
  }
  return {};
}

std::vector<Evidence> ambiguous(const Analysis& analysis) {
  std::set<std::string> reasons;
  for (const message::AddressList& list : analysis.from_lists) {
    for (const message::AddressDefect defect : list.defects) {
      if (message::is_ambiguous(defect)) reasons.emplace(to_string(defect));
    }
    if (list.mailboxes.empty()) reasons.insert("no address at all");
  }
  for (const Author& author : analysis.authors) {
    const bool is_taken_out = message::is_redacted(*analysis.message, author.mailbox.domain);
    if (!author.domain && !is_taken_out) reasons.insert("a domain that is not a domain name");
  }
  if (reasons.empty()) return {};
  return {{.items = with_candidates(analysis), .values = {{"reasons", listed({reasons.begin(), reasons.end()})}}}};
}

std::vector<Evidence> display_name_address(const Analysis& analysis) {
  const auto found = shown_address(analysis.from_lists);
  if (!found) return {};
  return {{.items = from_items(analysis), .values = {{"shown", found->shown}, {"real", found->real}}}};
}

bool is_deceptive_text(std::string_view text) {
  while (!text.empty()) {
    const escape::CodePoint point = escape::decode_utf8(text);
    if (point.length > 1 && escape::is_deceptive(point.value)) return true;
    text.remove_prefix(std::max<std::size_t>(point.length, 1));
  }
  return false;
}

// Whether Latin letters stand beside Greek or Cyrillic ones.
bool mixes_scripts(std::string_view text) {
  bool latin = false;
  bool other = false;
  while (!text.empty()) {
    const escape::CodePoint point = escape::decode_utf8(text);
    latin = latin || (point.length == 1 && ascii::is_alpha(text.front()));
    other = other || (point.length > 1 && point.value >= 0x370 && point.value <= 0x52F);
    text.remove_prefix(std::max<std::size_t>(point.length, 1));
  }
  return latin && other;
}

// "B[U+0430]nk": each character that a reader could take for another by its number.
std::string spelled_out(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const escape::CodePoint point = escape::decode_utf8(text);
    const std::size_t length = std::max<std::size_t>(point.length, 1);
    if (point.length > 1) {
      std::array<char, 16> number{};
      std::snprintf(number.data(), number.size(), "[U+%04X]", static_cast<unsigned>(point.value));
      shown += number.data();
    } else {
      shown += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return shown;
}

// ASCII that stands for nothing else.
bool is_plain(const message::Mailbox& mailbox) {
  const auto is_ascii = [](const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
  };
  return is_ascii(mailbox.display_name) && is_ascii(mailbox.local_part) && is_ascii(mailbox.domain) &&
         ascii::to_lower(mailbox.domain).find("xn--") == std::string::npos;
}

std::vector<Evidence> deceptive_characters(const Analysis& analysis) {
  for (const message::AddressList& list : analysis.from_lists) {
    for (const message::Mailbox& mailbox : list.mailboxes) {
      if (is_plain(mailbox)) continue;
      const auto domain = dns::Domain::parse_international(mailbox.domain);
      const std::string shown_domain = domain ? domain->unicode() : mailbox.domain;
      const std::string all = mailbox.display_name + " " + mailbox.address();
      if (!is_deceptive_text(all) && !mixes_scripts(mailbox.display_name) && !mixes_scripts(shown_domain)) continue;
      const std::string name = mailbox.display_name.empty() ? "" : "\"" + spelled_out(mailbox.display_name) + "\" ";
      return {{.items = from_items(analysis), .values = {{"text", name + spelled_out(mailbox.address())}}}};
    }
  }
  return {};
}

constexpr Rule rules[] = {
    {.id = "FROM001",
     .slug = "from-missing",
     .severity = Severity::Error,
     .title = "The message has no From field",
     .why = "DMARC protects the domain in From. This message has no From field, so there is no domain to protect, "
            "and many receivers refuse such mail.",
     .explanation = "Every message must carry exactly one From field. Sender, Resent-From and the return path are not "
                    "substitutes: DMARC reads From and nothing else.",
     .fix = "Send the message with one From field",
     .references = {"RFC 5322 section 3.6", "RFC 9989 section 5.3.1"},
     .find = missing},
    {.id = "FROM002",
     .slug = "from-multiple-fields",
     .severity = Severity::Error,
     .title = "The message has more than one From field",
     .why =
         "There are {count} From fields. One mail program shows the first, another the last, so nobody can say whose "
         "policy applies. No verdict is given for any of them.",
     .explanation = "A message must carry exactly one From field. Several are a known way to show one author and "
                    "authenticate another, so DMARC is not applied to any of them here; each one's own result is in "
                    "the evidence.",
     .fix = "Send exactly one From field; if you did not write them, distrust the message",
     .references = {"RFC 5322 section 3.6", "RFC 9989 section 5.3.1"},
     .find = multiple_fields},
    {.id = "FROM003",
     .slug = "from-multiple-domains",
     .severity = Severity::Error,
     .title = "The From field names authors of different domains",
     .why = "From names {domains}. DMARC is made for one author domain; receivers pick one, all or none of these.",
     .explanation = "A From field may name several authors, but when their domains differ there is no single policy to "
                    "apply. Most such mail is abusive, and receivers may refuse it.",
     .fix = "Name one author in From and put the others elsewhere in the message",
     .references = {"RFC 9989 section 11.5", "RFC 5322 section 3.6.2"},
     .find = multiple_domains},
    {.id = "FROM004",
     .slug = "from-ambiguous",
     .severity = Severity::Error,
     .title = "Readers could disagree on who the author is",
     .why = "The From field can be read in more than one way ({reasons}). One program may authenticate one address and "
            "another show a different one, so no verdict is given.",
     .explanation =
         "Broken or unusual syntax in From (text behind the angle bracket, two @ signs, hidden characters, an "
         "encoded address) is read differently by different programs. Attackers use that. We name every reading and "
         "choose none.",
     .fix = "Write From as: Name <address@domain>",
     .references = {"RFC 5322 section 3.4", "RFC 9989 section 5.3.1"},
     .find = ambiguous},
    {.id = "FROM005",
     .slug = "from-display-name-address",
     .severity = Severity::Warning,
     .title = "The display name shows another address",
     .why = "The name in From reads {shown}, but the address is {real}. Many programs show only the name, and DMARC "
            "checks only the address.",
     .explanation =
         "DMARC does not look at display names. A name that is itself an address of another domain makes people "
         "trust the wrong sender.",
     .fix = "Use a plain name in From, not an address",
     .references = {"RFC 9989 section 11.4"},
     .find = display_name_address},
    {.id = "FROM006",
     .slug = "from-deceptive-characters",
     .severity = Severity::Warning,
     .title = "From holds characters that can deceive",
     .why = "From holds invisible, bidirectional or mixed-script characters: {text}. It may look like another sender "
            "than it is.",
     .explanation =
         "Zero-width and bidirectional characters and look-alike letters of another script can make one domain "
         "look like another.",
     .fix = "Check each character of the sender's name and domain before you trust it",
     .references = {"RFC 9989 section 11.4", "RFC 5892"},
     .find = deceptive_characters},
    {.id = "FROM007",
     .slug = "from-rewritten-by-list",
     .severity = Severity::Warning,
     .title = "The mailing list put itself into From",
     .why = "The list wrote an address of its own into From; the author's, at {author}, stands in {field}. DMARC "
            "therefore looks at {list}, which the list has to set up. The signature of {author} was made for the old "
            "From and cannot fit any more.",
     .explanation =
         "Lists that change messages break their signatures. Many therefore write themselves into From, so that DMARC "
         "is judged by their own domain and the policy of the author cannot hurt.",
     .fix = "Nothing in your DNS or SES: to test your set-up, send straight to a mailbox",
     .references = {"RFC 9989 section 7.4", "RFC 6377 section 5"},
     .find = rewritten_by_list},
};

}  // namespace

std::span<const Rule> from_rules() { return rules; }

}  // namespace alignmail::findings
