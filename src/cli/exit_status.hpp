// SPDX-License-Identifier: Apache-2.0
// What the program's exit status says. Scripts rely on these numbers: they never change.
#pragma once

#include <cstdint>

#include "alignmail/result.hpp"

namespace alignmail::cli {

enum class ExitStatus : std::uint8_t {
  Good = 0,       // analysed, nothing at or above --fail-on
  Found = 1,      // analysed, something is
  Undecided = 2,  // DMARC is temperror or unknown; goes before Found
  Usage = 64,
  NotAMessage = 65,
  NoInput = 66,
  Internal = 70,
  CannotCreate = 73,
  Io = 74,
  TryAgain = 75,  // of the hook alone
  Config = 78,
  Interrupted = 130,
};

// Of several messages the highest counts.
constexpr ExitStatus worse(ExitStatus a, ExitStatus b) { return a < b ? b : a; }

constexpr ExitStatus status_of(Error::Kind kind) {
  switch (kind) {
    case Error::Kind::Usage: return ExitStatus::Usage;
    case Error::Kind::NoInput: return ExitStatus::NoInput;
    case Error::Kind::NotAMessage: return ExitStatus::NotAMessage;
    // A message cannot be malformed, only files that configure us: zones, recordings, lists.
    case Error::Kind::Malformed:
    case Error::Kind::Config: return ExitStatus::Config;
    case Error::Kind::CannotCreate: return ExitStatus::CannotCreate;
    case Error::Kind::Io: return ExitStatus::Io;
    case Error::Kind::Internal: return ExitStatus::Internal;
  }
  return ExitStatus::Internal;
}

}  // namespace alignmail::cli
