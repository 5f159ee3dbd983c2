// SPDX-License-Identifier: Apache-2.0
// The search through what is done to signed header fields. Each try costs a verification, so
// their number is bounded.
#include <algorithm>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/escape.hpp"
#include "dkim/canonicalize.hpp"
#include "dkim/crypto.hpp"
#include "dkim/diagnose.hpp"
#include "dkim/memo.hpp"

namespace alignmail::dkim {
namespace {

using message::Field;

constexpr std::size_t most_tries = 60;
constexpr std::size_t tag_words = 6;  // at the front of a Subject, that may have been put there

// Old values that forwarders keep beside a field they rewrite, and SES beside what it replaces.
struct Kept {
  std::string_view field;
  std::string_view old;
};
constexpr Kept kept_fields[] = {
    {"from", "X-Original-From"},     {"from", "Reply-To"},
    {"date", "X-Original-Date"},     {"message-id", "X-Original-Message-ID"},
    {"to", "X-Original-To"},         {"subject", "X-Original-Subject"},
    {"sender", "X-Original-Sender"},
};

std::string shown(std::string_view text) { return "\"" + escape::visible(text.substr(0, 80)) + "\""; }

class Search {
 public:
  Search(const message::Message& message, const Signature& signature, const KeyRecord& key)
      : message_(message), signature_(signature), key_(key) {}

  std::optional<Diagnosis> run() {
    const Canonicalization own = signature_.header_canonicalization;
    const auto other = own == Canonicalization::Simple ? Canonicalization::Relaxed : Canonicalization::Simple;
    if (fits(message_.fields(), other)) {
      found(Change::OtherCanonicalization, "The header signature fits with " + std::string(to_string(other)) +
                                               " canonicalization, but c= says " + std::string(to_string(own)) + ".");
      return diagnosis_;
    }
    if (subject_tag() || added_field() || replaced_field()) return diagnosis_;
    return std::nullopt;
  }

 private:
  bool fits(std::span<const Field> fields, Canonicalization canonicalization);
  bool fits(std::span<const Field> fields) { return fits(fields, signature_.header_canonicalization); }
  bool subject_tag();
  bool added_field();
  bool replaced_field();
  bool fits_with(const Field& field, std::string_view body);
  const Field* signed_instance(std::string_view name) const;

  bool found(Change change, std::string description) {
    diagnosis_ = {.change = change, .description = std::move(description), .proved_by_signature = true};
    return true;
  }

  const message::Message& message_;
  const Signature& signature_;
  const KeyRecord& key_;
  std::size_t tries_ = 0;
  Diagnosis diagnosis_;
};

// `fields` are those of the message, the signature's own among them, perhaps at another place.
bool Search::fits(std::span<const Field> fields, Canonicalization canonicalization) {
  if (++tries_ > most_tries) return false;
  const Field& own = message_.fields()[signature_.field];
  const auto same = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.offset == own.offset; });
  if (same == fields.end()) return false;
  const std::string input =
      header_input(fields, signature_.signed_fields, *same, canonicalization, message_.line_ending());
  return dkim::fits(signature_, sha256(input), key_);
}

// The instance of a signed field that the first mention in h= takes: the lowest.
const Field* Search::signed_instance(std::string_view name) const {
  const auto& names = signature_.signed_fields;
  if (std::find(names.begin(), names.end(), name) == names.end()) return nullptr;
  const std::vector<const Field*> all = message_.find_all(name);
  return all.empty() ? nullptr : all.back();
}

// The field with another body, all others as they are.
bool Search::fits_with(const Field& field, std::string_view body) {
  std::vector<Field> fields(message_.fields().begin(), message_.fields().end());
  const std::size_t before = static_cast<std::size_t>(field.body.data() - field.raw.data());
  std::string raw(field.raw.substr(0, before));
  raw += body;
  raw += field.raw.substr(before + field.body.size());
  Field& changed = fields[static_cast<std::size_t>(&field - message_.fields().data())];
  changed.raw = raw;
  changed.body = std::string_view(raw).substr(before, body.size());
  return fits(fields);
}

// Words put at the front of the Subject, also behind "Re:".
bool Search::subject_tag() {
  const Field* subject = signed_instance("subject");
  if (subject == nullptr) return false;
  const std::string_view body = subject->body;
  const std::size_t begin = std::min(body.find_first_not_of(" \t\r\n"), body.size());
  std::vector<std::size_t> words = {begin};
  for (std::size_t at = begin; words.size() <= tag_words;) {
    const std::size_t space = body.find_first_of(" \t\r\n", at);
    if (space == std::string_view::npos) break;
    at = body.find_first_not_of(" \t\r\n", space);
    if (at == std::string_view::npos) break;
    words.push_back(at);
  }
  // Behind the first word, too: "Re: [tag] text" was "Re: text".
  for (std::size_t first = 0; first < std::min<std::size_t>(words.size(), 2); ++first) {
    for (std::size_t next = first + 1; next < words.size(); ++next) {
      const std::string without = std::string(body.substr(0, words[first])) + std::string(body.substr(words[next]));
      if (!fits_with(*subject, without)) continue;
      const std::string_view tag = ascii::trim(body.substr(words[first], words[next] - words[first]));
      return found(Change::SubjectTag, shown(tag) + " was put into the Subject after it was signed.");
    }
  }
  return false;
}

// A field of a signed name that was not there: below, where h= counts from, or above, where an
// over-signed name says that there is none.
bool Search::added_field() {
  for (const Field* added :
       select_fields(message_.fields(), signature_.signed_fields, &message_.fields()[signature_.field])) {
    std::vector<Field> fields(message_.fields().begin(), message_.fields().end());
    fields.erase(fields.begin() + (added - message_.fields().data()));
    if (!fits(fields)) continue;
    return found(Change::FieldAdded, "The field " + escape::visible(added->name) + " in line " +
                                         std::to_string(added->line) + " was added after it was signed.");
  }
  return false;
}

bool Search::replaced_field() {
  for (const Kept& kept : kept_fields) {
    const Field* field = signed_instance(kept.field);
    const Field* old = message_.find_first(kept.old);
    if (field == nullptr || old == nullptr || !fits_with(*field, old->body)) continue;
    return found(Change::FieldReplaced, "The field " + escape::visible(field->name) +
                                            " was rewritten after it was signed; its old value stands in " +
                                            std::string(kept.old) + ".");
  }
  return false;
}

}  // namespace

std::optional<Diagnosis> diagnose_header(const message::Message& message, const Signature& signature,
                                         const KeyRecord& key) {
  return Search(message, signature, key).run();
}

}  // namespace alignmail::dkim
