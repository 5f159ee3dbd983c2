// SPDX-License-Identifier: Apache-2.0
// Messages, one after the other, wherever they are kept: files, compressed files, folders,
// Maildirs, mbox files, standard input, lines of JSON.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alignmail/report.hpp"
#include "run/input.hpp"

namespace alignmail::run {

struct Loaded {
  Octets octets{};
  std::optional<std::string> id{};      // of a line of JSON
  std::optional<trust::Given> given{};  // the envelope that stood beside the message
};

struct Item {
  report::Input input{};
  // Reads it; from any thread, once.
  std::function<Result<Loaded>()> load{};
};

// As a function, for g++ 12 takes members of such an aggregate for uninitialized when it optimizes.
inline Item make_item(std::string source, std::string origin, std::size_t index, std::function<Result<Loaded>()> load) {
  Item item;
  item.input.source = std::move(source);
  item.input.origin = std::move(origin);
  item.input.index = index;
  item.load = std::move(load);
  return item;
}

class Feed {
 public:
  Feed() = default;
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;
  virtual ~Feed() = default;
  virtual std::optional<Item> next() = 0;  // from one thread at a time
  // Whether next() gives a message, or tells that there is none, without waiting for somebody to write it.
  virtual bool is_at_hand() const { return false; }
};

struct Wanted {
  std::vector<std::string> paths{};  // as given; "-" is standard input
  std::string files_from{};          // a file with more of them, or "-"; empty: none
  bool is_nul_separated = false;
  std::size_t max_size = 0;
};

std::unique_ptr<Feed> open_files(Wanted wanted);
// Lines of {"id", "raw", "client_ip", "mail_from", "helo"}, from the paths in turn.
std::unique_ptr<Feed> open_lines(Wanted wanted);

}  // namespace alignmail::run
