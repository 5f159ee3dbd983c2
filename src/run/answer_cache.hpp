// SPDX-License-Identifier: Apache-2.0
// Answers kept for their TTL, and shared by all messages of a run; with --dns-cache also by
// those of the next.
//
// A negative answer is kept for its negative TTL (RFC 2308 section 5), a failure for a short
// while, so that a dead server does not cost every message its time-out (section 7). What never
// was an answer (a deadline, a name nobody is asked about) is not kept.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "alignmail/dns.hpp"

namespace alignmail::run {

class AnswerCache {
 public:
  using Time = std::chrono::sys_seconds;

  explicit AnswerCache(std::size_t most_entries = 100'000);

  // Puts what is known about the question into `facts`, with the hops of its chain; false when a
  // hop is missing or too old. The TTL is what is left of it.
  bool find(const dns::Asked& asked, Time now, dns::Facts& facts);
  void put(const dns::Question& question, const dns::Fact& fact, Time now);

  // The file of --dns-cache. What it holds beyond its TTL is left out. Malformed when it cannot be read.
  Result<void> read(std::string_view text, const std::string& name, Time now);
  std::string write(Time now) const;

 private:
  struct Entry {
    dns::SharedFact fact{};  // as it was put, so that it is copied outside the lock
    Time expires{};
  };
  struct Told;
  // The fact as it is now, with what is left of its TTL; null when it is not there or too old.
  dns::SharedFact tell(const dns::Asked& asked, Time now);
  void make_room(Time now);

  std::uint64_t number_;  // tells this cache from others, also from one that stood at the same address
  mutable std::mutex mutex_;
  std::unordered_map<dns::Question, Entry> entries_;
  std::size_t most_entries_;
};

}  // namespace alignmail::run
