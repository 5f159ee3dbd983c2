// SPDX-License-Identifier: Apache-2.0
// Markup (HTML, SVG, XML) into which only constants of the program and escaped text can get.
//
//   markup.put("<p class=\"who\">").text(subject).put("</p>");
//
// A Literal is made at compile time or not at all, so text from outside cannot be put() by
// accident: it does not compile.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace alignmail::report {

class Literal {
 public:
  consteval Literal(const char* text) : text_(text) {}  // NOLINT: implicit, so that put("<p>") reads well
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// Text from outside with all that is deceptive made visible, once; still to be escaped.
class Visible {
 public:
  explicit Visible(std::string_view outside);
  const std::string& string() const { return text_; }
  std::size_t columns() const;
  // Octets of it; the caller cuts between characters.
  Visible part(std::size_t begin, std::size_t end) const;

 private:
  Visible() = default;
  std::string text_;
};

class Markup {
 public:
  Markup& put(Literal markup);
  Markup& put(const Markup& markup);
  // Escaped: what is deceptive is made visible, what is markup becomes character references.
  Markup& text(std::string_view outside);
  Markup& text(const Visible& visible);
  // The same as ` name="value"`.
  Markup& attribute(Literal name, std::string_view value);
  Markup& attribute(Literal name, std::int64_t value);
  Markup& number(std::int64_t value);

  bool empty() const { return text_.empty(); }
  const std::string& string() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace alignmail::report
