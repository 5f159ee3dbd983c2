// SPDX-License-Identifier: Apache-2.0
// What the command line names, opened and read: the source of answers, the overlay, the
// expected set-up, the suffix list. One for a run of the program.
#pragma once

#include <memory>
#include <vector>

#include "alignmail/analysis.hpp"
#include "alignmail/dns_source.hpp"
#include "cli/settings.hpp"
#include "run/answer_cache.hpp"

namespace alignmail::cli {

struct Session {
  std::unique_ptr<dns::Source> source{};
  dns::Layer overlay{};
  std::string overlay_file{};
  Options options;
  dns::Facts answers{};  // of all messages, for --dns-record

  // Layers to judge with; they point into this session.
  std::vector<const dns::Layer*> layers() const;
  // Keeps the facts of one message for the recording.
  void remember(const dns::Facts& facts);
  // Says in the report's input that DNS is seen with an overlay.
  void mark(report::Input& input) const;
  // The same where there is no message.
  report::Input seen() const;
  // Tells on standard error what of the overlay nobody asked for: most likely a slip in its names.
  void note_unasked() const;
};

// NoInput, Usage or Config.
Result<Session> open_session(const Settings& settings);

struct Loaded {
  std::shared_ptr<const message::Message> message{};
  bool cut = false;  // over --max-size: the header alone was read
};

// The ceiling --max-size in words, for a message that is beyond it.
std::string beyond_max_size(const Settings& settings);

// How what stands there is read. What comes from a terminal somebody typed or pasted.
message::Reading reading_from(const std::string& path, message::Reading wanted);

// The message in a file, or on standard input for "-"; errors name it.
Result<Loaded> load_message(const std::string& path, const Settings& settings);

// What --dns-cache FILE keeps. One that is not there yet, or broken, is no reason to stop.
void read_cache(run::AnswerCache& cache, const std::string& path);
Result<void> write_cache(const run::AnswerCache& cache, const std::string& path);

// Writes the recording when --dns-record asks for one.
Result<void> close_session(const Session& session, const Settings& settings);

}  // namespace alignmail::cli
