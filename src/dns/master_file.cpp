// SPDX-License-Identifier: Apache-2.0
#include "dns/master_file.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "dns/file.hpp"
#include "dns/master_rdata.hpp"
#include "dns/master_scanner.hpp"

namespace alignmail::dns {
namespace {

using Tokens = std::span<const Token>;
using Done = Result<bool>;

tl::unexpected<Error> bad(std::string what) { return failure(Error::Kind::Malformed, std::move(what)); }

struct FaultWord {
  std::string_view word;
  std::optional<Status> status;  // absent: of no meaning where no packets are
};
constexpr std::array<FaultWord, 5> fault_words = {{{"TIMEOUT", Status::Timeout},
                                                   {"SERVFAIL", Status::ServFail},
                                                   {"REFUSED", Status::Refused},
                                                   {"MALFORMED", Status::Malformed},
                                                   {"TRUNCATE-UDP", std::nullopt}}};

bool is_class_in(std::string_view text) { return ascii::iequals(text, "IN") || ascii::iequals(text, "CLASS1"); }

bool is_other_class(std::string_view text) {
  return ascii::iequals(text, "CH") || ascii::iequals(text, "HS") || ascii::iequals(text, "CS") ||
         (ascii::istarts_with(text, "CLASS") && ascii::parse_number(text.substr(5)));
}

// TYPE16 is TXT (RFC 3597 section 5).
std::optional<Type> known_type(std::uint16_t number) {
  const auto type = static_cast<Type>(number);
  return parse_type(to_string(type));
}

class Parser {
 public:
  Done entry(const Entry& entry) {
    line_ = entry.line;
    if (entry.fault) return fault(entry.tokens);
    const Token& first = entry.tokens.front();
    if (!entry.leading_blank && !first.quoted && first.text.starts_with('$')) return directive(entry.tokens);
    return record(entry);
  }
  MasterFile finish() { return std::move(file_); }

 private:
  Done directive(Tokens tokens) {
    const std::string_view name = tokens[0].text;
    if (ascii::iequals(name, "$INCLUDE")) return bad("$INCLUDE is refused: one file is read and no other");
    if (!ascii::iequals(name, "$ORIGIN") && !ascii::iequals(name, "$TTL")) {
      return bad("the directive " + escape::quoted(name) + " is not understood; $ORIGIN and $TTL are");
    }
    if (tokens.size() != 2) return bad(std::string(name) + " takes one value");
    if (ascii::iequals(name, "$TTL")) {
      default_ttl_ = parse_ttl(tokens[1].text);
      if (!default_ttl_) return bad(escape::quoted(tokens[1].text) + " is not a time to live");
      return true;
    }
    auto origin = read_name(tokens[1], origin_);
    if (!origin) return tl::unexpected(origin.error());
    origin_ = {std::move(*origin), true};
    return true;
  }

  Done record(const Entry& entry) {
    Tokens tokens = entry.tokens;
    if (!entry.leading_blank) {
      auto owner = read_name(tokens[0], origin_);
      if (!owner) return tl::unexpected(owner.error());
      owner_ = std::move(*owner);
      has_owner_ = true;
      tokens = tokens.subspan(1);
    } else if (!has_owner_) {
      return bad("the line begins with a blank, but no name stands before it");
    }
    std::optional<std::uint32_t> ttl;
    if (const auto read = ttl_and_class(tokens, ttl); !read) return read;
    if (tokens.empty()) return bad("a record needs a type and data");
    return typed(tokens[0].text, tokens.subspan(1), ttl.value_or(default_ttl_.value_or(last_ttl_)));
  }

  // Both are optional, in either order (RFC 1035 section 5.1).
  Done ttl_and_class(Tokens& tokens, std::optional<std::uint32_t>& ttl) {
    bool has_class = false;
    for (; !tokens.empty() && !tokens[0].quoted; tokens = tokens.subspan(1)) {
      const std::string_view text = tokens[0].text;
      if (!ttl && ascii::is_digit(text.front())) {
        ttl = parse_ttl(text);
        if (!ttl) return bad(escape::quoted(text) + " is not a time to live");
        last_ttl_ = *ttl;
      } else if (!has_class && is_class_in(text)) {
        has_class = true;
      } else if (is_other_class(text)) {
        return bad("class " + escape::quoted(text) + " is not understood, only IN is");
      } else {
        break;
      }
    }
    return true;
  }

  Done typed(std::string_view mnemonic, Tokens data, std::uint32_t ttl) {
    const auto number = generic_type(mnemonic);
    const auto type = number ? known_type(*number) : parse_type(mnemonic);
    if (!type) {
      if (ascii::iequals(mnemonic, "DNAME")) return bad("DNAME is not understood; write the CNAMEs that it stands for");
      if (!number && !is_other_type(mnemonic)) return bad(escape::quoted(mnemonic) + " is not a record type");
      if (is_generic(data)) {
        if (const auto octets = read_generic(data); !octets) return tl::unexpected(octets.error());
      }
      if (owner_) file_.other_names.push_back(*owner_);
      return true;
    }
    auto value = read_rdata(*type, data, origin_);
    if (!value) return tl::unexpected(value.error());
    if (!owner_) return true;
    if (!stands_alone(*owner_, *type, *value)) {
      return bad(owner_->text() + " has a CNAME and another record; a CNAME stands alone");
    }
    const bool is_bare = *type == Type::TXT && !is_generic(data) &&
                         std::any_of(data.begin(), data.end(), [](const Token& token) { return !token.quoted; });
    file_.records.push_back({*owner_, *type, ttl, std::move(*value), line_, is_bare});
    return true;
  }

  // RFC 1034 section 3.6.2, as a server would refuse the zone.
  bool stands_alone(const Domain& owner, Type type, const RecordData& value) {
    const auto alias = type == Type::CNAME ? std::optional(std::get<Domain>(value)) : std::nullopt;
    const auto [known, is_new] = aliases_.try_emplace(owner, alias);
    return is_new || known->second == alias;
  }

  Done fault(Tokens tokens) {
    if (tokens.size() != 3) return true;  // a comment of its own kind
    MasterFault fault;
    fault.type = parse_type(tokens[1].text);
    if (!fault.type && tokens[1].text != "*") return true;
    std::string_view name = tokens[0].text;
    fault.below = name == "*" || name.starts_with("*.");
    if (fault.below) name.remove_prefix(std::min<std::size_t>(2, name.size()));
    if (!name.empty()) {
      auto read = read_name({name, false}, origin_);
      if (!read) return tl::unexpected(read.error());
      fault.name = std::move(*read);
    }
    for (const auto& [word, status] : fault_words) {
      if (word != tokens[2].text) continue;
      if (status) {
        fault.status = *status;
        file_.faults.push_back(std::move(fault));
      }
      return true;
    }
    return bad("the fault " + escape::quoted(tokens[2].text) + " is not understood");
  }

  MasterFile file_;
  Origin origin_;
  std::optional<Domain> owner_;  // absent: the root
  bool has_owner_ = false;
  std::unordered_map<Domain, std::optional<Domain>> aliases_;  // of each owner: its alias, or that it has none
  std::optional<std::uint32_t> default_ttl_;
  std::uint32_t last_ttl_ = 300;  // RFC 1035 repeats the last one; before any is stated, ours
  std::size_t line_ = 0;
};

std::optional<std::uint64_t> unit_seconds(char unit) {
  switch (ascii::lower(unit)) {
    case 's': return 1;
    case 'm': return 60;
    case 'h': return 3600;
    case 'd': return 86400;
    case 'w': return 604800;
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<std::uint32_t> parse_ttl(std::string_view text) {
  constexpr std::uint64_t longest = 0x7FFFFFFF;
  std::uint64_t total = 0;
  bool bare = false;  // a number without a unit, which can only be the whole
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::size_t digits = 0;
    while (digits < text.size() && ascii::is_digit(text[digits])) ++digits;
    const auto number = ascii::parse_number(text.substr(0, digits));
    bare = digits == text.size();
    if (!number || *number > longest || (bare && total != 0)) return std::nullopt;
    const auto unit = bare ? 1 : unit_seconds(text[digits]);
    if (!unit) return std::nullopt;
    total += *number * *unit;
    if (total > longest) return std::nullopt;
    text.remove_prefix(bare ? digits : digits + 1);
  }
  return static_cast<std::uint32_t>(total);
}

std::optional<std::string> unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out.push_back(text[i]);
    } else if (i + 3 < text.size() && ascii::is_digit(text[i + 1])) {
      const auto value = ascii::parse_number(text.substr(i + 1, 3));
      if (!value || *value > 255) return std::nullopt;
      out.push_back(static_cast<char>(*value));
      i += 3;
    } else if (i + 1 < text.size() && !ascii::is_digit(text[i + 1])) {
      out.push_back(text[++i]);
    } else {
      return std::nullopt;
    }
  }
  return out;
}

Result<MasterFile> parse_master_file(std::string_view text, std::string_view file) {
  const auto placed = [&](const Error& error, std::size_t line) {
    return failure(error.kind, escape::visible(file) + ", line " + std::to_string(line) + ": " + error.what);
  };
  MasterScanner scanner(text);
  Parser parser;
  Entry entry;
  while (true) {
    const auto more = scanner.next(entry);
    if (!more) return placed(more.error(), more.error().offset);
    if (!*more) return parser.finish();
    if (const auto read = parser.entry(entry); !read) return placed(read.error(), entry.line);
  }
}

}  // namespace alignmail::dns
