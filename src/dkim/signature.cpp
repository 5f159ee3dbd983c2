// SPDX-License-Identifier: Apache-2.0
#include "dkim/signature.hpp"

#include <algorithm>
#include <limits>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/recent.hpp"
#include "base/tag_list.hpp"
#include "dkim/arc_comments.hpp"
#include "dkim/copied.hpp"
#include "dkim/key_place.hpp"
#include "message/structured.hpp"

namespace alignmail::dkim {
namespace {

// What i= may hold before the "@": an atom with dots anywhere, or a quoted string (RFC 5321 section 4.1.2).
bool is_local_part(std::string_view text) {
  if (ascii::has_control(text)) return false;
  if (text.starts_with('"')) return message::quoted_end(text, 0) == text.size();
  return text.find_first_of("@<>()[]\":,\\ ") == std::string_view::npos;
}

// Fields of the chain itself, which no message signature may cover (RFC 8617 section 4.1.2).
bool is_arc_field(std::string_view lower_case_name) {
  return lower_case_name == "arc-seal" || lower_case_name == "arc-message-signature" ||
         lower_case_name == "arc-authentication-results";
}

struct SignedNames {
  SharedList<std::string> names{};   // in lower case; those before one that is none, at most as many as are looked at
  std::size_t count = 0;             // of all
  std::optional<std::string> bad{};  // what stands where a name should
};

SignedNames read_names(std::string_view value) {
  const auto parts = ascii::split(value, ':');
  SignedNames list{.count = parts.size()};
  std::vector<std::string> names;
  names.reserve(std::min(parts.size(), limits::signed_names));
  for (const std::string_view part : parts) {
    const std::string_view name = ascii::trim(part);
    const bool fits = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c > 32 && c < 127; });
    if (!fits) {
      list.bad = name;
      break;
    }
    if (names.size() < limits::signed_names) names.push_back(ascii::to_lower(name));
  }
  list.names = std::move(names);
  return list;
}

// A signer covers the same fields in all of its messages (5 % of the steps of 4 KB beside the cryptography).
std::shared_ptr<const SignedNames> names_of(std::string_view value) {
  thread_local Recent<SignedNames> recent;
  return recent.find(value, [&] { return read_names(value); });
}

std::string no_host(std::string_view tag, std::string_view text) {
  return std::string(tag) + "= is " + escape::quoted(text) + ", which is not a domain name";
}

// Reads the tags of one field into a Signature. The first fault decides what `refused` says,
// a fault of syntax before all others.
class Reader {
 public:
  Reader(std::string_view body, SignatureKind kind, Signature& into)
      : without_comments_(kind == SignatureKind::Dkim ? std::string() : blank_comments(body, kind)),
        list_(kind == SignatureKind::Dkim ? body : std::string_view(without_comments_)),
        tags_(parse_tag_list(list_)),
        kind_(kind),
        into_(into) {}

  void read() {
    for (const TagFault& fault : tags_.faults) syntax(fault.what);
    read_tags();
    if (const std::string octet = foreign_octet(list_); !octet.empty()) syntax(octet);
  }

 private:
  void read_tags() {
    if (kind_ == SignatureKind::Dkim) read_version();
    read_algorithm();
    into_.signature = base64_of("b", into_.signature_text);
    read_domain();
    into_.timestamp = number_of("t", 12);
    if (kind_ == SignatureKind::ArcSeal) {
      read_seal();
      return;
    }
    into_.body_hash = base64_of("bh", into_.body_hash_text);
    read_canonicalization();
    read_signed_fields();
    into_.length = number_of("l", 76);
    into_.expiration = number_of("x", 12);
    if (into_.timestamp && into_.expiration && *into_.expiration <= *into_.timestamp) syntax("x= is not after t=");
    read_query();
    if (const Tag* tag = tags_.find("z")) into_.copied_fields = ascii::unfold(tag->value);
    kind_ == SignatureKind::Dkim ? read_identity() : read_instance();
  }

  void refuse(Reason reason, std::string what) {
    if (!into_.refused || reason == Reason::SignatureSyntax) into_.refused = reason;
    into_.faults.push_back(std::move(what));
  }
  void syntax(std::string what) { refuse(Reason::SignatureSyntax, std::move(what)); }

  // The value of a tag that must be there; empty, with a fault, when it is not.
  std::string_view required(std::string_view name) {
    const Tag* tag = tags_.find(name);
    if (tag == nullptr) {
      syntax("no " + std::string(name) + "= tag");
      return {};
    }
    if (tag->value.empty()) syntax(std::string(name) + "= is empty");
    return tag->value;
  }

  void read_version() {
    into_.version = ascii::unfold(required("v"));
    if (!into_.version.empty() && into_.version != "1")
      syntax("v= is " + escape::quoted(into_.version) + ", not \"1\"");
  }

  void read_algorithm() {
    into_.algorithm = ascii::to_lower(ascii::unfold(required("a")));
    const std::string& name = into_.algorithm;
    if (name == "rsa-sha1") {
      refuse(Reason::HistoricAlgorithm, "rsa-sha1 must not be used (RFC 8301)");
    } else if (!name.empty() && name != "rsa-sha256" && name != "ed25519-sha256") {
      refuse(Reason::UnknownAlgorithm, "a= names " + escape::quoted(name) + ", which is not a known algorithm");
    }
  }

  std::string base64_of(std::string_view name, std::string& text) {
    const std::string_view value = required(name);
    text = ascii::without_space(value);
    if (text.empty()) return {};
    auto octets = decode_base64(text);
    if (!octets || octets->empty()) syntax(std::string(name) + "= is not valid base64");
    return std::move(octets).value_or(std::string{});
  }

  void read_domain() {
    into_.domain_text = ascii::unfold(required("d"));
    into_.selector_text = ascii::unfold(required("s"));
    const auto place = key_place_of(into_.selector_text, into_.domain_text);
    into_.domain = place->domain;
    into_.key_name = place->name;
    if (place->domain_is_no_host) syntax(no_host("d", into_.domain_text));
    if (place->selector_is_no_host) syntax(no_host("s", into_.selector_text));
    if (place->is_too_long) syntax("s= and d= together are longer than a domain name may be");
  }

  // Digits only. What no 64 bits hold stands for infinity, as section 3.5 allows.
  std::optional<std::uint64_t> number_of(std::string_view name, std::size_t most_digits) {
    const Tag* tag = tags_.find(name);
    if (tag == nullptr) return std::nullopt;
    const std::string digits = ascii::unfold(tag->value);
    const bool fits = !digits.empty() && std::all_of(digits.begin(), digits.end(), ascii::is_digit);
    if (!fits || digits.size() > std::max<std::size_t>(most_digits, 20)) {
      syntax(std::string(name) + "= is " + escape::quoted(digits) + ", which is not a number");
      return std::nullopt;
    }
    if (digits.size() > most_digits) return std::numeric_limits<std::uint64_t>::max();
    return ascii::parse_number(digits).value_or(std::numeric_limits<std::uint64_t>::max());
  }

  std::optional<Canonicalization> canonicalization_of(std::string_view word) {
    if (ascii::iequals(word, "simple")) return Canonicalization::Simple;
    if (ascii::iequals(word, "relaxed")) return Canonicalization::Relaxed;
    refuse(Reason::UnknownCanonicalization,
           "c= names " + escape::quoted(word) + ", which is not a known canonicalization");
    return std::nullopt;
  }

  void read_canonicalization() {
    const Tag* tag = tags_.find("c");
    if (tag == nullptr) return;
    const std::string value = ascii::unfold(tag->value);
    const std::size_t slash = std::min(value.find('/'), value.size());
    into_.header_canonicalization = canonicalization_of(value.substr(0, slash)).value_or(Canonicalization::Simple);
    if (slash == value.size()) return;
    into_.body_canonicalization =
        canonicalization_of(std::string_view(value).substr(slash + 1)).value_or(Canonicalization::Simple);
  }

  void read_signed_fields() {
    const std::string_view value = required("h");
    if (value.empty()) return;
    const auto list = names_of(value);
    into_.signed_fields = list->names;
    if (kind_ == SignatureKind::ArcMessageSignature) {
      for (const std::string& name : list->names) {
        if (is_arc_field(name))
          syntax("h= holds " + escape::quoted(name) + ", which no ARC-Message-Signature may cover");
      }
    }
    if (list->bad) {
      syntax("h= holds " + escape::quoted(*list->bad) + ", which is not a field name");
    } else if (list->count > limits::signed_names) {
      refuse(Reason::TooManyNames, "h= holds " + std::to_string(list->count) + " names");
    } else if (std::find(list->names.begin(), list->names.end(), "from") == list->names.end()) {
      refuse(Reason::FromNotSigned, "h= does not name From");
    }
  }

  void read_query() {
    const Tag* tag = tags_.find("q");
    if (tag == nullptr) return;
    into_.query = ascii::unfold(tag->value);
    const auto methods = ascii::split(into_.query, ':');
    const auto is_dns = [](std::string_view method) { return ascii::iequals(ascii::trim(method), "dns/txt"); };
    const auto is_empty = [](std::string_view method) { return ascii::trim(method).empty(); };
    if (std::none_of(methods.begin(), methods.end(), is_dns)) {
      syntax("q= is " + escape::quoted(into_.query) + ", without \"dns/txt\"");
    } else if (std::any_of(methods.begin(), methods.end(), is_empty)) {
      syntax("q= is " + escape::quoted(into_.query) + ", with an empty method");
    }
  }

  void read_identity() {
    const Tag* tag = tags_.find("i");
    if (tag == nullptr) return;
    into_.identity = ascii::without_space(tag->value);
    if (!is_quoted_printable(into_.identity)) {
      syntax("i= is " + escape::quoted(into_.identity) + ", where \"=\" stands without two hexadecimal digits");
    }
    const std::string decoded = decode_quoted_printable(into_.identity);
    const std::size_t at = decoded.rfind('@');
    if (at == std::string::npos) return syntax("i= is " + escape::quoted(into_.identity) + ", without \"@\"");
    const std::string host = decoded.substr(at + 1);
    if (host.empty()) return syntax("i= has no domain");
    if (!is_local_part(decoded.substr(0, at)))
      syntax("i= is " + escape::quoted(into_.identity) + ", which is not an address");
    const auto domain = parse_host(host);
    if (!domain) syntax(no_host("i", host));
    if (domain && into_.domain && !domain->is_within(*into_.domain)) {
      refuse(Reason::IdentityOutsideDomain, "i= is at " + domain->text() + ", not within d= " + into_.domain->text());
    }
  }

  void read_instance() {
    const auto number = number_of("i", 20);
    if (!number || *number < 1 || *number > limits::arc_sets) {
      if (number || tags_.find("i") == nullptr) syntax("i= is not an instance from 1 to 50");
      return;
    }
    into_.instance = static_cast<std::uint32_t>(*number);
  }

  void read_seal() {
    read_instance();
    into_.header_canonicalization = Canonicalization::Relaxed;
    into_.body_canonicalization = Canonicalization::Relaxed;
    into_.cv = ascii::to_lower(ascii::unfold(required("cv")));
    // RFC 8617 section 4.1.3: h= in a seal fails the chain.
    if (tags_.find("h") != nullptr) syntax("h= stands in a seal");
  }

  std::string without_comments_;  // of ARC; a DKIM-Signature is read where it stands
  std::string_view list_;         // either
  TagList tags_;                  // looks into it
  SignatureKind kind_;
  Signature& into_;
};

}  // namespace

Signature parse_signature(const message::Field& field, std::size_t index, SignatureKind kind) {
  Signature signature;
  signature.field = index;
  Reader(field.body, kind, signature).read();
  return signature;
}

std::string Signature::canonicalization_text() const {
  return std::string(to_string(header_canonicalization)) + "/" + std::string(to_string(body_canonicalization));
}

}  // namespace alignmail::dkim
