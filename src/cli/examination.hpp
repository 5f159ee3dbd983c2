// SPDX-License-Identifier: Apache-2.0
// Messages of a run: read, judged, rendered. Any thread may do it; what is left for their turn
// is small.
#pragma once

#include <span>

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

// Step by step for all of them, which is quicker (run/driver.hpp); in the order of the items.
std::vector<Result<Examined>> examine(std::span<const run::Item> items, const Settings& settings,
                                      const Session& session, const Printer& printer, dns::Source& source);
Result<Examined> examine(const run::Item& item, const Settings& settings, const Session& session,
                         const Printer& printer, dns::Source& source);

}  // namespace alignmail::cli
