// SPDX-License-Identifier: Apache-2.0
// Many messages of one run: reports in the order of the input, a summary at the end.
#pragma once

#include <array>
#include <optional>

#include "cli/examination.hpp"

namespace alignmail::cli {

// `begun` are the messages that were taken from the feed to see how many there are.
ExitStatus check_many(std::array<std::optional<run::Item>, 2> begun, run::Feed& feed, const Settings& settings,
                      Session& session, Printer& printer);

}  // namespace alignmail::cli
