// SPDX-License-Identifier: Apache-2.0
// A mailbox hook: one message on standard input, a report filed away, the mail never in danger.
//
// The process that the mail system started only moves octets: it reads to the end, whatever
// happens, and copies them when it is asked to. A child analyses. It may crash, hang or be
// stopped by its time: then another child tries less (the header, without DNS), then one that
// files only that nothing is known.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hook/spool.hpp"

namespace alignmail::hook {

// How much of the message an attempt dares to look at.
enum class Depth : std::uint8_t { Whole, HeaderAlone, Nothing };

struct Task {
  std::string_view octets;
  Intake intake = Intake::Whole;
  Depth depth = Depth::Whole;
  std::chrono::milliseconds for_dns{};
  std::string_view before{};  // what became of the attempt before this one, in words
};

// Files that are written anew with each message: --dns-cache, --dns-record.
inline constexpr std::size_t keepsakes = 2;

struct Answer {
  std::string report{};                       // JSON; empty: nothing is filed
  std::string field{};                        // the body of the X-Alignmail field, made of our own words
  std::string trouble{};                      // why there is no report; logged
  std::array<std::string, keepsakes> kept{};  // what the files are to hold; empty: what they hold stays
  bool is_marked = false;                     // a hook has seen this message already: the loop ends here
};

struct Plan {
  std::chrono::milliseconds deadline{8000};  // of everything, by the monotonic clock
  std::size_t most = 0;                      // octets of the message that are kept
  bool passthrough = false;
  bool exit_status = false;
  std::vector<std::string> places{};                // for the state folder
  std::string trouble{};                            // the options cannot be used: drain, log, file nothing
  std::array<std::string, keepsakes> kept_files{};  // empty: nothing is kept
  // Runs in the child.
  std::function<Answer(const Task&)> analyse{};
  // Told what became of it, for -v; may be empty.
  std::function<void(std::string_view)> tell{};
};

inline constexpr int exit_good = 0;
inline constexpr int exit_try_again = 75;  // EX_TEMPFAIL

// The exit status. Throws nothing.
int run(const Plan& plan) noexcept;
// The same without a plan, when there is no memory for one: drains or copies.
int run_bare(bool passthrough) noexcept;

// What stands in front of a copied message: at most the X-Alignmail field, with the line end of
// the message. Nothing in front of a mailbox's "From " line, which has to stay the first. It is
// put together in `room`.
std::string_view front_field(std::string_view field, std::string_view beginning, std::span<char> room);

}  // namespace alignmail::hook
