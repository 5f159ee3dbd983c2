// SPDX-License-Identifier: Apache-2.0
// What of a step is shown: a web form's view of its records is for whoever asked for no form in particular.
#pragma once

#include <string>

#include "alignmail/report.hpp"

namespace alignmail::report {

inline bool shows_own_lines(const findings::FixStep& step, const Style& style) {
  return !step.lines.empty() && (step.records.empty() || !(style.records_given || style.records != RecordForm::Bind));
}

// Words about the boxes of a web form do not fit the records of another form.
inline std::string text_of(const findings::FixStep& step, const Style& style) {
  const bool is_replaced = !step.lines.empty() && !shows_own_lines(step, style);
  return is_replaced ? "The record as it has to stand, its name in full:" : step.text;
}

}  // namespace alignmail::report
