// SPDX-License-Identifier: Apache-2.0
// Many messages at once, their reports in the order of the input.
//
// `jobs` threads compute. A message that waits for answers gives up its right to compute, and
// another thread takes the next message meanwhile: so a thread is a parked message, and there
// are as many as there are messages waiting, up to a ceiling; those that are too many later rest. Nothing is held of a
// message whose report is out, and no more reports wait for their turn than a window's width: memory stays flat.
//
// A thread that gets on takes several messages at a time, for all take each step together (run/driver.hpp): while they
// are at hand, and while they take no longer than nobody notices. One that had to wait takes one again.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "run/feed.hpp"
#include "run/shared_source.hpp"

namespace alignmail::run {

// What is left to do for a message when its turn has come: from one thread at a time, in order.
// False ends the run.
using Turn = std::function<bool()>;
// From any thread; a turn for each item.
using Work = std::function<std::vector<Turn>(std::span<const Item> items, dns::Source& source)>;

struct BulkOptions {
  std::size_t jobs = 1;
  std::size_t most_parked = 64;
  std::size_t window = 512;
  std::size_t most_at_a_time = 8;  // their files may be open: with the parked threads, some hundreds
};

// With fewer threads where the system gives no more; Internal, and nothing is read, where it gives none.
Result<void> run_bulk(Feed& feed, SharedSource& source, const Work& work, const BulkOptions& options);

// The cores that this process may use.
std::size_t usable_cores();

}  // namespace alignmail::run
