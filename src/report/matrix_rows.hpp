// SPDX-License-Identifier: Apache-2.0
// The rows of the matrix: what the receiver said, what was found, which domain that proves and
// whether it aligns. Shared by the reports for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alignmail/report.hpp"

namespace alignmail::report {

// Of an identifier that nobody compared: whether it could align.
struct MayAlign {
  bool relaxed = false;
  bool strict = false;
};

struct MatrixRow {
  std::string method;
  std::string said;                             // "-" when the receiver did not say
  std::string now;                              // "pass", "no key"
  std::string domain;                           // that is proved, "(nothing)"
  dmarc::Mode in_force = dmarc::Mode::Relaxed;  // for the method
  const dmarc::Alignment* alignment = nullptr;
  MayAlign may_align = {};  // without an alignment
};
// SPF, then each signature that was evaluated.
std::vector<MatrixRow> matrix_rows(const Analysis& analysis);
// Does the identifier of a row count under a mode: "yes", "no", "?".
std::string_view answer(const MatrixRow& row, dmarc::Mode mode);

// Whether it is the mode that decides: the answer under it stands out.
inline bool is_in_force(const MatrixRow& row, dmarc::Mode mode) { return row.in_force == mode; }

// "p=reject", or in brackets why there is none.
std::string policy_text(const dmarc::Verdict& verdict);
// The word of the verdict as the matrix has room for it.
std::string outcome_word(dmarc::Outcome outcome);

}  // namespace alignmail::report
