// SPDX-License-Identifier: Apache-2.0
#include "dmarc/report_uri.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace alignmail::dmarc {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// RFC 3986 section 3.1.
bool is_scheme(std::string_view text) {
  return !text.empty() && ascii::is_alpha(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return ascii::is_alnum(c) || c == '+' || c == '-' || c == '.';
  });
}

// What may stand in a URI, each at its place (RFC 3986 sections 2, 3): "%" before two digits, "#" once, brackets
// around an address behind "//" alone.
bool is_uri_text(std::string_view text) {
  const std::size_t host = text.find("//[");
  const std::size_t end = host == npos ? npos : text.find(']', host);
  if (host != npos && (end == npos || host != text.find("//"))) return false;
  std::size_t fragments = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_bracket = c == '[' || c == ']';
    if (is_bracket && (host == npos || (i != host + 2 && i != end))) return false;
    if (c == '%' && !ascii::hex_octet(text, i + 1)) return false;
    if (c == '#' && ++fragments > 1) return false;
    if (!ascii::is_alnum(c) && std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(c) == npos) return false;
  }
  return true;
}

// obs-dmarc-report-size: "!" 1*DIGIT [ "k" / "m" / "g" / "t" ]
bool is_size(std::string_view text) {
  if (!text.starts_with('!')) return false;
  text.remove_prefix(1);
  if (!text.empty() && std::string_view("kmgt").find(ascii::lower(text.back())) != npos) {
    text.remove_suffix(1);
  }
  return !text.empty() && std::all_of(text.begin(), text.end(), ascii::is_digit);
}

// RFC 6068 lets "to" be empty, but then a report has nowhere to go.
bool is_mailbox(std::string_view text) {
  text = text.substr(0, text.find('?'));
  const std::size_t at = text.rfind('@');
  return at != npos && at > 0 && at + 1 < text.size();
}

}  // namespace

ReportUri read_report_uri(std::string_view text) {
  ReportUri result;
  const std::size_t mark = text.rfind('!');
  if (mark != npos && is_size(text.substr(mark))) {
    result.size = text.substr(mark);
    text = text.substr(0, mark);
  } else if (mark != npos) {
    // Section 4.8 wants %21; everybody can still read where the report goes.
    result.fault = "has a \"!\" that is not a size";
  }
  const std::size_t colon = text.find(':');
  if (text.empty()) {
    result.fault = "is empty";
  } else if (colon == npos || !is_scheme(text.substr(0, colon))) {
    result.fault = "is no URI: it does not begin with a scheme such as mailto:";
  } else if (!is_uri_text(text)) {
    result.fault = "is no URI: a character stands where none such may";
  } else if (ascii::iequals(text.substr(0, colon), "mailto") && !is_mailbox(text.substr(colon + 1))) {
    result.fault = "names no mailbox";
  } else {
    result.uri = text;
  }
  return result;
}

}  // namespace alignmail::dmarc
