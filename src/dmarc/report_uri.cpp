// SPDX-License-Identifier: Apache-2.0
#include "dmarc/report_uri.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace alignmail::dmarc {
namespace {

// RFC 3986 section 3.1.
bool is_scheme(std::string_view text) {
  return !text.empty() && ascii::is_alpha(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return ascii::is_alnum(c) || c == '+' || c == '-' || c == '.';
  });
}

// What may stand in a URI at all (RFC 3986 section 2), percent-encodings left whole.
bool is_uri_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return ascii::is_alnum(c) || std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
  });
}

// obs-dmarc-report-size: "!" 1*DIGIT [ "k" / "m" / "g" / "t" ]
bool is_size(std::string_view text) {
  if (!text.starts_with('!')) return false;
  text.remove_prefix(1);
  if (!text.empty() && std::string_view("kmgt").find(ascii::lower(text.back())) != std::string_view::npos) {
    text.remove_suffix(1);
  }
  return !text.empty() && std::all_of(text.begin(), text.end(), ascii::is_digit);
}

// RFC 6068 lets "to" be empty, but then a report has nowhere to go.
bool is_mailbox(std::string_view text) {
  text = text.substr(0, text.find('?'));
  const std::size_t at = text.rfind('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size();
}

}  // namespace

ReportUri read_report_uri(std::string_view text) {
  ReportUri result;
  const std::size_t mark = text.rfind('!');
  if (mark != std::string_view::npos && is_size(text.substr(mark))) {
    result.size = text.substr(mark);
    text = text.substr(0, mark);
  } else if (mark != std::string_view::npos) {
    // Section 4.8 wants %21; everybody can still read where the report goes.
    result.fault = "has a \"!\" that is not a size";
  }
  const std::size_t colon = text.find(':');
  if (text.empty()) {
    result.fault = "is empty";
  } else if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon))) {
    result.fault = "is no URI: it does not begin with a scheme such as mailto:";
  } else if (!is_uri_text(text)) {
    result.fault = "holds a character that no URI may hold";
  } else if (ascii::iequals(text.substr(0, colon), "mailto") && !is_mailbox(text.substr(colon + 1))) {
    result.fault = "names no mailbox";
  } else {
    result.uri = text;
  }
  return result;
}

}  // namespace alignmail::dmarc
