// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "alignmail/dmarc.hpp"

namespace alignmail::dmarc {

// A record as far as it can be read. The tree walk heeds psd= of every record (section 4.10),
// also of one that cannot be applied.
struct Reading {
  Record record{};
  std::string objection{};  // why DMARC is not applied by it; empty when it is
};
// `text` satisfies is_record().
Reading read_record(std::string_view text, Standard standard);
// The same, read once for as long as it comes again. (A walk reads the same record under both
// standards and for each identifier: without this it was 2 % of the judgement.)
std::shared_ptr<const Reading> recall_record(std::string_view text, Standard standard);

}  // namespace alignmail::dmarc
