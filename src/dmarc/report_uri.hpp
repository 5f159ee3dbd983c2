// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace alignmail::dmarc {

// One entry of rua or ruf (RFC 9989 section 4.8, dmarc-uri and obs-dmarc-uri).
struct ReportUri {
  std::string uri{};    // without the obsolete size; empty when it is no URI
  std::string size{};   // "!10m" as written; receivers ignore it
  std::string fault{};  // what is wrong, in words; a URI with a fault may still be one
};
ReportUri read_report_uri(std::string_view text);

}  // namespace alignmail::dmarc
