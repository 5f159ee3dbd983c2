// SPDX-License-Identifier: Apache-2.0
// Messages as they arrive in new/ of a Maildir, each one once.
//
// The kernel tells by inotify. When it could not keep up (its queue ran over) the folder is read
// again, and what was seen before is left out.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "alignmail/result.hpp"

namespace alignmail::hook {

class MaildirWatch {
 public:
  enum class State : std::uint8_t { Watching, Stopped, Gone, Unreadable };

  // Names are remembered also when they left new/, for some mail programs move messages back; but not for ever.
  static constexpr std::size_t names_remembered = 100'000;

  // What lies in new/ already counts as arriving. NoInput when it is no Maildir.
  static Result<MaildirWatch> open(const std::string& maildir, std::size_t remembered = names_remembered);
  ~MaildirWatch();
  MaildirWatch(MaildirWatch&& other) noexcept;
  MaildirWatch& operator=(MaildirWatch&&) = delete;

  // Names in new/ that arrived, in the order of their names when many did; waits until there are
  // some. None: look at state().
  std::vector<std::string> wait();
  State state() const { return state_; }
  const std::optional<Error>& fault() const { return fault_; }  // of State::Unreadable

  // Where the message is now: in new/, or in cur/ when a mail program was faster; empty when gone.
  Result<std::string> find(const std::string& name) const;

 private:
  using Clock = std::chrono::steady_clock;
  MaildirWatch(std::string folder, std::size_t remembered, int inotify)
      : folder_(std::move(folder)), remembered_(remembered), inotify_(inotify) {}

  void read_events();
  void take_event(std::uint32_t mask, bool is_new_folder, const std::string& name);
  void read_folder();
  void take_settled();
  void arrive(const std::string& name);
  int patience() const;

  std::string folder_;
  std::size_t remembered_;
  int inotify_ = -1;
  int new_watch_ = -1;
  State state_ = State::Watching;
  std::optional<Error> fault_{};
  bool read_again_ = true;
  std::unordered_set<std::string> seen_{};
  std::map<std::string, Clock::time_point> open_{};  // made in new/ itself; since when
  std::vector<std::string> arrived_{};
};

}  // namespace alignmail::hook
