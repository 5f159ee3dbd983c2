// SPDX-License-Identifier: Apache-2.0
// Where one message after the other gets its answers: the source of the session, and with
// --dns-cache what was kept before it.
#pragma once

#include <optional>

#include "cli/session.hpp"
#include "run/shared_source.hpp"

namespace alignmail::cli {

class Answers {
 public:
  // Takes the session's source.
  Answers(const Settings& settings, Session& session);
  dns::Source& source() { return shared_ ? *shared_ : *source_; }
  // What the file is to hold; empty without --dns-cache.
  std::string to_keep() const;
  // Writes it, unless it was written a short while ago; `last` when nothing comes after.
  Result<void> keep(bool last);

 private:
  std::string path_;
  std::unique_ptr<dns::Source> source_{};
  run::AnswerCache cache_{};
  std::optional<run::SharedSource> shared_{};
  std::chrono::steady_clock::time_point kept_ = std::chrono::steady_clock::now();
};

}  // namespace alignmail::cli
