// SPDX-License-Identifier: Apache-2.0
#include "dkim/header_guess.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace alignmail::dkim {
namespace {

using message::Field;
using message::Message;

constexpr std::size_t tag_words = 6;  // at either end of a Subject, that may have been put there

// Old values that forwarders keep beside a field they rewrite, and SES beside what it replaces.
struct Kept {
  std::string_view field;
  std::string_view name;  // as it is usually written
  std::string_view old;
};
constexpr Kept kept_fields[] = {
    {"from", "From", "X-Original-From"},
    {"from", "From", "Reply-To"},
    {"date", "Date", "X-Original-Date"},
    {"message-id", "Message-ID", "X-Original-Message-ID"},
    {"to", "To", "X-Original-To"},
    {"subject", "Subject", "X-Original-Subject"},
    {"sender", "Sender", "X-Original-Sender"},
};

// Fields that gateways rewrite or drop, and all that can have stood in them (RFC 2045 sections 4 and 6.1).
struct Usual {
  std::string_view field;
  std::string_view name;
  std::vector<std::string_view> values;
};
const std::vector<Usual>& usual_fields() {
  static const std::vector<Usual> fields = {
      {"mime-version", "MIME-Version", {"1.0"}},
      {"content-transfer-encoding", "Content-Transfer-Encoding", {"7bit", "8bit", "quoted-printable", "base64"}}};
  return fields;
}

bool is_signed(const Signature& signature, std::string_view name) {
  const auto& names = signature.signed_fields;
  return std::find(names.begin(), names.end(), name) != names.end();
}

Guess guess(Rewriting rewriting, std::string description, Change change = Change::FieldReplaced) {
  Guess one{.change = change, .description = std::move(description)};
  one.rewritings.push_back(std::move(rewriting));
  return one;
}

// Where words begin, and where the last of them ends.
std::vector<std::size_t> word_places(std::string_view text) {
  std::vector<std::size_t> places;
  for (std::size_t at = text.find_first_not_of(" \t\r\n"); at != std::string_view::npos;) {
    places.push_back(at);
    at = text.find_first_of(" \t\r\n", at);
    if (at != std::string_view::npos) at = text.find_first_not_of(" \t\r\n", at);
  }
  return places;
}

Guess without(const Field& subject, std::size_t begin, std::size_t end, std::string_view where) {
  const std::string_view body = subject.body;
  const std::string left = std::string(body.substr(0, begin)) + std::string(body.substr(end));
  return guess({&subject, std::string(subject.name), left},
               escape::quoted(ascii::trim(body.substr(begin, end - begin))) + " was put " + std::string(where) +
                   " the Subject after it was signed.",
               Change::SubjectTag);
}

// The name in front of "<" with quotes, or without those that it has.
std::optional<std::string> with_other_quotes(std::string_view body) {
  const std::size_t bracket = body.find('<');
  if (bracket == std::string_view::npos) return std::nullopt;
  const std::string_view name = ascii::trim(body.substr(0, bracket));
  if (name.empty()) return std::nullopt;
  const auto before = static_cast<std::size_t>(name.data() - body.data());
  const bool is_quoted = name.size() > 2 && name.starts_with('"') && name.ends_with('"');
  const std::string other = is_quoted ? std::string(name.substr(1, name.size() - 2)) : '"' + std::string(name) + '"';
  return std::string(body.substr(0, before)) + other + std::string(body.substr(before + name.size()));
}

void add_usual_values(const Message& message, const Signature& signature, std::vector<Guess>& guesses) {
  for (const Usual& usual : usual_fields()) {
    if (!is_signed(signature, usual.field)) continue;
    const Field* field = signed_instance(message, signature, usual.field);
    for (const std::string_view value : usual.values) {
      if (field != nullptr && ascii::trim(field->body) == value) continue;
      const std::string_view fate = field != nullptr ? "rewritten" : "taken away";
      guesses.push_back(guess({field, std::string(usual.name), " " + std::string(value)},
                              "The field " + std::string(usual.name) + " was " + std::string(fate) +
                                  " after it was signed; its value was " + escape::quoted(value) + "."));
    }
  }
}

}  // namespace

const Field* signed_instance(const Message& message, const Signature& signature, std::string_view name) {
  if (!is_signed(signature, name)) return nullptr;
  const std::vector<const Field*> all = message.find_all(name);
  return all.empty() ? nullptr : all.back();
}

std::vector<Guess> subject_guesses(const Message& message, const Signature& signature) {
  std::vector<Guess> guesses;
  const Field* subject = signed_instance(message, signature, "subject");
  if (subject == nullptr) return guesses;
  const std::vector<std::size_t> words = word_places(subject->body);
  // Also behind the first word: "Re: [tag] text" was "Re: text".
  for (std::size_t first = 0; first < 2; ++first) {
    for (std::size_t next = first + 1; next < words.size() && next <= tag_words; ++next) {
      guesses.push_back(without(*subject, words[first], words[next], "into"));
    }
  }
  for (std::size_t count = 1; count <= tag_words && count < words.size(); ++count) {
    const std::size_t end = subject->body.find_last_not_of(" \t\r\n") + 1;
    const std::size_t last = words[words.size() - count];
    const std::size_t begin = subject->body.substr(0, last).find_last_not_of(" \t\r\n") + 1;
    guesses.push_back(without(*subject, begin, end, "at the end of"));
  }
  return guesses;
}

std::vector<Guess> kept_guesses(const Message& message, const Signature& signature) {
  std::vector<Guess> guesses;
  for (const Kept& kept : kept_fields) {
    const Field* old = message.find_first(kept.old);
    const Field* field = signed_instance(message, signature, kept.field);
    if (old == nullptr || !is_signed(signature, kept.field) || (field != nullptr && field->body == old->body)) continue;
    // Of a field that is gone only what says so by its name can be its value.
    const bool says_so = ascii::istarts_with(kept.old, "X-Original-");
    if (field == nullptr && !says_so) continue;
    const std::string name = field != nullptr ? escape::visible(field->name) : std::string(kept.name);
    guesses.push_back(guess({field, std::string(kept.name), std::string(old->body)},
                            "The field " + name + (field != nullptr ? " was rewritten" : " was taken away") +
                                " after it was signed; its old value stands in " + std::string(kept.old) + "."));
  }
  return guesses;
}

std::vector<Guess> value_guesses(const Message& message, const Signature& signature) {
  std::vector<Guess> guesses;
  add_usual_values(message, signature, guesses);
  for (const std::string_view name : {"from", "to", "cc", "reply-to", "sender"}) {
    const Field* field = signed_instance(message, signature, name);
    const auto other = field != nullptr ? with_other_quotes(field->body) : std::nullopt;
    if (!other) continue;
    const bool has_quotes = field->body.size() > other->size();
    guesses.push_back(guess({field, std::string(field->name), *other},
                            "The name in the field " + escape::visible(field->name) +
                                (has_quotes ? " was put into" : " lost its") + " quotes after it was signed."));
  }
  return guesses;
}

std::vector<Guess> combined_guesses(const Message& message, const Signature& signature) {
  // Of a field with two old values once the first, once the last.
  std::vector<Guess> kept = kept_guesses(message, signature);
  std::vector<Guess> bases;
  bool has_choice = true;
  for (int pass = 0; pass < 2 && has_choice; ++pass) {
    Guess base;
    has_choice = false;
    for (const Guess& one : kept) {
      const Rewriting& rewriting = one.rewritings.front();
      const bool is_taken = std::any_of(base.rewritings.begin(), base.rewritings.end(),
                                        [&](const Rewriting& other) { return other.name == rewriting.name; });
      has_choice = has_choice || is_taken;
      if (is_taken) continue;
      base.rewritings.push_back(rewriting);
      base.description += (base.description.empty() ? "" : " ") + one.description;
    }
    if (!base.rewritings.empty()) bases.push_back(std::move(base));
    std::reverse(kept.begin(), kept.end());
  }
  std::vector<Guess> more = value_guesses(message, signature);
  std::vector<Guess> subjects = subject_guesses(message, signature);
  std::move(subjects.begin(), subjects.end(), std::back_inserter(more));
  std::vector<Guess> guesses;
  const auto add = [&](Guess both, const Guess& other) {
    both.rewritings.push_back(other.rewritings.front());
    both.description += " " + other.description;
    guesses.push_back(std::move(both));
  };
  for (const Guess& base : bases) {
    if (base.rewritings.size() > 1) guesses.push_back(base);
    for (const Guess& other : more) {
      const auto& field = other.rewritings.front().name;
      const auto is_same = [&](const Rewriting& rewriting) { return ascii::iequals(rewriting.name, field); };
      if (std::none_of(base.rewritings.begin(), base.rewritings.end(), is_same)) add(base, other);
    }
  }
  return guesses;
}

}  // namespace alignmail::dkim
