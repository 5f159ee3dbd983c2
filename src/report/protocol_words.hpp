// SPDX-License-Identifier: Apache-2.0
// The answers of the single-protocol commands, in the words of their manual: text, one line and JSON say the same.
#pragma once

#include <string_view>

#include "alignmail/arc.hpp"
#include "alignmail/dmarc.hpp"
#include "alignmail/spf.hpp"

namespace alignmail::report {

// Nothing learned is no answer for now, whatever the reason.
inline std::string_view spf_answer(const spf::Verdict& verdict) {
  const bool unknown = verdict.reason == spf::Reason::NotAnswered || verdict.reason == spf::Reason::Pending;
  return spf::to_string(unknown ? spf::Status::TempError : verdict.status);
}

inline std::string_view dmarc_answer(dmarc::Outcome outcome) {
  return dmarc::to_string(outcome == dmarc::Outcome::Unknown ? dmarc::Outcome::TempError : outcome);
}

// RFC 8617 section 5.2.1: all errors are failures. A chain that could not be checked has not passed either; the reason
// tells the difference.
inline std::string_view arc_answer(arc::Status status) {
  const bool is_known = status == arc::Status::None || status == arc::Status::Pass;
  return arc::to_string(is_known ? status : arc::Status::Fail);
}

}  // namespace alignmail::report
