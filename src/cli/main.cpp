// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <string_view>

#include "cli/commands.hpp"
#include "cli/option_rows.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/values.hpp"
#include "hook/hook.hpp"

namespace alignmail::cli {
namespace {

// No file is half-written when this runs, for write_file() holds the signal back. Standard output may be: a pipe that
// nobody reads would hold back the interrupt, too.
void leave(int /*signal*/) { ::_exit(static_cast<int>(ExitStatus::Interrupted)); }

ExitStatus print(const std::string& text) {
  const auto written = write_standard(text);
  return written ? ExitStatus::Good : report_error(written.error());
}

ExitStatus run_help(const Settings& settings) {
  if (settings.arguments.empty()) return print(help(Command::Check));
  std::vector<std::string_view> names;
  for (const CommandRow& row : command_rows()) names.push_back(row.name);
  const auto index = parse_word("help", settings.arguments.front(), names);
  return index ? print(help(command_rows()[*index].command)) : report_error(index.error());
}

ExitStatus run(const std::vector<std::string>& arguments) {
  const auto settings = parse_command_line(arguments);
  if (!settings) {
    const bool is_hook = command_of(arguments) == Command::Hook;
    return is_hook ? run_unusable_hook(settings.error(), arguments) : report_error(settings.error());
  }
  if (settings->show == Show::Help) return print(help(settings->command));
  if (settings->show == Show::Version) return print("alignmail " + std::string(report::version()) + "\n");
  if (settings->show == Show::Config) return print(settings->configuration);
  switch (settings->command) {
    case Command::Check: return run_check(*settings);
    case Command::Explain: return run_explain(*settings);
    case Command::Spf: return run_spf(*settings);
    case Command::Dkim: return run_dkim(*settings);
    case Command::Arc: return run_arc(*settings);
    case Command::Dmarc: return run_dmarc(*settings);
    case Command::Hook: return run_hook(*settings);
    case Command::Watch: return run_watch(*settings);
    case Command::Domain: return run_domain(*settings);
    case Command::Completion: return run_completion(*settings);
    case Command::Manual: return run_manual(*settings);
    case Command::Help: return run_help(*settings);
  }
  return ExitStatus::Internal;
}

// A mail system waits for the hook, and an exception reached the edge: there was not even the
// memory to read the options.
bool is_hook(int argc, char** argv) {
  return std::any_of(argv + 1, argv + argc, [](std::string_view word) { return word == "hook"; });
}

int save_mail(int argc, char** argv) {
  return hook::run_bare(
      std::any_of(argv + 1, argv + argc, [](std::string_view word) { return word == "--passthrough"; }));
}

#if defined(__GLIBC__)
int early_argc = 0;
char** early_argv = nullptr;

// Libraries build their tables before main() begins; what they throw ends here.
void before_everything(int argc, char** argv, char** /*environment*/) {
  if (!is_hook(argc, argv)) return;
  early_argc = argc;
  early_argv = argv;
  std::set_terminate([] { ::_exit(save_mail(early_argc, early_argv)); });
}
__attribute__((section(".preinit_array"), used)) void (*const first)(int, char**, char**) = before_everything;
#endif

}  // namespace
}  // namespace alignmail::cli

int main(int argc, char** argv) {
  using namespace alignmail;
  std::signal(SIGINT, cli::leave);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of writing, with its sentence
  try {
    return static_cast<int>(cli::run({argv + 1, argv + argc}));
  } catch (const std::exception& error) {
    if (cli::is_hook(argc, argv)) return cli::save_mail(argc, argv);
    cli::complain(std::string("internal error: ") + error.what());
  } catch (...) {
    if (cli::is_hook(argc, argv)) return cli::save_mail(argc, argv);
    cli::complain("internal error");
  }
  return static_cast<int>(cli::ExitStatus::Internal);
}
