// SPDX-License-Identifier: Apache-2.0
// The search through what is done to signed header fields. Each try costs a verification, so
// their number is bounded.
#include <algorithm>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/escape.hpp"
#include "dkim/canonicalize.hpp"
#include "dkim/copied.hpp"
#include "dkim/crypto.hpp"
#include "dkim/diagnose.hpp"
#include "dkim/header_guess.hpp"
#include "dkim/memo.hpp"

namespace alignmail::dkim {
namespace {

using message::Field;

constexpr std::size_t most_tries = 150;

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
    const bool is_found = copied_fields() || any_of(subject_guesses(message_, signature_)) || added_field() ||
                          any_of(kept_guesses(message_, signature_)) || folded_anew() ||
                          any_of(value_guesses(message_, signature_)) || any_of(combined_guesses(message_, signature_));
    return is_found ? std::optional(diagnosis_) : std::nullopt;
  }

 private:
  bool fits(std::span<const Field> fields, Canonicalization canonicalization);
  bool fits(std::span<const Field> fields) { return fits(fields, signature_.header_canonicalization); }
  bool any_of(const std::vector<Guess>& guesses);
  bool added_field();
  bool copied_fields();
  bool folded_anew();
  bool fits_with(const std::vector<Rewriting>& rewritings);

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

bool Search::any_of(const std::vector<Guess>& guesses) {
  for (const Guess& guess : guesses) {
    if (fits_with(guess.rewritings)) return found(guess.change, guess.description);
  }
  return false;
}

// These fields with other bodies, all others as they are.
bool Search::fits_with(const std::vector<Rewriting>& rewritings) {
  std::vector<Field> fields(message_.fields().begin(), message_.fields().end());
  std::vector<std::string> texts;
  texts.reserve(rewritings.size());  // the fields look into them
  for (const Rewriting& rewriting : rewritings) {
    const Field* field = rewriting.field;
    const std::size_t before =
        field != nullptr ? static_cast<std::size_t>(field->body.data() - field->raw.data()) : rewriting.name.size() + 1;
    std::string& raw = texts.emplace_back(field != nullptr ? field->raw.substr(0, before) : rewriting.name + ":");
    raw += rewriting.body;
    raw += field != nullptr ? field->raw.substr(before + field->body.size()) : "\r\n";
    if (field == nullptr) fields.push_back({{}, {}, {}, std::string_view::npos});
    Field& changed =
        field != nullptr ? fields[static_cast<std::size_t>(field - message_.fields().data())] : fields.back();
    changed.raw = raw;
    changed.name = std::string_view(raw).substr(0, field != nullptr ? changed.name.size() : rewriting.name.size());
    changed.body = std::string_view(raw).substr(before, rewriting.body.size());
  }
  return fits(fields);
}

std::string past(const Rewriting& rewriting) {
  return rewriting.field != nullptr ? " was rewritten after it was signed; z= keeps its old value, "
                                    : " was taken away after it was signed; z= keeps its value, ";
}

// What z= says, all of it and then each difference alone.
bool Search::copied_fields() {
  std::vector<Rewriting> all;
  for (CopiedDifference& difference : copied_differences(message_, signature_)) {
    const auto& names = signature_.signed_fields;
    const bool is_signed = std::find(names.begin(), names.end(), ascii::to_lower(difference.copy.name)) != names.end();
    if (!is_signed) continue;
    // Signers differ in whether the space behind the colon is part of the copy.
    const std::string space = difference.copy.value.starts_with(' ') ? "" : " ";
    all.push_back({difference.field, difference.copy.name, space + difference.copy.value});
  }
  const auto tell = [&](const Rewriting& rewriting) {
    return "The field " + escape::visible(rewriting.name) + past(rewriting) +
           escape::quoted(ascii::trim(rewriting.body)) + ".";
  };
  for (const Rewriting& one : all) {
    if (fits_with({one})) return found(Change::FieldReplaced, tell(one));
  }
  if (all.size() < 2 || !fits_with(all)) return false;
  std::string description;
  for (const Rewriting& one : all) description += (description.empty() ? "" : " ") + tell(one);
  return found(Change::FieldReplaced, std::move(description));
}

// Folds that were put in: at a space, or in the middle of a word with a space of their own.
std::string without_folds(std::string_view body, bool with_space) {
  std::string result;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const bool is_end = body[i] == '\r' || body[i] == '\n';
    if (!is_end) {
      result += body[i];
    } else if (with_space && (i + 1 >= body.size() || (body[i + 1] != '\r' && body[i + 1] != '\n'))) {
      ++i;  // the white space of the fold
    }
  }
  return result;
}

bool Search::folded_anew() {
  std::vector<Rewriting> folded;
  for (const Field* field :
       select_fields(message_.fields(), signature_.signed_fields, &message_.fields()[signature_.field])) {
    const std::string_view inner = field->body;
    if (inner.find_first_of("\r\n") != std::string_view::npos) folded.push_back({field, std::string(field->name), ""});
  }
  for (const bool with_space : {false, true}) {
    // Relaxed canonicalization undoes the first kind by itself.
    if (!with_space && signature_.header_canonicalization == Canonicalization::Relaxed) continue;
    for (Rewriting& each : folded) each.body = without_folds(each.field->body, with_space);
    for (const Rewriting& each : folded) {
      if (!fits_with({each})) continue;
      return found(Change::FieldReplaced, "The field " + escape::visible(each.name) + " in line " +
                                              std::to_string(each.field->line) +
                                              " was broken into several lines after it was signed.");
    }
    if (folded.size() > 1 && fits_with(folded)) {
      return found(Change::FieldReplaced, "Signed fields were broken into several lines after they were signed.");
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

}  // namespace

std::optional<Diagnosis> diagnose_header(const message::Message& message, const Signature& signature,
                                         const KeyRecord& key) {
  return Search(message, signature, key).run();
}

}  // namespace alignmail::dkim
