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

Markup& Markup::put(Literal markup) {
  text_ += markup.text();
  return *this;
}

Markup& Markup::put(const Markup& markup) {
  text_ += markup.text_;
  return *this;
}

Markup& Markup::text(std::string_view outside) {
  const std::string visible = escape::visible(outside);
  text_.reserve(text_.size() + visible.size());
  for (const char c : visible) {
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
