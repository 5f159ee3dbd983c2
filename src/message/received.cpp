// SPDX-License-Identifier: Apache-2.0
// Received fields (RFC 5321 section 4.4), as the servers of this world write them.
//
//   from HELO (HOST [IP]) by ...             Postfix, Sendmail, Gmail ("HOST." with a dot), Coremail
//   from HELO (IP) by ...                    Exchange, Cloudflare
//   from HOST ([IP] helo=HELO) by ...        Exim; "from [IP] (helo=HELO)" without a name
//   from HOST (HELO HELO) (IP) by ...        qmail; "from IP (EHLO HELO)" Yahoo
//   from HOST ([IP]:port "EHLO HELO" ...)    zmailer
//
// The client chooses the HELO text. The address is therefore taken only from where the server
// writes what it saw, never from the HELO, and from nowhere when two places disagree.
#include <algorithm>
#include <array>
#include <span>

#include "alignmail/headers.hpp"
#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/octet_set.hpp"
#include "base/time.hpp"
#include "message/structured.hpp"

namespace alignmail::message {
namespace {

constexpr std::size_t npos = std::string_view::npos;

constexpr std::string_view keywords[] = {"from", "by", "via", "with", "id", "for"};
enum Keyword : std::uint8_t { From, By, Via, With, Id, For, None };

struct Token {
  std::string_view text;  // of a comment: the inside
  bool is_comment = false;
  Keyword clause = None;  // in which it stands; None also where the clause does not count
};

struct Clause {
  bool is_begun = false;
  bool has_comments = false;
  std::string_view first;  // word
  std::string words;       // of "with": all of them, a space between two

  void add(std::string_view word, bool keeps_all) {
    if (!is_begun) first = word;
    is_begun = true;
    if (!keeps_all) return;
    if (!words.empty()) words += ' ';
    words += word;
  }
};

using Clauses = std::array<Clause, std::size(keywords) + 1>;

constexpr OctetSet word_ends(" \t\r\n(;\"");

// Words and comments up to the last semicolon outside comments and quotes, and the date behind it.
struct Tokens {
  std::vector<Token> tokens;
  std::string_view date;
};

Tokens lex(std::string_view text) {
  Tokens out;
  out.tokens.reserve(32);
  bool has_open_comment = false;
  bool has_open_quote = false;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == ';') {
      out.date = text.substr(++at);
    } else if (ascii::is_space(c)) {
      ++at;
    } else if (c == '(') {
      const std::size_t end = has_open_comment ? npos : comment_end(text, at).end;
      has_open_comment = end == npos;
      if (end != npos) out.tokens.push_back({text.substr(at + 1, end - at - 2), true});
      at = end == npos ? at + 1 : end;
    } else {
      std::size_t end = at;
      while (true) {
        while (end < text.size() && !word_ends.has(text[end])) ++end;
        if (end == text.size() || text[end] != '"') break;
        const std::size_t quoted = has_open_quote ? npos : quoted_end(text, end);
        has_open_quote = quoted == npos;
        end = quoted == npos ? end + 1 : quoted;
      }
      out.tokens.push_back({text.substr(at, end - at)});
      at = end;
    }
  }
  return out;
}

Keyword keyword_of(std::string_view word) {
  if (word.size() > 4) return None;  // as most are
  for (std::size_t i = 0; i < std::size(keywords); ++i) {
    if (ascii::iequals(word, keywords[i])) return static_cast<Keyword>(i);
  }
  return None;
}

// Tells each comment where it stands.
Clauses read_clauses(std::vector<Token>& tokens, std::string_view date) {
  Clauses clauses;
  Keyword clause = None;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    Token& token = tokens[i];
    if (!date.empty() && token.text.data() >= date.data()) break;
    if (token.is_comment) {
      token.clause = clause;
      clauses[clause].has_comments = true;
      continue;
    }
    const Keyword keyword = keyword_of(token.text);
    // "from by (by.example [192.0.2.1])": a client that calls itself like a keyword.
    const bool is_name = clause == From && !clauses[From].is_begun && i + 1 < tokens.size() && tokens[i + 1].is_comment;
    if (keyword == None || is_name) {
      clauses[clause].add(token.text, clause == With);
      continue;
    }
    clause = clauses[keyword].is_begun ? None : keyword;  // the first of a kind counts
  }
  return clauses;
}

std::optional<IpAddress> parse_address(std::string_view text) {
  if (ascii::istarts_with(text, "IPv6:")) text.remove_prefix(5);
  return IpAddress::parse(text);
}

// "[192.0.2.1]", "[IPv6:2001:db8::1]:25"
std::optional<IpAddress> parse_literal(std::string_view text) {
  const std::size_t end = text.find(']');
  if (!text.starts_with('[') || end == npos) return std::nullopt;
  if (text.size() > end + 1 && text[end + 1] != ':') return std::nullopt;
  return parse_address(text.substr(1, end - 1));
}

std::optional<IpAddress> parse_bare(std::string_view text) {
  text = text.substr(text.rfind('@') == npos ? 0 : text.rfind('@') + 1);  // a user by RFC 1413
  if (const auto address = parse_address(text)) return address;
  const std::size_t colon = text.rfind(':');
  return colon == npos ? std::nullopt : parse_address(text.substr(0, colon));  // with a port
}

// A name from DNS as servers record it; "unknown" is none.
std::string host_name(std::string_view text) {
  text = text.substr(text.rfind('@') == npos ? 0 : text.rfind('@') + 1);
  if (text.ends_with('.')) text.remove_suffix(1);
  const bool is_none = ascii::iequals(text, "unknown") || text.starts_with('[') || parse_address(text);
  return is_none || text.find('=') != npos ? std::string() : std::string(text);
}

bool is_greeting(std::string_view word) {
  return ascii::iequals(word, "HELO") || ascii::iequals(word, "EHLO") || ascii::iequals(word, "LHLO");
}

class Client {
 public:
  void read_comment(std::span<const std::string_view> words) {
    if (words.empty()) return;
    if (words.size() > 1 && is_greeting(words[0])) {
      helo_ = words[1];
      is_by_qmail_ = true;
      return;
    }
    if (words.size() == 1) take_address(parse_bare(words[0]));
    bool has_literal = false;
    for (const std::string_view word : words) {
      if (ascii::istarts_with(word, "helo=")) helo_ = word.substr(5);
      if (word.starts_with('"')) read_quoted(word);
      const auto address = parse_literal(word);
      take_address(address);
      has_literal = has_literal || address.has_value();
    }
    // Sendmail's "(may be forged)": the name does not lead back to the address, so it is the client's own word.
    const bool may_be_forged = words.back().starts_with("(may be forged");
    if (has_literal && host_.empty() && !may_be_forged) host_ = host_name(words[0]);
  }

  void fill(const Clause& from, bool by_exim, Received& received) const {
    const std::string_view word = from.first;
    received.address = disagrees_ ? std::nullopt : address_;
    if (helo_.empty()) {
      received.from = word;
      received.from_host = host_;
      // Exim writes "from [IP] by" when the client's name was no help.
      if (by_exim && !disagrees_ && !address_ && !from.has_comments) received.address = parse_literal(word);
      return;
    }
    received.from = helo_;
    received.from_host = host_.empty() ? host_name(word) : host_;
    // tcpserver looks the name up back only when it is asked to (-p).
    received.is_host_proven = !(is_by_qmail_ && host_.empty());
    if (!disagrees_ && !address_) {
      received.address = word.starts_with('[') ? parse_literal(word) : parse_address(word);
    }
  }

 private:
  void read_quoted(std::string_view word) {
    const auto inner = split_words(word.substr(1, word.size() - (word.ends_with('"') && word.size() > 1 ? 2 : 1)));
    if (inner.size() > 1 && is_greeting(inner[0])) helo_ = inner[1];
  }
  void take_address(const std::optional<IpAddress>& address) {
    if (!address) return;
    if (address_ && *address_ != *address) disagrees_ = true;
    address_ = address;
  }

  std::optional<IpAddress> address_;
  bool disagrees_ = false;
  std::string host_;
  std::string helo_;
  bool is_by_qmail_ = false;  // or written as by it
};

// "TLSv1.3" from "TLSv1.3", "version=TLS1_3", "TLS1.3:ECDHE_...:256"
std::string read_tls(std::string_view word) {
  if (ascii::istarts_with(word, "version=")) word.remove_prefix(8);
  const bool is_ssl = ascii::istarts_with(word, "SSLv");
  if (!is_ssl && !ascii::istarts_with(word, "TLS")) return {};
  word.remove_prefix(3);
  if (!word.empty() && ascii::lower(word.front()) == 'v') word.remove_prefix(1);
  if (word.empty() || !ascii::is_digit(word.front())) return {};
  std::string version = (is_ssl ? "SSLv" : "TLSv") + std::string(1, word[0]);
  const bool has_minor = word.size() > 2 && (word[1] == '.' || word[1] == '_') && ascii::is_digit(word[2]);
  return has_minor ? version + "." + word[2] : version;
}

void read_remarks(std::span<const std::string_view> words, bool in_from, Received& received) {
  if (words.empty() || (in_from && is_greeting(words[0]))) return;
  // Beside the client's own words only a comment that begins so speaks of TLS.
  const bool may_tell_tls = !in_from || ascii::iequals(words[0], "using") || ascii::istarts_with(words[0], "version=");
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (may_tell_tls && received.tls.empty()) received.tls = read_tls(words[i]);
    for (const std::string_view key : {"envelope-from", "envelope-sender"}) {
      if (!received.envelope_from.empty() || !ascii::istarts_with(words[i], key)) continue;
      std::string_view value = words[i].substr(key.size());
      if (value.starts_with('=')) value.remove_prefix(1);
      if (value.empty() && i + 1 < words.size()) value = words[i + 1];
      received.envelope_from = value;
    }
  }
}

}  // namespace

Received parse_received(std::string_view field_body) {
  Tokens lexed = lex(field_body.substr(0, limits::field_octets));
  const Clauses clauses = read_clauses(lexed.tokens, lexed.date);
  Received received;
  Client client;
  bool by_exim = false;
  for (const Keyword clause : {From, By, Via, With, Id, For}) {
    if (!clauses[clause].has_comments) continue;
    for (const Token& token : lexed.tokens) {
      if (!token.is_comment || token.clause != clause) continue;
      const auto words = split_words(token.text);
      if (clause == From) client.read_comment(words);
      by_exim = by_exim || (clause == With && ascii::istarts_with(token.text, "Exim "));
      read_remarks(words, clause == From, received);
    }
  }
  client.fill(clauses[From], by_exim, received);
  received.by = clauses[By].first;
  received.with = clauses[With].words;
  received.id = clauses[Id].first;
  std::string_view recipient = clauses[For].first;
  if (recipient.ends_with(',')) recipient.remove_suffix(1);
  if (recipient.starts_with('<') && recipient.ends_with('>')) recipient = recipient.substr(1, recipient.size() - 2);
  received.for_address = recipient;
  received.date = parse_rfc5322_date(lexed.date);
  return received;
}

}  // namespace alignmail::message
