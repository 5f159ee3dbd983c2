// SPDX-License-Identifier: Apache-2.0
// What the command line asks for, in types; CLI11 stays in options.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alignmail/analysis.hpp"
#include "alignmail/dns_source.hpp"
#include "alignmail/findings.hpp"
#include "alignmail/report.hpp"
#include "base/limits.hpp"

namespace alignmail::cli {

enum class Command : std::uint8_t {
  Check,
  Explain,
  Spf,
  Dkim,
  Arc,
  Dmarc,
  Hook,
  Watch,
  Domain,
  Completion,
  Manual,
  Help
};

enum class Show : std::uint8_t { Work, Help, Version, Config };  // all but the first win over work

enum class Color : std::uint8_t { Auto, Always, Never };

struct Output {
  std::string format{};  // empty: the default
  std::string file{};    // empty or "-": standard output
};

// Of the hook alone.
struct HookSettings {
  std::string report_folder{};  // empty: by XDG_STATE_HOME or HOME
  std::chrono::milliseconds deadline{8'000};
  bool passthrough = false;
  bool exit_status = false;
};

// Of many messages.
struct BulkSettings {
  std::string files_from{};  // empty: none
  bool is_nul_separated = false;
  bool reads_lines = false;  // --input ndjson
  std::size_t jobs = 0;      // 0: the cores
  std::string dns_cache{};   // a file; empty: none
};

struct Settings {
  Command command = Command::Check;
  Show show = Show::Work;
  std::vector<std::string> arguments{};  // FILE..., or the ID of explain
  std::string configuration{};           // what --print-config prints

  std::string dns = "system";
  dns::ServerOptions servers{};
  std::string overlay{};  // file names; empty when not given
  std::string record{};
  std::string suffixes{};

  std::vector<Output> outputs{};
  report::RecordForm records = report::RecordForm::Bind;
  bool records_given = false;
  Color color = Color::Auto;
  bool unicode = false;
  int verbosity = 0;
  std::optional<findings::Severity> fail_on = findings::Severity::Error;  // absent: never
  bool markdown = false;

  message::Reading reading = message::Reading::Detect;
  std::size_t max_size = limits::message_octets;
  trust::Given given{};
  std::vector<std::string> expect{};  // files
  ses::Setup setup{};                 // from --ses-…
  dmarc::Standard standard = dmarc::Standard::Rfc9989;
  std::optional<std::chrono::sys_seconds> at{};

  BulkSettings bulk{};
  HookSettings hook{};

  // Of the single-protocol commands.
  std::vector<dns::Domain> author{};  // --from
  std::vector<dns::Domain> spf_domains{};
  std::vector<dns::Domain> dkim_domains{};
};

}  // namespace alignmail::cli
