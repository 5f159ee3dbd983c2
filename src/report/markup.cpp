// SPDX-License-Identifier: Apache-2.0
#include "report/markup.hpp"

#include "base/escape.hpp"

namespace alignmail::report {
namespace {

// The characters with a meaning in text or in a quoted attribute value, of HTML and XML alike.
std::string_view reference(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return {};
  }
}

}  // namespace

Visible::Visible(std::string_view outside) : text_(escape::visible(outside)) {}

std::size_t Visible::columns() const { return escape::columns(text_); }

Visible Visible::part(std::size_t begin, std::size_t end) const {
  Visible piece;
  piece.text_ = text_.substr(begin, end - begin);
  return piece;
}

Markup& Markup::put(Literal markup) {
  text_ += markup.text();
  return *this;
}

Markup& Markup::put(const Markup& markup) {
  text_ += markup.text_;
  return *this;
}

Markup& Markup::text(std::string_view outside) { return text(Visible(outside)); }

Markup& Markup::text(const Visible& visible) {
  for (const char c : visible.string()) {
    const std::string_view written = reference(c);
    if (written.empty()) {
      text_.push_back(c);
    } else {
      text_ += written;
    }
  }
  return *this;
}

Markup& Markup::attribute(Literal name, std::string_view value) {
  text_ += " ";
  text_ += name.text();
  text_ += "=\"";
  text(value);
  text_ += "\"";
  return *this;
}

Markup& Markup::attribute(Literal name, std::int64_t value) { return attribute(name, std::to_string(value)); }

Markup& Markup::number(std::int64_t value) {
  text_ += std::to_string(value);
  return *this;
}

}  // namespace alignmail::report
