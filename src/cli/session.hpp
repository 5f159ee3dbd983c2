// SPDX-License-Identifier: Apache-2.0
// What the command line names, opened and read: the source of answers, the overlay, the
// expected set-up, the suffix list. One for a run of the program.
#pragma once

#include <memory>
#include <vector>

#include "alignmail/analysis.hpp"
#include "cli/settings.hpp"

namespace alignmail::cli {

struct Session {
  std::unique_ptr<dns::Source> source{};
  dns::Layer overlay{};
  Options options;
  dns::Facts answers{};  // of all messages, for --dns-record

  // Layers to judge with; they point into this session.
  std::vector<const dns::Layer*> layers() const;
  // Keeps the facts of one message for the recording.
  void remember(const dns::Facts& facts);
};

// NoInput, Usage or Config.
Result<Session> open_session(const Settings& settings);

struct Loaded {
  std::shared_ptr<const message::Message> message{};
  bool cut = false;  // over --max-size: the header alone was read
};

// The message in a file, or on standard input for "-"; errors name it.
Result<Loaded> load_message(const std::string& path, const Settings& settings);

// Writes the recording when --dns-record asks for one.
Result<void> close_session(const Session& session, const Settings& settings);

}  // namespace alignmail::cli
