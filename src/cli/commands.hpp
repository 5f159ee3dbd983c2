// SPDX-License-Identifier: Apache-2.0
// The commands: each takes its settings and gives the exit status.
#pragma once

#include "cli/exit_status.hpp"
#include "cli/settings.hpp"

namespace alignmail::cli {

ExitStatus run_check(const Settings& settings);
ExitStatus run_explain(const Settings& settings);
ExitStatus run_spf(const Settings& settings);
ExitStatus run_dkim(const Settings& settings);
ExitStatus run_arc(const Settings& settings);
ExitStatus run_dmarc(const Settings& settings);
ExitStatus run_hook(const Settings& settings);
// A hook whose options or configuration cannot be used: the mail is safe all the same.
ExitStatus run_unusable_hook(const Error& error, const std::vector<std::string>& arguments);
ExitStatus run_watch(const Settings& settings);
ExitStatus run_domain(const Settings& settings);
ExitStatus run_completion(const Settings& settings);
ExitStatus run_manual(const Settings& settings);

// Says what went wrong on standard error, when there is anything to say.
ExitStatus report_error(const Error& error);

}  // namespace alignmail::cli
