// SPDX-License-Identifier: Apache-2.0
#include "alignmail/analysis.hpp"

namespace alignmail {

std::string_view to_string(Path path) {
  switch (path) {
    case Path::Direct: return "direct";
    case Path::Forwarded: return "forwarded";
    case Path::MailingList: return "mailing_list";
  }
  return "";
}

std::string_view to_string(Agreement agreement) {
  switch (agreement) {
    case Agreement::Yes: return "yes";
    case Agreement::No: return "no";
    case Agreement::NotComparable: return "not_comparable";
  }
  return "";
}

}  // namespace alignmail
