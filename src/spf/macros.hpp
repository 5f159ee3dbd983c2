// SPDX-License-Identifier: Apache-2.0
// Macros (RFC 7208 section 7): "%{ir}.%{l1r-}._spf.%{d}".
//
// A text is read as tokens, each of them literal text or one macro. Checking a record walks
// the tokens and looks for a fault; expanding walks them again and cannot fail, because only
// checked text is ever expanded.
//
// Both are safe against records that are built to explode (a few octets of macro stand for a
// long sender, many times over): a name is expanded from its right end and only as far as it
// can matter (7.3 cuts a name at 253 octets from the left), a text only up to a ceiling.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace alignmail::spf {

// Where a text departs from its grammar.
struct Fault {
  std::size_t offset = 0;
  std::string expected{};
};

// One token. `literal` is what stands for itself; otherwise `letter` names the value.
struct MacroToken {
  std::string_view literal{};
  char letter = '\0';             // lower case; NUL for literal text
  bool escaped = false;           // an upper-case letter: URL-escape the value
  std::size_t keep = 0;           // right-hand parts to keep; 0: all
  bool reversed = false;          // "r"
  std::string_view delimiters{};  // empty: dots
  bool is_expand = false;         // "%..." of any kind: what a domain-spec may end in
};

class MacroReader {
 public:
  explicit MacroReader(std::string_view text) : text_(text) {}
  // The next token; false at the end and at a fault.
  bool next(MacroToken& token);
  const std::optional<Fault>& fault() const { return fault_; }
  std::size_t position() const { return position_; }

 private:
  bool read_macro(MacroToken& token);
  bool read_transformers(MacroToken& token, std::size_t& at);
  bool fail(std::size_t offset, std::string expected);

  std::string_view text_;
  std::size_t position_ = 0;
  std::optional<Fault> fault_{};
};

// Macros with the letters c, r and t belong into explanations (7.2). The grammar (12) lets
// them stand in the value of an unknown modifier, which is never expanded.
enum class MacroPlace { DomainSpec, UnknownModifier, Explanation };
std::optional<Fault> check_macros(std::string_view text, MacroPlace place);
// A domain-spec must also end in a top label or in a macro.
std::optional<Fault> check_domain_spec(std::string_view text);

bool is_ascii(std::string_view text);

// Whether a checked text has a macro with one of these lower-case letters.
bool uses_macro(std::string_view text, std::string_view letters);

// What the letters stand for (7.2).
struct MacroValues {
  std::string sender{};         // s
  std::string local_part{};     // l
  std::string sender_domain{};  // o
  std::string ip{};             // i: dotted, for IPv6 by nibbles
  std::string ip_readable{};    // c
  std::string version{};        // v: in-addr, ip6
  std::string helo{};           // h
  std::string receiver{};       // r
  std::string time{};           // t
};

// The domain in whose record the text stands, and the validated name of the client.
struct MacroContext {
  const MacroValues& values;
  std::string_view domain;     // d
  std::string_view validated;  // p
};

// Without a final dot, and not longer than 253 octets if dropping labels on the left can help (7.3).
std::string fit_name(std::string name);
// The target-name (4.8), made to fit.
std::string expand_name(std::string_view spec, const MacroContext& context);
// The explanation; nothing when it would get longer than Limits::explanation_octets.
std::optional<std::string> expand_text(std::string_view text, const MacroContext& context);

}  // namespace alignmail::spf
