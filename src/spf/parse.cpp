// SPDX-License-Identifier: Apache-2.0
// The grammar of RFC 7208 section 12. Each term is read on its own, so that one fault does not
// hide the next; the record is valid only when there is none (4.6).
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "spf/macros.hpp"
#include "spf/record.hpp"

namespace alignmail::spf {
namespace {

constexpr std::string_view version = "v=spf1";

enum class Argument : std::uint8_t { None, Domain, OptionalDomain, DomainAndPrefix, Network };

struct Form {
  std::string_view name;
  Kind kind;
  Argument argument;
};
constexpr std::array<Form, 8> forms = {{{"all", Kind::All, Argument::None},
                                        {"include", Kind::Include, Argument::Domain},
                                        {"a", Kind::A, Argument::DomainAndPrefix},
                                        {"mx", Kind::Mx, Argument::DomainAndPrefix},
                                        {"ptr", Kind::Ptr, Argument::OptionalDomain},
                                        {"ip4", Kind::Ip4, Argument::Network},
                                        {"ip6", Kind::Ip6, Argument::Network},
                                        {"exists", Kind::Exists, Argument::Domain}}};

using MaybeFault = std::optional<Fault>;

MaybeFault shifted(MaybeFault fault, std::size_t by) {
  if (fault) fault->offset += by;
  return fault;
}

// "0" / %x31-39 *DIGIT, up to `most`.
std::optional<int> parse_prefix(std::string_view digits, int most) {
  if (digits.empty() || digits.size() > 3 || (digits.front() == '0' && digits.size() > 1)) return std::nullopt;
  const auto number = ascii::parse_number(digits);
  if (!number || *number > static_cast<std::uint64_t>(most)) return std::nullopt;
  return static_cast<int>(*number);
}

std::string prefix_expected(int most) {
  return "a prefix length from 0 to " + std::to_string(most) + " without leading zeros";
}

// Cuts "/" or "//" and digits from the end of `text`; nothing when they do not stand there.
std::optional<std::string_view> cut_prefix(std::string_view& text, std::string_view slashes) {
  const std::size_t digits = text.find_last_not_of("0123456789") + 1;
  const std::string_view before = text.substr(0, digits);
  if (digits == text.size() || !before.ends_with(slashes)) return std::nullopt;
  const std::string_view number = text.substr(digits);
  text = before.substr(0, digits - slashes.size());
  return number;
}

std::optional<Network> parse_network(std::string_view text, bool v4) {
  const auto address = IpAddress::parse(text);
  const bool written_as_v4 = text.find(':') == std::string_view::npos;
  if (!address || written_as_v4 != v4) return std::nullopt;
  Network network{.is_v4 = v4, .octets = address->octets(), .prefix = v4 ? 32 : 128};
  if (!v4 && address->is_v4()) {  // IpAddress has read ::ffff:a.b.c.d
    network.octets = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    std::copy_n(address->octets().begin(), 4, network.octets.begin() + 12);
  }
  return network;
}

// Reads one term; offsets in faults count from its beginning.
class TermParser {
 public:
  TermParser(std::string_view text, ParsedTerm& term) : text_(text), term_(term) {}

  MaybeFault parse() {
    const std::size_t special = text_.find_first_of("=:/");
    if (special != std::string_view::npos && text_[special] == '=') return parse_modifier(special);
    return parse_mechanism(special);
  }

 private:
  // name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." )
  MaybeFault parse_modifier(std::size_t equals) {
    const std::string_view name = text_.substr(0, equals);
    const auto fits = [](char c) { return ascii::is_alnum(c) || c == '-' || c == '_' || c == '.'; };
    if (name.empty() || !ascii::is_alpha(name.front())) return Fault{0, "the name of a modifier, or of a mechanism"};
    const auto odd = std::find_if_not(name.begin(), name.end(), fits);
    if (odd != name.end()) {
      return Fault{static_cast<std::size_t>(odd - name.begin()), "a letter, digit, \"-\", \"_\" or \".\" in a name"};
    }
    set_value(equals + 1, text_.size());
    const std::string_view value = text_.substr(equals + 1);
    if (ascii::iequals(name, "redirect")) {
      term_.kind = Kind::Redirect;
      return shifted(check_domain_spec(value), equals + 1);
    }
    if (ascii::iequals(name, "exp")) {
      term_.kind = Kind::Exp;
      return shifted(check_domain_spec(value), equals + 1);
    }
    term_.kind = Kind::UnknownModifier;
    return shifted(check_macros(value, MacroPlace::UnknownModifier), equals + 1);
  }

  MaybeFault parse_mechanism(std::size_t name_end) {
    std::size_t begin = 1;
    switch (text_.front()) {
      case '+': term_.qualifier = Qualifier::Pass; break;
      case '-': term_.qualifier = Qualifier::Fail; break;
      case '~': term_.qualifier = Qualifier::SoftFail; break;
      case '?': term_.qualifier = Qualifier::Neutral; break;
      default: begin = 0;
    }
    const std::size_t end = std::min(name_end, text_.size());
    const std::string_view name = text_.substr(begin, end - begin);
    const auto form =
        std::find_if(forms.begin(), forms.end(), [&](const Form& row) { return ascii::iequals(name, row.name); });
    if (form == forms.end()) {
      return Fault{begin, "a mechanism (all, include, a, mx, ptr, ip4, ip6, exists) or a modifier (name=value)"};
    }
    term_.kind = form->kind;
    return parse_argument(form->argument, end);
  }

  MaybeFault parse_argument(Argument argument, std::size_t at) {
    const std::string_view rest = text_.substr(at);
    switch (argument) {
      case Argument::None:
        if (!rest.empty()) return Fault{at, "nothing after \"all\""};
        return std::nullopt;
      case Argument::Domain:
        if (!rest.starts_with(':')) return Fault{at, "\":\" and a domain name"};
        return parse_domain(at + 1, text_.size());
      case Argument::OptionalDomain:
        if (rest.empty()) return std::nullopt;
        if (!rest.starts_with(':')) return Fault{at, "\":\" and a domain name, or nothing"};
        return parse_domain(at + 1, text_.size());
      case Argument::DomainAndPrefix: return parse_domain_and_prefix(at);
      case Argument::Network:
        if (!rest.starts_with(':')) return Fault{at, "\":\" and an address"};
        return parse_network_argument(at + 1);
    }
    return std::nullopt;
  }

  MaybeFault parse_domain(std::size_t begin, std::size_t end) {
    set_value(begin, end);
    MaybeFault fault = check_domain_spec(text_.substr(begin, end - begin));
    if (!fault) return fault;
    if (IpAddress::parse(text_.substr(begin, end - begin))) fault->expected += "; an address belongs to ip4 or ip6";
    return shifted(std::move(fault), begin);
  }

  // [ ":" domain-spec ] [ "/" n ] [ "//" n ]. A domain-spec cannot end in a slash and digits, so
  // that the prefix lengths can be cut off from the end.
  MaybeFault parse_domain_and_prefix(std::size_t at) {
    std::string_view rest = text_.substr(at);
    if (const auto digits = cut_prefix(rest, "//")) {
      const auto prefix = parse_prefix(*digits, 128);
      if (!prefix) return Fault{at + rest.size() + 2, prefix_expected(128)};
      term_.prefix_v6 = *prefix;
    }
    if (const auto digits = cut_prefix(rest, "/")) {
      const auto prefix = parse_prefix(*digits, 32);
      if (!prefix) return Fault{at + rest.size() + 1, prefix_expected(32)};
      term_.prefix_v4 = *prefix;
    }
    if (rest.empty()) return std::nullopt;
    if (rest.starts_with(':')) return parse_domain(at + 1, at + rest.size());
    return Fault{at + 1, "prefix lengths as in /24, //64 or /24//64"};
  }

  MaybeFault parse_network_argument(std::size_t begin) {
    const bool v4 = term_.kind == Kind::Ip4;
    const int most = v4 ? 32 : 128;
    const std::string_view rest = text_.substr(begin);
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const auto network = parse_network(rest.substr(0, slash), v4);
    if (!network) {
      return Fault{begin, v4 ? "an IPv4 address of four numbers from 0 to 255" : "an IPv6 address"};
    }
    term_.network = *network;
    set_value(begin, begin + slash);
    if (slash == rest.size()) return std::nullopt;
    const auto prefix = parse_prefix(rest.substr(slash + 1), most);
    if (!prefix) return Fault{begin + slash + 1, prefix_expected(most)};
    term_.network.prefix = *prefix;
    return std::nullopt;
  }

  void set_value(std::size_t begin, std::size_t end) {
    term_.value_offset = term_.offset + static_cast<std::uint32_t>(begin);
    term_.value_length = static_cast<std::uint32_t>(end - begin);
  }

  std::string_view text_;
  ParsedTerm& term_;
};

// Section 6: redirect and exp must not stand in a record more than once each.
class Uniqueness {
 public:
  MaybeFault check(const ParsedTerm& term) {
    if (term.kind != Kind::Redirect && term.kind != Kind::Exp) return std::nullopt;
    bool& seen = term.kind == Kind::Redirect ? redirect_ : exp_;
    if (seen) return Fault{0, "no second \"" + std::string(to_string(term.kind)) + "\""};
    seen = true;
    return std::nullopt;
  }

 private:
  bool redirect_ = false;
  bool exp_ = false;
};

}  // namespace

bool is_spf_record(std::string_view text) {
  return ascii::istarts_with(text, version) && (text.size() == version.size() || text[version.size()] == ' ');
}

Parsed parse_record(std::string text) {
  Parsed parsed;
  parsed.record.text = std::move(text);
  const std::string_view all = parsed.record.text;
  parsed.record.terms.reserve(static_cast<std::size_t>(std::count(all.begin(), all.end(), ' ')));
  Uniqueness uniqueness;
  for (std::size_t at = version.size(); at < all.size();) {
    if (all[at] == ' ') {
      ++at;
      continue;
    }
    const std::size_t end = std::min(all.find(' ', at), all.size());
    const std::string_view written = all.substr(at, end - at);
    ParsedTerm term{.offset = static_cast<std::uint32_t>(at), .length = static_cast<std::uint32_t>(end - at)};
    MaybeFault fault = TermParser(written, term).parse();
    if (!fault) fault = uniqueness.check(term);
    if (fault && parsed.errors.size() < Limits::errors_listed) {
      parsed.errors.push_back({at + fault->offset, std::string(written), std::move(fault->expected)});
    } else if (!fault) {
      parsed.record.terms.push_back(term);
    }
    at = end;
  }
  return parsed;
}

}  // namespace alignmail::spf
