// SPDX-License-Identifier: Apache-2.0
// One message of a run: read, judged, rendered. Any thread may do it; what is left for its turn
// is small.
#pragma once

#include "cli/exit_status.hpp"
#include "cli/printer.hpp"
#include "cli/session.hpp"
#include "cli/summary.hpp"
#include "run/driver.hpp"
#include "run/feed.hpp"

namespace alignmail::cli {

struct Examined {
  std::vector<std::string> parts{};  // one for each output
  std::vector<run::Wave> waves{};
  Summary::Entry entry{};
  dns::Facts facts{};  // empty unless they are recorded
  ExitStatus status = ExitStatus::Good;
};

Result<Examined> examine(const run::Item& item, const Settings& settings, const Session& session,
                         const Printer& printer, dns::Source& source);

}  // namespace alignmail::cli
