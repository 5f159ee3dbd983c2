// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <csignal>
#include <exception>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"

namespace alignmail::cli {
namespace {

// Nothing is half-written when this runs: outputs are written with the signal held back.
void leave(int /*signal*/) { ::_exit(static_cast<int>(ExitStatus::Interrupted)); }

ExitStatus print(const std::string& text) {
  const auto written = write_standard(text);
  return written ? ExitStatus::Good : report_error(written.error());
}

ExitStatus run(const std::vector<std::string>& arguments) {
  const auto settings = parse_command_line(arguments);
  if (!settings) return report_error(settings.error());
  if (settings->show == Show::Help) return print(help(settings->command));
  if (settings->show == Show::Version) return print("alignmail " + std::string(report::version()) + "\n");
  switch (settings->command) {
    case Command::Check: return run_check(*settings);
    case Command::Explain: return run_explain(*settings);
    case Command::Spf: return run_spf(*settings);
    case Command::Dkim: return run_dkim(*settings);
    case Command::Arc: return run_arc(*settings);
    case Command::Dmarc: return run_dmarc(*settings);
  }
  return ExitStatus::Internal;
}

}  // namespace
}  // namespace alignmail::cli

int main(int argc, char** argv) {
  using namespace alignmail;
  std::signal(SIGINT, cli::leave);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of writing, with its sentence
  try {
    return static_cast<int>(cli::run({argv + 1, argv + argc}));
  } catch (const std::exception& error) {
    cli::complain(std::string("internal error: ") + error.what());
  } catch (...) {
    cli::complain("internal error");
  }
  return static_cast<int>(cli::ExitStatus::Internal);
}
