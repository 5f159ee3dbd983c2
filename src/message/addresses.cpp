// SPDX-License-Identifier: Apache-2.0
// Address lists (RFC 5322 section 3.4, with the obsolete forms of section 4.4).
//
// The author's domain is what DMARC judges, so this reader never picks one of several readings:
// every address that any reader could take for the author becomes a mailbox, and what makes
// readers disagree becomes a defect.
#include <algorithm>
#include <span>

#include "alignmail/headers.hpp"
#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "message/address_lexer.hpp"
#include "message/address_route.hpp"
#include "message/encoded_word.hpp"

namespace alignmail::message {
namespace {

using Kind = AddressToken::Kind;

bool is_word(Kind kind) { return kind == Kind::Atom || kind == Kind::Quoted || kind == Kind::EncodedWord; }

bool is_exotic_space(char32_t c) { return c == 0xA0 || c == 0x1680 || c == 0x3000; }

class Parser {
 public:
  explicit Parser(std::string_view body) {
    AddressTokens lexed = lex_addresses(body);
    tokens_ = std::move(lexed.tokens);
    list_.comments = std::move(lexed.comments);
    list_.defects = std::move(lexed.defects);
  }

  AddressList run() {
    while (at_ < tokens_.size() && !is_full_) take_token();
    if (!is_full_) end_element();
    if (in_group_) note(AddressDefect::Syntax);
    if (!tokens_.empty() && tokens_.back().kind == Kind::Comma) note(AddressDefect::ObsoleteSyntax);
    if (list_.mailboxes.empty()) note(AddressDefect::Empty);
    return std::move(list_);
  }

 private:
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool empty() const { return begin == end; }
  };

  void note(AddressDefect defect) {
    if (!list_.has(defect)) list_.defects.push_back(defect);
  }
  Kind kind(std::size_t i) const { return tokens_[i].kind; }
  std::size_t find(Range range, std::initializer_list<Kind> kinds) const {
    while (range.begin < range.end && std::find(kinds.begin(), kinds.end(), kind(range.begin)) == kinds.end()) {
      ++range.begin;
    }
    return range.begin;
  }

  void take_token() {
    switch (kind(at_)) {
      case Kind::Comma:
        if (element_ == at_ && !behind_angle_) note(AddressDefect::ObsoleteSyntax);
        return take_separator();
      case Kind::Semicolon:
        if (!in_group_) note(AddressDefect::Syntax);
        take_separator();
        in_group_ = false;
        return;
      case Kind::Colon: return take_colon();
      case Kind::Open: return take_angle();
      case Kind::Close: note(AddressDefect::Syntax); [[fallthrough]];
      default: ++at_;
    }
  }

  void take_separator() {
    end_element();
    element_ = ++at_;
    behind_angle_ = false;
  }

  void take_colon() {
    if (in_group_ || behind_angle_ || element_ == at_) {
      note(AddressDefect::Syntax);
      ++at_;
      return;
    }
    if (list_.groups.size() < limits::addresses) {
      const Range name{element_, at_};
      list_.groups.push_back(phrase(name));
      look_at_name(name, {});
      // A program that knows no groups takes it for the author.
      if (find(name, {Kind::At}) < name.end) note(AddressDefect::SeveralAtSigns);
      look_into_words(name, {});
    } else {
      note(AddressDefect::TooManyAddresses);
    }
    in_group_ = true;
    element_ = ++at_;
  }

  // What stands between the last separator or ">" and the cursor.
  void end_element() {
    Range rest{element_, at_};
    while (!rest.empty() && kind(rest.end - 1) == Kind::Close) --rest.end;  // strays, already named
    if (rest.empty()) return;
    if (behind_angle_) note(AddressDefect::TextAfterAngle);
    if (!behind_angle_ || find(rest, {Kind::At}) < rest.end) add_mailbox(rest, {});
  }

  void take_angle() {
    const Range name{element_, at_};
    if (behind_angle_) note(AddressDefect::TextAfterAngle);
    Range inner{at_ + 1, tokens_.size()};
    inner.begin = behind_route(inner);
    inner.end = find(inner, {Kind::Close, Kind::Comma, Kind::Semicolon, Kind::Open});
    at_ = inner.end;
    if (at_ < tokens_.size() && kind(at_) == Kind::Close) {
      ++at_;
    } else {
      note(AddressDefect::UnclosedAngle);
    }
    element_ = at_;
    behind_angle_ = true;
    if (inner.empty()) return note(AddressDefect::Syntax);
    add_mailbox(inner, name);
  }

  // A source route "@a,@b:" says nothing about the author (RFC 5322 section 4.4). What only begins like one may hold
  // him.
  std::size_t behind_route(Range inner) {
    const std::size_t first = find(inner, {Kind::At, Kind::Atom, Kind::Close, Kind::Open});
    if (first == inner.end || kind(first) != Kind::At) return inner.begin;
    const std::size_t colon = find(inner, {Kind::Colon, Kind::Close, Kind::Open, Kind::Semicolon});
    if (colon == inner.end || kind(colon) != Kind::Colon) return inner.begin;
    if (!is_route(std::span(tokens_).subspan(inner.begin, colon - inner.begin))) {
      note(AddressDefect::Syntax);
      return inner.begin;
    }
    note(AddressDefect::Route);
    return colon + 1;
  }

  void add_mailbox(Range spec, Range name) {
    if (list_.mailboxes.size() == limits::addresses) {
      note(AddressDefect::TooManyAddresses);
      is_full_ = true;
      return;
    }
    look_at_characters(spec);
    std::size_t at_sign = spec.end;
    for (std::size_t i = spec.begin; i < spec.end; ++i) {
      if (kind(i) != Kind::At) continue;
      if (at_sign != spec.end) note(AddressDefect::SeveralAtSigns);
      at_sign = i;
    }
    Mailbox mailbox;
    if (at_sign == spec.end) {
      note(AddressDefect::NoDomain);
      mailbox.local_part = read_local_part(spec);
    } else {
      mailbox.local_part = read_local_part({spec.begin, at_sign});
      mailbox.domain = read_domain({at_sign + 1, spec.end});
      look_at_gaps({spec.begin + 1, std::min(at_sign + 2, spec.end)});
    }
    mailbox.display_name = phrase(name);
    look_at_name(name, mailbox.domain);
    look_into_words(name, mailbox.domain);
    list_.mailboxes.push_back(std::move(mailbox));
  }

  void look_at_gaps(Range range) {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      if (tokens_[i].has_gap) return note(AddressDefect::ObsoleteSyntax);
    }
  }

  void look_at_characters(Range spec) {
    for (std::size_t i = spec.begin; i < spec.end; ++i) {
      std::string_view raw = tokens_[i].raw;
      if (holds_encoded_word(raw)) note(AddressDefect::EncodedAddress);
      while (!raw.empty()) {
        const escape::CodePoint point = escape::decode_utf8(raw);
        if (point.length == 0) {
          note(AddressDefect::Syntax);
        } else if (point.value < 0x20 || point.value == 0x7F) {
          if (!ascii::is_space(raw.front())) note(AddressDefect::ControlCharacter);
        } else if (escape::is_deceptive(point.value) || is_exotic_space(point.value)) {
          note(AddressDefect::InvisibleCharacter);
        }
        raw.remove_prefix(std::max<std::size_t>(point.length, 1));
      }
    }
  }

  // word *("." word)
  std::string read_local_part(Range range) {
    if (range.empty()) note(AddressDefect::Syntax);
    std::string text;
    Kind before = Kind::Dot;
    for (std::size_t i = range.begin; i < range.end; before = kind(i++)) {
      if (kind(i) == Kind::Dot) {
        if (before == Kind::Dot) note(AddressDefect::DotsInLocalPart);
      } else if (!is_word(kind(i)) || before != Kind::Dot) {
        note(AddressDefect::Syntax);
        if (tokens_[i].has_gap && i > range.begin) text += ' ';
      }
      text += tokens_[i].text();
    }
    if (!range.empty() && before == Kind::Dot) note(AddressDefect::DotsInLocalPart);
    return text;
  }

  // Atom *("." Atom), or a domain literal.
  std::string read_domain(Range range) {
    if (range.empty()) note(AddressDefect::NoDomain);
    std::string text;
    Kind before = Kind::Dot;
    for (std::size_t i = range.begin; i < range.end; before = kind(i++)) {
      const bool is_atom = kind(i) == Kind::Atom || kind(i) == Kind::EncodedWord;
      const bool is_lone_literal = kind(i) == Kind::Literal && range.end - range.begin == 1;
      const bool fits =
          kind(i) == Kind::Dot ? before != Kind::Dot : (is_atom || is_lone_literal) && before == Kind::Dot;
      if (!fits) note(AddressDefect::Syntax);
      if (!fits && tokens_[i].has_gap) text += ' ';
      if (i > range.begin && tokens_[i].has_gap) note(AddressDefect::ObsoleteSyntax);
      text += tokens_[i].text();
    }
    if (!range.empty() && before == Kind::Dot) note(AddressDefect::Syntax);
    return text;
  }

  std::string phrase(Range range) {
    std::string text;
    for (std::size_t i = range.begin; i < range.end; ++i) {
      if (i > range.begin && tokens_[i].has_gap) text += ' ';
      text += tokens_[i].text();
    }
    bool is_cut = false;
    std::string decoded = decode_encoded_words(text, &is_cut);
    if (is_cut) note(AddressDefect::TooManyEncodedWords);
    return decoded;
  }

  void look_at_name(Range name, const std::string& domain) {
    for (std::size_t i = name.begin; i < name.end; ++i) {
      if (is_word(kind(i))) continue;
      if (kind(i) == Kind::Dot) {
        note(AddressDefect::ObsoleteSyntax);  // obs-phrase
      } else if (kind(i) == Kind::At && !ascii::iequals(domain_behind(i, name.end), domain)) {
        note(AddressDefect::SeveralAtSigns);
      } else {
        note(AddressDefect::UnquotedName);
      }
    }
  }

  void look_into_words(Range phrase, const std::string& domain) {
    for (std::size_t i = phrase.begin; i < phrase.end; ++i) {
      if (kind(i) != Kind::EncodedWord) continue;
      for (Mailbox& hidden : addresses_inside(tokens_[i].raw)) {
        if (ascii::iequals(hidden.domain, domain)) continue;
        note(AddressDefect::HiddenAddress);
        if (list_.mailboxes.size() + 1 < limits::addresses) list_.mailboxes.push_back(std::move(hidden));
      }
    }
  }

  std::string domain_behind(std::size_t at_sign, std::size_t end) const {
    std::string text;
    for (std::size_t i = at_sign + 1; i < end && !tokens_[i].has_gap; ++i) {
      if (kind(i) != Kind::Atom && kind(i) != Kind::Dot) break;
      text += tokens_[i].raw;
    }
    return text;
  }

  std::vector<AddressToken> tokens_;
  AddressList list_;
  std::size_t at_ = 0;       // the cursor
  std::size_t element_ = 0;  // where the element, or what is left of it behind ">", begins
  bool behind_angle_ = false;
  bool in_group_ = false;
  bool is_full_ = false;
};

}  // namespace

AddressList parse_addresses(std::string_view field_body) { return Parser(field_body).run(); }

}  // namespace alignmail::message
