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

namespace alignmail::report {

class Literal {
 public:
  consteval Literal(const char* text) : text_(text) {}  // NOLINT: implicit, so that put("<p>") reads well
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

class Markup {
 public:
  Markup& put(Literal markup);
  Markup& put(const Markup& markup);
  // Escaped: what is deceptive is made visible, what is markup becomes character references.
  Markup& text(std::string_view outside);
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
