// SPDX-License-Identifier: Apache-2.0
// What a server's reply says, as facts (RFC 1035 section 4.1, RFC 2308 for negative answers).
//
// Only the answer section counts, and of it only what hangs together with the question: the
// chain of aliases from its name, and at the chain's end the records of its type. What else a
// server sends along is not believed.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "alignmail/dns_records.hpp"

namespace alignmail::dns {

enum class Fit : std::uint8_t {
  Answers,    // it is the reply to the question
  Truncated,  // it is, but not all of it: ask again over TCP, nothing of it may be used
  NotOurs,    // no response, another id or another question: keep waiting
  Malformed,  // it is, and cannot be read
};

struct Reply {
  Fit fit = Fit::Malformed;
  Status status = Status::Malformed;  // of the question itself
  // One fact for each hop that the reply tells, the question's first. Where the server did not
  // follow an alias to its end, the target's fact is missing.
  std::vector<std::pair<Question, Fact>> facts{};
};

Reply read_reply(std::string_view packet, const Question& question, std::uint16_t id);

}  // namespace alignmail::dns
